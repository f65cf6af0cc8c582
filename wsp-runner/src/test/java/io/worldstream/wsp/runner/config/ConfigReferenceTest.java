package io.worldstream.wsp.runner.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ConfigReferenceTest {
    @Test
    void theDocumentationHoldsTheTableAsItIs() throws IOException {
        assertThat(Files.readString(Path.of("../docs/configuration.md")))
                .as("docs/configuration.md must hold the table that ConfigReference.markdown() gives")
                .contains(ConfigReference.markdown());
    }

    @Test
    void overview_ofAllKeys_hasOneLineForEach() {
        List<String> lines = ConfigReference.overview();
        assertThat(ConfigTable.ALL)
                .allSatisfy(key -> assertThat(lines)
                        .filteredOn(line -> line.startsWith("  " + key.name() + " "))
                        .hasSize(1));
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void overview_keepsTheKeysOfASectionTogether() {
        List<String> sections = ConfigReference.overview().stream()
                .filter(line -> !line.isEmpty())
                .map(line -> line.strip().replaceFirst("[. ].*", ""))
                .toList();
        List<String> runs = new ArrayList<>();
        for (String section : sections) {
            if (runs.isEmpty() || !runs.get(runs.size() - 1).equals(section)) {
                runs.add(section);
            }
        }
        assertThat(runs).doesNotHaveDuplicates();
    }

    @Test
    void description_ofEachKey_fitsAScreen() {
        for (ConfigKey<?> key : ConfigTable.ALL) {
            List<String> lines = ConfigReference.describe(key.name()).orElseThrow();
            assertThat(lines).startsWith(key.name()).contains("  environment  " + key.environmentName());
            assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
            assertThat(folded(lines)).contains(folded(List.of(key.doc().replace("`", ""))));
            assertThat(folded(lines))
                    .contains(folded(List.of(key.type().allowed().replace("`", ""))));
        }
    }

    private static String folded(List<String> lines) {
        return String.join(" ", lines).replaceAll("\\s+", " ").strip();
    }

    @Test
    void description_ofARequiredKey_saysByWhom() {
        assertThat(ConfigReference.describe("state.root"))
                .hasValueSatisfying(
                        lines -> assertThat(lines).contains("  default      none; required by run and status"));
    }

    @Test
    void description_ofAnUnknownName_isEmpty() {
        assertThat(ConfigReference.describe("policy.fly")).isEmpty();
        assertThat(ConfigReference.describe("")).isEmpty();
    }

    @Test
    void noKeyIsLeftOutOfTheList() {
        long constants = Stream.of(
                        ConfigTable.class,
                        AuditKeys.class,
                        EngineKeys.class,
                        IngressKeys.class,
                        ReachKeys.class,
                        ReadyTrust.class)
                .flatMap(keys -> Arrays.stream(keys.getDeclaredFields()))
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigKey.class)
                .count();
        assertThat(ConfigTable.HOST).hasSize((int) constants).doesNotHaveDuplicates();
    }

    @Test
    void everyDefaultIsOfItsType() {
        Place place = new Place(Path.of("/"), PathSpelling.ofThisProcess());
        assertThat(ConfigTable.ALL)
                .filteredOn(key -> key.fallback() != null)
                .allSatisfy(key -> assertThat(key.type().read(key.type().node(String.valueOf(key.fallback())), place))
                        .isNotNull());
    }
}

package io.worldstream.wsp.runner.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ConfigReferenceTest {
    @Test
    void theDocumentationHoldsTheTableAsItIs() throws IOException {
        assertThat(Files.readString(Path.of("../docs/configuration.md")))
                .as("docs/configuration.md must hold the table that ConfigReference.markdown() gives")
                .contains(ConfigReference.markdown());
    }

    @Test
    void helpNamesEveryKey() {
        String help = String.join("\n", ConfigReference.help());
        assertThat(ConfigTable.ALL).allSatisfy(key -> assertThat(help).contains("  " + key.name()));
    }

    @Test
    void noKeyIsLeftOutOfTheList() {
        long constants = Arrays.stream(ConfigTable.class.getFields())
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

package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/contracts.md}: its world can be made by hand, and its sections are those that code and documents cite. */
final class ContractsDocumentTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern FILE = Pattern.compile("cat > (tiny/\\S+) <<'EOF'\n(.*?\n)EOF\n", Pattern.DOTALL);
    private static final Pattern SECTION = Pattern.compile("^## (\\d+)\\.", Pattern.MULTILINE);
    private static final Pattern CITED = Pattern.compile("\\bcontracts (\\d+)");

    @TempDir
    Path temp;

    @Test
    @Tag("process")
    void worldByHand_asWritten_streams() throws IOException, InterruptedException {
        String document = document();
        Matcher file = FILE.matcher(document);
        int files = 0;
        while (file.find()) {
            Path path = temp.resolve(file.group(1));
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.group(2));
            files++;
        }
        assertThat(files).isEqualTo(9);
        String config = temp.resolve("tiny/wsp.yaml").toString();

        String explained = WspProcess.run(0, "explain", "--config", config).out();
        assertThat(explained).contains("would end    COMPLETED");
        assertThat(document).contains(explained.lines().findFirst().orElseThrow());

        try (EmbeddedGate gate = EmbeddedGate.start()) {
            JsonNode summary = WspProcess.run(
                            0, "run", "--once", "--config", config, "--set", "ingress.url=" + gate.url())
                    .line();
            assertThat(summary.get("status").textValue()).isEqualTo("COMPLETED");
            assertThat(summary.get("events").get("admitted").intValue()).isEqualTo(5);
            assertThat(document)
                    .contains("It prints `" + summary.get("stream_digest").textValue() + "`");
            assertThat(gate.admitted()).allSatisfy(event -> assertThat(document).contains(event.eventId()));
        }
    }

    @Test
    void everySectionThatIsCited_exists() throws IOException {
        Set<String> sections = numbers(SECTION, document());
        assertThat(sections).hasSize(13);
        List<Path> sources;
        try (Stream<Path> files = Files.walk(ROOT)) {
            sources = files.filter(path -> !path.toString().contains("/target/"))
                    .filter(path -> path.toString().matches(".*\\.(java|md|yaml)"))
                    .toList();
        }
        for (Path source : sources) {
            assertThat(sections)
                    .as("what %s cites", ROOT.relativize(source))
                    .containsAll(numbers(CITED, Files.readString(source)));
        }
    }

    private static String document() throws IOException {
        return Files.readString(ROOT.resolve("docs/contracts.md"));
    }

    private static Set<String> numbers(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }
}

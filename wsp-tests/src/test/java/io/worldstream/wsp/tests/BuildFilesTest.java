package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lists in the build that must name every module or test. */
final class BuildFilesTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern LINTED = Pattern.compile("<root>\\$\\{project\\.basedir}/\\.\\./(.+)</root>");

    /** FlightsTest has an execution of its own. */
    private static final Pattern UNCOVERED =
            Pattern.compile("@Tag\\(\"(simulator|fuzz|large)\"\\)(?s:.*)class (?!FlightsTest)\\w+Test\\b");

    private static List<Path> modules() throws IOException {
        List<Path> modules = new ArrayList<>();
        for (Path parent : List.of(ROOT, ROOT.resolve("wsp-adapters"))) {
            try (Stream<Path> folders = Files.list(parent)) {
                folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                        .forEach(modules::add);
            }
        }
        return modules;
    }

    @Test
    void lint_coversTheSourcesOfEveryModule() throws IOException {
        List<String> linted = LINTED.matcher(Files.readString(ROOT.resolve("wsp-lint/pom.xml")))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(linted)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(modules().stream()
                        .flatMap(module ->
                                Stream.of("src/main/java", "src/test/java").map(module::resolve))
                        .filter(Files::exists)
                        .map(folder -> ROOT.relativize(folder).toString())
                        .toList());
    }

    @Test
    void uncoveredTests_areNamedByTheirModule() throws IOException {
        int named = 0;
        for (Path module : modules()) {
            List<String> tests = uncoveredTests(module.resolve("src/test/java"));
            named += tests.size();
            if (!tests.isEmpty()) {
                assertThat(Files.readString(module.resolve("pom.xml")))
                        .contains("<test.uncovered.classes>" + String.join("|", tests) + "<");
            }
        }
        assertThat(named).isPositive();
    }

    private static List<String> uncoveredTests(Path root) throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.exists(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (UNCOVERED.matcher(Files.readString(file)).find()) {
                        names.add(file.getFileName().toString().replace("Test.java", ""));
                    }
                }
            }
        }
        names.sort(null);
        return names;
    }
}

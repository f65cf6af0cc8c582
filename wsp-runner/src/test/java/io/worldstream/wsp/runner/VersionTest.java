package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionTest {
    private static Properties properties(String... pairs) {
        Properties properties = new Properties();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.setProperty(pairs[i], pairs[i + 1]);
        }
        return properties;
    }

    private static final Properties SYSTEM =
            properties("java.version", "17.0.15", "java.vendor", "Debian", "os.name", "Linux", "os.arch", "amd64");

    @Test
    void version_ofACheckout_namesCommitAndDate() {
        assertThat(Version.lines(
                        properties("version", "1.2.3", "commit", "28ddc00", "dirty", "false", "date", "2026-07-01"),
                        SYSTEM))
                .containsExactly("wsp 1.2.3", "build 28ddc00 2026-07-01", "JDK 17.0.15 (Debian), Linux amd64");
    }

    @Test
    void version_ofACheckoutWithChanges_saysSo() {
        assertThat(Version.lines(
                        properties("version", "1.2.3", "commit", "28ddc00", "dirty", "true", "date", "2026-07-01"),
                        SYSTEM))
                .contains("build 28ddc00-dirty 2026-07-01");
    }

    @Test
    void version_ofASourceTreeWithoutGit_isUnknown() {
        assertThat(Version.lines(
                        properties("version", "1.2.3", "commit", "unknown", "dirty", "false", "date", "unknown"),
                        SYSTEM))
                .contains("wsp 1.2.3", "build unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "help", "seal"})
    void option_ofEachCommand_printsTheSame(String command) {
        Shell shell = new Shell();
        assertThat(command.isEmpty() ? shell.run("--version") : shell.run(command, "-V"))
                .isZero();
        assertThat(shell.out())
                .startsWith("wsp ")
                .contains("\nbuild ", "\nJDK " + System.getProperty("java.version"))
                .hasLineCount(3);
        assertThat(shell.err()).isEmpty();
    }
}

package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The options for stderr, on messages to the operator; those of loggers go to the log of the process. */
final class LogOptionsTest {
    @TempDir
    Path temp;

    private final Shell shell = new Shell();

    private JsonNode onlyErrLine() {
        assertThat(shell.errLines()).hasSize(1);
        return shell.errLines().get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "world", "run", "status", "explain", "preview", "gate", "seal"})
    void help_ofAWorkingCommand_offersThem(String command) {
        assertThat(shell.run(command, "--help")).isZero();
        assertThat(shell.out()).contains("--log-format=FORMAT", "-v, --verbose", "-q, --quiet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "completion"})
    void help_ofACommandThatOnlyPrints_offersNone(String command) {
        assertThat(shell.run(command, "--help")).isZero();
        assertThat(shell.out()).doesNotContain("--log-format", "--quiet");
    }

    @Test
    void json_usageMistake_isOneObjectAndNoUsage() {
        for (String[] args : new String[][] {
            {"run", "--log-format=json"},
            {"run", "--nonsense", "--log-format", "JSON"},
        }) {
            Shell each = new Shell();
            assertThat(each.run(args)).isEqualTo(2);
            assertThat(each.out()).isEmpty();
            assertThat(each.errLines()).hasSize(1);
            JsonNode line = each.errLines().get(0);
            assertThat(line.get("level").textValue()).isEqualTo("ERROR");
            assertThat(line.get("logger").textValue()).isEqualTo("wsp");
            assertThat(line.get("message").textValue()).endsWith("; see wsp run --help");
        }
    }

    @Test
    void json_invalidConfiguration_isOneObjectWithEveryFault() throws IOException {
        Path config = Files.writeString(temp.resolve("wsp.yaml"), "{a: 1, b: 2}");
        assertThat(shell.run("run", "--log-format=json", "--config", config.toString()))
                .isEqualTo(2);
        assertThat(onlyErrLine().get("message").textValue())
                .startsWith("the configuration is invalid (CONFIG_INVALID)\n  ")
                .contains("\n  ")
                .contains("a", "b", "catalogue");
    }

    @Test
    void text_invalidConfiguration_isAsBefore() throws IOException {
        Path config = Files.writeString(temp.resolve("wsp.yaml"), "{a: 1}");
        assertThat(shell.run("run", "--config", config.toString())).isEqualTo(2);
        assertThat(shell.err())
                .startsWith("wsp: the configuration is invalid (CONFIG_INVALID)\n  ")
                .endsWith("\n");
        assertThat(shell.err().lines().skip(1)).allMatch(line -> line.startsWith("  "));
    }

    @Test
    void json_finalError_isOneObject() {
        assertThat(shell.run("status", "--log-format=json", "--config", "absent.yaml"))
                .isEqualTo(2);
        assertThat(onlyErrLine().get("level").textValue()).isEqualTo("ERROR");
        assertThat(onlyErrLine().get("message").textValue()).doesNotStartWith("wsp");
    }

    @Test
    void json_demo_saysEachLineAsAnObject() {
        assertThat(shell.run("demo", "--events=20", "--speedup=max", "--log-format=json"))
                .isZero();
        assertThat(shell.errLines())
                .hasSizeGreaterThan(5)
                .allMatch(line -> line.get("level").textValue().equals("INFO"));
        assertThat(shell.line().get("status").textValue()).isEqualTo("COMPLETED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-q", "--quiet"})
    void quiet_demo_saysNothing(String quiet) {
        assertThat(shell.run("demo", "--events=20", "--speedup=max", quiet)).isZero();
        assertThat(shell.err()).isEmpty();
        assertThat(shell.line().get("status").textValue()).isEqualTo("COMPLETED");
    }

    @Test
    void quiet_failure_isSaid() {
        assertThat(shell.run("status", "-q", "--config", "absent.yaml")).isEqualTo(2);
        assertThat(shell.err()).startsWith("wsp: ");
    }

    @Test
    void verboseAndQuiet_excludeEachOther() {
        assertThat(shell.run("gate", "-v", "-q")).isEqualTo(2);
        assertThat(shell.err()).contains("--verbose", "--quiet", "mutually exclusive");
    }

    @Test
    void format_thatIsNone_namesThoseThatAre() {
        assertThat(shell.run("gate", "--log-format=xml")).isEqualTo(2);
        assertThat(shell.err()).containsIgnoringCase("one of text, json").contains("--log-format", "xml");
    }
}

package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion script, read by a real bash. */
final class CompletionCommandTest {
    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    Path temp;

    private static String script(String shell) {
        Shell wsp = new Shell();
        assertThat(wsp.run("completion", shell)).isZero();
        assertThat(wsp.err()).isEmpty();
        return wsp.out();
    }

    /** Returns what bash prints after it has read the script; its stderr must be empty. */
    private String bash(String commands) throws IOException, InterruptedException {
        assumeThat(BASH).exists();
        Path script = Files.writeString(temp.resolve("completion.sh"), script("bash"));
        Path err = temp.resolve("err");
        Process bash = new ProcessBuilder(
                        BASH.toString(), "--norc", "-c", "eval \"$(cat \"$0\")\"; " + commands, script.toString())
                .redirectError(err.toFile())
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(Files.readString(err)).isZero();
        assertThat(err).isEmptyFile();
        return out;
    }

    /** Completes the last word of a command line. */
    private String completed(String line) throws IOException, InterruptedException {
        // Only within a completion may a function call compopt.
        return bash("compopt() { :; }; COMP_WORDS=(" + line + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE='"
                + line + "'; COMP_POINT=${#COMP_LINE}; COMP_TYPE=9; _complete_wsp; printf '%s\\n' \"${COMPREPLY[@]}\"");
    }

    @Test
    void bash_readsTheScript_completesWsp() throws Exception {
        assertThat(bash("complete -p wsp")).contains("-F _complete_wsp", " wsp");
    }

    @ParameterizedTest
    @CsvSource({
        "wsp st, status",
        "wsp run --o, --once",
        "wsp status --js, --json",
        "wsp qua, quarantine",
        "wsp quarantine li, list",
        "wsp quarantine list --js, --json",
        "wsp redrive --ev, --event",
        "wsp gate --log-format j, json",
        "wsp completion z, zsh",
        "wsp world --con, --contract",
        "wsp demo --contract v, v1",
        "wsp help conf, config",
        "wsp help st, status",
        "wsp help completion, completion",
        "wsp help config policy.stream, policy.stream_speedup",
        "wsp help config pol, policy",
    })
    void bash_completes(String line, String completion) throws Exception {
        assertThat(completed(line).lines()).contains(completion);
    }

    @Test
    void bash_afterHelp_offersEachCommand() throws Exception {
        assertThat(completed("wsp help \"\"").lines())
                .containsExactlyInAnyOrderElementsOf(new Shell()
                        .commandLine().getSubcommands().keySet().stream()
                                .flatMap(name -> name.equals("help") ? Stream.of(name, "config") : Stream.of(name))
                                .toList());
    }

    @Test
    void bash_statusDoesNotOfferAStart() throws Exception {
        assertThat(completed("wsp status --s").lines()).containsExactly("--set");
    }

    @Test
    void zsh_readsTheScriptOfBashThroughBashcompinit() {
        assertThat(script("zsh")).endsWith(script("bash")).contains("function compopt ", "ZSH_VERSION", "bashcompinit");
    }

    @Test
    void shell_missingOrUnknown_isAUsageFault() {
        Shell none = new Shell();
        assertThat(none.run("completion")).isEqualTo(2);
        assertThat(none.err()).contains("SHELL");
        Shell unknown = new Shell();
        assertThat(unknown.run("completion", "fish")).isEqualTo(2);
        assertThat(unknown.err()).containsIgnoringCase("one of bash, zsh").contains("fish");
    }
}

package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code wsp help} in all its forms. */
final class HelpCommandTest {
    private static final String KEYS = "wsp help config";

    private static String out(String... args) {
        Shell shell = new Shell();
        assertThat(shell.run(args)).as(String.join(" ", args)).isZero();
        assertThat(shell.err()).isEmpty();
        return shell.out();
    }

    private static String fault(String... args) {
        Shell shell = new Shell();
        assertThat(shell.run(args)).as(String.join(" ", args)).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
        List<String> lines = shell.err().lines().toList();
        return lines.get(lines.size() - 1);
    }

    @Test
    void help_alone_equalsTheOption() {
        assertThat(out("help")).isEqualTo(out("--help")).contains("run", "status", "demo", "help");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "world",
                "run",
                "status",
                "explain",
                "preview",
                "sort",
                "sorted",
                "quarantine",
                "redrive",
                "audit",
                "gate",
                "seal",
                "completion",
                "help"
            })
    void help_ofACommand_equalsItsOption(String command) {
        assertThat(out("help", command))
                .isEqualTo(out(command, "--help"))
                .startsWith("Usage: wsp " + command)
                .doesNotContain("%n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit verify", "audit show", "state init", "quarantine list"})
    void help_ofASubcommand_equalsItsOption(String words) {
        String[] named = words.split(" ", -1);
        assertThat(out("help", named[0], named[1]))
                .isEqualTo(out(named[0], named[1], "--help"))
                .startsWith("Usage: wsp " + words);
    }

    @Test
    void help_ofAnUnknownSubcommand_isAUsageFault() {
        assertThat(fault("help", "audit", "verfy"))
                .isEqualTo("wsp: unknown command \"audit verfy\"; the nearest known one is verify; wsp help audit lists"
                        + " the commands");
        assertThat(fault("help", "run", "fast")).startsWith("wsp: unknown command \"run fast\"");
    }

    @Test
    void help_ofAnUnknownCommand_isAUsageFault() {
        assertThat(fault("help", "flying")).isEqualTo("wsp: unknown command \"flying\"; wsp help lists the commands");
        assertThat(fault("help", "expain")).contains("the nearest known one is explain;");
    }

    @Test
    void unknownCommand_listsTheCommandsAndNothingElse() {
        Shell shell = new Shell();
        assertThat(shell.run("rnu")).isEqualTo(2);
        assertThat(shell.err().lines()).hasSize(3);
        assertThat(shell.err()).contains("Commands: demo, world, run, ", "'rnu'");
    }

    @Test
    void missingOption_showsTheWholeSynopsis() {
        Shell shell = new Shell();
        assertThat(shell.run("run")).isEqualTo(2);
        assertThat(shell.err()).contains("--config=FILE", "--set=KEY=VALUE", "--restart=RUN_ID", "[-v | -q]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "status", "redrive", "sort", "sorted", "explain", "preview"})
    void help_ofAConfiguredCommand_pointsToTheKeysInOneLine(String command) {
        assertThat(out("help", command).lines().filter(line -> line.contains(KEYS)))
                .hasSize(1);
        assertThat(out("help", command)).doesNotContain("limits.", "state.root", "engine.");
    }

    @Test
    void helpConfig_listsEveryKeyWithItsDefault() {
        assertThat(out("help", "config"))
                .containsPattern("(?m)^  policy\\.stream_speedup +1$")
                .containsPattern("(?m)^  catalogue +required$")
                .containsPattern("(?m)^  spill\\.root +see text$");
    }

    @Test
    void helpConfig_ofAKey_describesIt() {
        assertThat(out("help", "config", "ingress.timeout_ms")).isEqualTo("""
            ingress.timeout_ms
              value        a whole number of milliseconds, from 1 to a day
              default      10000
              environment  WSP_INGRESS_TIMEOUT_MS

              Timeout of one whole push. When it expires, the outcome of the push is
              unknown.
            """);
    }

    @Test
    void helpConfig_ofAnOldName_saysThePresentOne() {
        assertThat(out("help", "config", "quarantine.root"))
                .startsWith(
                        "quarantine.root is now dead_letter.root; the old name is still read.\n\ndead_letter.root\n");
    }

    @Test
    void helpConfig_ofASection_listsThatSection() {
        assertThat(out("help", "config", "checkpoint").lines())
                .hasSize(4)
                .allMatch(line -> line.startsWith("  checkpoint."));
    }

    @Test
    void helpConfig_ofAnUnknownKey_namesTheNearest() {
        assertThat(fault("help", "config", "policy.stream_speedip"))
                .isEqualTo("wsp: unknown key \"policy.stream_speedip\"; the nearest known one is"
                        + " policy.stream_speedup; wsp help config lists all keys");
        assertThat(fault("help", "config", "polcy")).contains("the nearest known one is policy;");
    }
}

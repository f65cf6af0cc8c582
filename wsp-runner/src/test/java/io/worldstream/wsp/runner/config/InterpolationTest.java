package io.worldstream.wsp.runner.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.policy.Speedup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InterpolationTest {
    @TempDir
    Path folder;

    private ConfigFixture complete() {
        return new ConfigFixture(folder);
    }

    private ConfigFixture speedup(String value) {
        return complete().add("policy: {stream_speedup: \"" + value + "\"}\n");
    }

    private ConfigFixture stateRoot(String value) {
        return changed("root: state", "root: \"" + value + "\"");
    }

    private ConfigFixture changed(String text, String other) {
        return complete().file("wsp.yaml", ConfigFixture.COMPLETE.replace(text, other));
    }

    private static void assertSpeedup(String factor, ConfigFixture fixture) throws IOException {
        assertThat(fixture.read().policy().pacing().speedup()).isEqualTo(Speedup.of(factor));
    }

    @Test
    void variable_set_isReadAsIfTheFileHeldIt() throws IOException {
        assertSpeedup("60", speedup("${SPEED}").environment("SPEED", "60"));
        assertSpeedup("0.5", speedup("${SPEED:-60}").environment("SPEED", "0.5"));
        assertSpeedup(
                "60", complete().add("policy:\n  stream_speedup: ${SPEED}\n").environment("SPEED", "60"));
        assertThat(complete()
                        .add("policy: {allow_ungated: \"${UNGATED}\", max_in_flight: \"${WINDOW}\"}\n")
                        .environment("UNGATED", "true")
                        .environment("WINDOW", "7")
                        .read()
                        .policy())
                .satisfies(policy -> {
                    assertThat(policy.admission().allowUngated()).isTrue();
                    assertThat(policy.push().maxInFlight()).isEqualTo(7);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void variable_blank_takesItsDefault(String blank) throws IOException {
        assertSpeedup("60", speedup("${SPEED:-60}").environment("SPEED", blank));
        assertSpeedup("60", speedup("${SPEED:-60}"));
    }

    @Test
    void variable_unset_isAFaultThatNamesItAndTheWayOut() throws IOException {
        assertThat(stateRoot("${STATE}")
                        .add("policy: {stream_speedup: \"${SPEED}\"}\n")
                        .environment("SPEED", " ")
                        .faults())
                .containsExactlyInAnyOrder(
                        "policy.stream_speedup (wsp.yaml): the environment variable SPEED is blank; set it, or write"
                                + " ${SPEED:-default}",
                        "state.root (wsp.yaml): the environment variable STATE is not set; set it, or write"
                                + " ${STATE:-default}");
    }

    @Test
    void default_empty_leavesTheKeyUnset() throws IOException {
        WspConfig config = complete()
                .add("policy: {stream_speedup: \"${SPEED:-}\", schema_version: \"${VERSION:-}\"}\n")
                .read();

        assertThat(config.policy().pacing().speedup())
                .isEqualTo(complete().read().policy().pacing().speedup());
        assertThat(stateRoot("${STATE:-}").faults())
                .containsExactly("state.root: missing; set it in the file, as WSP_STATE_ROOT, or with --set");
    }

    @Test
    void elementsOfListsAndMaps_areReplaced() throws IOException {
        WspConfig config = changed("root: oracle", "root: oracle, aliases: {\"runs/local\": \"${WORLD}\"}")
                .add("policy: {retryable_reasons: [ONE, \"${REASON}\"]}\n")
                .environment("REASON", "TWO")
                .environment("WORLD", "elsewhere")
                .read();

        assertThat(config.policy().push().retry().retryableReasons()).isEqualTo(Set.of("ONE", "TWO"));
        assertThat(config.get(ConfigTable.ORACLE_ALIASES))
                .isEqualTo(Map.of("runs/local", new Location("elsewhere", folder.resolve("elsewhere"))));
    }

    @Test
    void wholeMap_isReadAsJson() throws IOException {
        WspConfig config = complete()
                .file("wsp.json", """
                        {"control_bus": {"root": "bus"}, "object_store": {"root": "store"}, "state": {"root": "state"},
                         "oracle": {"root": "oracle", "aliases": "${ALIASES:-{\\"runs/local\\": \\"here\\"}}"},
                         "catalogue": "catalogue.yaml", "ingress": {"url": "${GATE}"}}
                        """)
                .environment("GATE", "https://gate:8080")
                .read();

        assertThat(config.get(ConfigTable.ORACLE_ALIASES)).containsOnlyKeys("runs/local");
        assertThat(config.get(ConfigTable.INGRESS_URL)).isEqualTo("https://gate:8080");
    }

    @Test
    void replacedValue_wrong_isLocatedAtFileAndVariable() throws IOException {
        assertThat(complete()
                        .add("policy: {max_in_flight: \"${WINDOW}\"}\n")
                        .environment("WINDOW", "many")
                        .faults())
                .singleElement()
                .asString()
                .startsWith("policy.max_in_flight (wsp.yaml, environment WINDOW): expected a whole number");
    }

    @Test
    void default_wrong_isLocatedAtTheFile() throws IOException {
        assertThat(complete()
                        .add("policy: {max_in_flight: \"${WINDOW:-many}\"}\n")
                        .faults())
                .singleElement()
                .asString()
                .startsWith("policy.max_in_flight (wsp.yaml): expected a whole number");
    }

    @Test
    void replacedSecret_isNotShown() throws IOException {
        assertThat(changed("\"http://localhost:8080/\"", "\"${GATE}\"")
                        .environment("GATE", "http://user:s3cr3t@gate")
                        .faults())
                .singleElement()
                .asString()
                .startsWith("ingress.url (wsp.yaml, environment GATE): ")
                .doesNotContain("s3cr3t");
    }

    @Test
    void replacedText_isNotReplacedAgain() throws IOException {
        WspConfig config = stateRoot("${STATE}")
                .environment("STATE", "${HOME}")
                .environment("HOME", "elsewhere")
                .read();

        assertThat(config.get(ConfigTable.STATE_ROOT).written()).isEqualTo("${HOME}");
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void default_withAnotherVariable_isAFault() throws IOException {
        assertThat(speedup("${SPEED:-${OTHER:-60}}").faults())
                .containsExactly("policy.stream_speedup (wsp.yaml): the default of SPEED must not contain ${");
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs/${ID}", "${ID}/state", "$${ID}", "${}", "${1D}", "${ID-x}", "${ID"})
    void partOfAValue_staysAsItIsWithAWarning(String root) throws IOException {
        WspConfig config = stateRoot(root).environment("ID", "7").read();

        assertThat(config.get(ConfigTable.STATE_ROOT).written()).isEqualTo(root);
        assertThat(config.warnings())
                .containsExactly(
                        "state.root (wsp.yaml): ${ stays as it is; a variable is replaced only where ${NAME} is"
                                + " the whole value");
    }

    @ParameterizedTest
    @CsvSource({"WSP_POLICY_STREAM_SPEEDUP,", ",policy.stream_speedup=2"})
    void overriddenValue_isNotReplaced(String variable, String setting) throws IOException {
        ConfigFixture fixture = speedup("${SPEED}");
        if (variable != null) {
            fixture.environment(variable, "2");
        } else {
            fixture.set(setting);
        }
        assertSpeedup("2", fixture);
    }

    @Test
    void otherPlaces_areNotReplaced() throws IOException {
        WspConfig config = complete()
                .environment("WSP_STATE_ROOT", "${ID}")
                .set("spill.root=${ID}")
                .environment("ID", "7")
                .read();

        assertThat(config.get(ConfigTable.STATE_ROOT).written()).isEqualTo("${ID}");
        assertThat(config.get(ConfigTable.SPILL_ROOT).written()).isEqualTo("${ID}");
    }

    @Test
    void renamedKeysAndValues_areReplacedToo() throws IOException {
        WspConfig config = complete()
                .add("policy: {on_rejected: \"${ON_REJECTED}\"}\nquarantine: {root: \"${LETTERS}\"}\n")
                .environment("ON_REJECTED", "quarantine")
                .environment("LETTERS", "letters")
                .read();

        assertThat(config.get(ConfigTable.DEAD_LETTER_ROOT).written()).isEqualTo("letters");
        assertThat(config.warnings())
                .hasSize(2)
                .anySatisfy(warning -> assertThat(warning).contains("environment ON_REJECTED", "dead_letter"))
                .anySatisfy(warning -> assertThat(warning).contains("environment LETTERS", "dead_letter.root"));
    }
}

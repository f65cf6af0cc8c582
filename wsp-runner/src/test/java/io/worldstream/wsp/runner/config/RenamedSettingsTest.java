package io.worldstream.wsp.runner.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.policy.IdleStrategy;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnBadRow;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.QuarantinePolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RenamedSettingsTest {
    private static final String STILL_READ = "; the old one is still read";

    @TempDir
    Path folder;

    private ConfigFixture complete() {
        return new ConfigFixture(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "quarantine.root, dead, dead_letter.root",
        "policy.quarantine_rows, true, policy.dead_letter_rows",
        "engine.wait_strategy, spin-tail, engine.idle_strategy"
    })
    void oldKey_inAnySource_setsThePresentOneWithOneWarning(String old, String value, String present)
            throws IOException {
        int dot = old.indexOf('.');
        String variable = "WSP_" + old.toUpperCase(Locale.ROOT).replace('.', '_');
        String warning = ": this key is now " + present + "; the old name is still read";

        WspConfig fromFile = complete()
                .add(old.substring(0, dot) + ": {" + old.substring(dot + 1) + ": " + value + "}\n")
                .read();
        WspConfig fromEnvironment = complete().environment(variable, value).read();
        WspConfig fromSet = complete().set(old + "=" + value).read();
        WspConfig expected = complete().set(present + "=" + value).read();

        assertThat(fromFile.warnings()).containsExactly(old + " (wsp.yaml)" + warning);
        assertThat(fromEnvironment.warnings()).containsExactly(old + " (environment " + variable + ")" + warning);
        assertThat(fromSet.warnings()).containsExactly(old + " (--set)" + warning);
        assertThat(expected.warnings()).isEmpty();
        ConfigKey<?> key = RenamedSettings.find(old).orElseThrow();
        assertThat(fromFile.find(key)).isPresent().isEqualTo(expected.find(key));
        assertThat(fromEnvironment.find(key)).isEqualTo(expected.find(key));
        assertThat(fromSet.find(key)).isEqualTo(expected.find(key));
    }

    @Test
    void oldValues_areReadAsThePresentOnesWithAWarningEach() throws IOException {
        WspConfig config = complete()
                .add("policy:\n  on_quarantine: go-on\n  on_rejected: quarantine\n  on_bad_row: QUARANTINE\n")
                .set("policy.on_retry_exhausted=quarantine")
                .read();

        assertThat(config.policy().outcomes())
                .isEqualTo(new OutcomePolicy(
                        QuarantinePolicy.DEFAULTS,
                        OnFailure.DEAD_LETTER,
                        OnBadRow.DEAD_LETTER,
                        OnFailure.DEAD_LETTER,
                        OnFailure.HALT,
                        false));
        assertThat(config.warnings())
                .containsExactlyInAnyOrder(
                        "policy.on_quarantine (wsp.yaml): the value \"go-on\" is now continue" + STILL_READ,
                        "policy.on_rejected (wsp.yaml): the value \"quarantine\" is now dead_letter" + STILL_READ,
                        "policy.on_bad_row (wsp.yaml): the value \"QUARANTINE\" is now dead_letter" + STILL_READ,
                        "policy.on_retry_exhausted (--set): the value \"quarantine\" is now dead_letter" + STILL_READ);
    }

    @Test
    void anOldKeyBesideThePresentOne_inOneFile_isAFault() throws IOException {
        assertThat(complete()
                        .add("engine: {idle_strategy: park, wait_strategy: park}\n")
                        .faults())
                .containsExactly("engine.wait_strategy (wsp.yaml): set twice in this file; keep one");
    }

    @Test
    void thePresentVariable_besideTheOldOne_wins() throws IOException {
        WspConfig config = complete()
                .environment("WSP_ENGINE_WAIT_STRATEGY", "spin-tail")
                .environment("WSP_ENGINE_IDLE_STRATEGY", "park")
                .read();

        assertThat(config.get(EngineKeys.IDLE_STRATEGY)).isEqualTo(IdleStrategy.park());
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void aFaultyValueOfAnOldKey_isReportedUnderTheNameThatWasGiven() throws IOException {
        assertThat(complete().set("engine.wait_strategy=spin").faults())
                .singleElement()
                .asString()
                .startsWith("engine.wait_strategy (--set): not an idle strategy: \"spin\"");
    }

    @Test
    void theKeysOfOldNames_areInTheTable() {
        assertThat(ConfigTable.ALL).containsAll(RenamedSettings.KEYS.values());
    }
}

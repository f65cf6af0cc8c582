package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.progress.OutcomeCounts;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.policy.QuarantinePolicy;
import io.worldstream.wsp.policy.QuarantinePolicy.OnQuarantine;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuarantineBreakerTest {
    private static final List<String> SCHEMA = List.of("SCHEMA_FAIL");

    private static Run run(QuarantinePolicy policy) {
        return new Run(policy, new OnQuarantine.Continue(), OutcomeCounts.NONE);
    }

    private static Run run(OnQuarantine limit, OutcomeCounts before) {
        return new Run(QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(0), limit, before);
    }

    /** A run of which so many events were admitted and quarantined before this start. */
    private static OutcomeCounts after(int admitted, int quarantined) {
        return new OutcomeCounts(admitted, 0, quarantined, 0);
    }

    private static void quarantineInPeace(Run run, int times, List<String> reasons) {
        for (int i = 0; i < times; i++) {
            assertThat(run.quarantine(reasons)).as("quarantine %d", i + 1).isNull();
        }
    }

    @Test
    void theFirstEventsAllQuarantinedHalt() {
        Run run = run(QuarantinePolicy.DEFAULTS.withFirstEvents(20).withInARow(0));
        quarantineInPeace(run, 19, SCHEMA);
        assertThat(run.quarantine(List.of("OTHER")))
                .isEqualTo(
                        "the first 20 events were all quarantined, the last for [OTHER]; policy.quarantine_first is 20");
    }

    @Test
    void oneOtherOutcomeAmongTheFirstIsEnoughToGoOn() {
        Run run = run(QuarantinePolicy.DEFAULTS.withFirstEvents(20).withInARow(0));
        quarantineInPeace(run, 19, SCHEMA);
        run.admit();
        quarantineInPeace(run, 5_000, SCHEMA);
    }

    @Test
    void soManyInARowForOneReasonHalt() {
        Run run = run(QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(3));
        quarantineInPeace(run, 2, SCHEMA);
        assertThat(run.quarantine(SCHEMA)).contains("3 events in a row").contains("SCHEMA_FAIL");
    }

    @Test
    void anotherOutcomeOrAnotherReasonEndsARow() {
        Run run = run(QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(3));
        quarantineInPeace(run, 2, SCHEMA);
        run.admit();
        quarantineInPeace(run, 2, SCHEMA);
        quarantineInPeace(run, 2, List.of("PINS_MISMATCH"));
        quarantineInPeace(run, 2, SCHEMA);
        assertThat(run.quarantine(SCHEMA)).isNotNull();
    }

    @Test
    void aReasonCountsWhateverStandsBesideItAndInWhateverOrder() {
        Run run = run(QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(4));
        quarantineInPeace(run, 1, List.of("NOISE", "SCHEMA_FAIL"));
        quarantineInPeace(run, 1, List.of("SCHEMA_FAIL", "NOISE"));
        quarantineInPeace(run, 1, List.of("SCHEMA_FAIL", "SCHEMA_FAIL"));
        assertThat(run.quarantine(List.of("LATER", "SCHEMA_FAIL")))
                .isEqualTo("4 events in a row were quarantined for SCHEMA_FAIL; policy.quarantine_in_a_row is 4");
    }

    @Test
    void noReasonIsAReason() {
        Run run = run(QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(2));
        quarantineInPeace(run, 1, List.of());
        assertThat(run.quarantine(List.of()))
                .isEqualTo("2 events in a row were quarantined without a reason; policy.quarantine_in_a_row is 2");
    }

    @Test
    void limitsOfOneEvent_areToldInTheSingular() {
        assertThat(run(QuarantinePolicy.DEFAULTS.withFirstEvents(1)).quarantine(SCHEMA))
                .isEqualTo("the first event was quarantined, for " + SCHEMA + "; policy.quarantine_first is 1");
        assertThat(run(QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(1))
                        .quarantine(SCHEMA))
                .isEqualTo("an event was quarantined for SCHEMA_FAIL; policy.quarantine_in_a_row is 1");
    }

    @Test
    void bothLimitsAreOffAtZero() {
        quarantineInPeace(run(QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(0)), 3_000, SCHEMA);
    }

    @Test
    void aRestartCountsItsFirstEventsAnewUntilTheGateTookOne() {
        QuarantinePolicy first = QuarantinePolicy.DEFAULTS.withFirstEvents(20).withInARow(0);
        Run again = new Run(first, new OnQuarantine.Continue(), after(0, 20));
        quarantineInPeace(again, 19, SCHEMA);
        assertThat(again.quarantine(SCHEMA)).contains("the first 20 events");
        quarantineInPeace(new Run(first, new OnQuarantine.Continue(), after(1, 30)), 100, SCHEMA);
    }

    @Test
    void whatIsDeadLetteredCountsToo() {
        Run run = run(QuarantinePolicy.DEFAULTS.withFirstEvents(2).withInARow(0));
        assertThat(run.deadLetter()).isNull();
        assertThat(run.deadLetter()).startsWith("the first 2 events were all dead-lettered, the last for");
        Run row = run(QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(2));
        row.admit();
        assertThat(row.deadLetter()).isNull();
        assertThat(row.quarantine(List.of("INGRESS_REJECTED")))
                .startsWith("2 events in a row were quarantined or dead-lettered for INGRESS_REJECTED;");
    }

    @Test
    void aNumberOfQuarantinesHaltsWhateverIsBetween() {
        Run run = run(new OnQuarantine.HaltAt(5), after(7, 2));
        quarantineInPeace(run, 1, SCHEMA);
        run.admit();
        quarantineInPeace(run, 1, List.of("OTHER"));
        run.admit();
        assertThat(run.deadLetter()).isNull();
        assertThat(run.quarantine(SCHEMA)).isEqualTo("5 events were quarantined; policy.on_quarantine is halt(5)");
    }

    @Test
    void aShareOfQuarantinesHaltsOnceThereAreEnoughEvents() {
        OnQuarantine limit = new OnQuarantine.HaltAbove(new BigDecimal("0.5"));
        quarantineInPeace(run(limit, after(898, 100)), 1, SCHEMA);
        assertThat(run(limit, after(899, 100)).quarantine(SCHEMA))
                .isEqualTo("101 of 1000 events were quarantined; policy.on_quarantine is halt(0.5%)");
        quarantineInPeace(run(limit, after(1990, 9)), 1, SCHEMA);
        assertThat(run(limit, after(1989, 10)).quarantine(SCHEMA)).contains("11 of 2000");
    }

    /** A breaker, and the counts that it is given. */
    private static final class Run {
        private final QuarantineBreaker breaker;
        private OutcomeCounts counts;

        Run(QuarantinePolicy policy, OnQuarantine limit, OutcomeCounts before) {
            breaker = new QuarantineBreaker(policy.withOnQuarantine(limit), before);
            counts = before;
        }

        void admit() {
            counts = counts.plus(1, TerminalOutcome.ADMITTED);
            breaker.onOther();
        }

        @Nullable String quarantine(List<String> reasons) {
            counts = counts.plus(1, TerminalOutcome.QUARANTINED);
            return breaker.onQuarantined(reasons, counts);
        }

        @Nullable String deadLetter() {
            counts = counts.plus(1, TerminalOutcome.DEAD_LETTERED);
            return breaker.onDeadLettered(ReasonCode.INGRESS_REJECTED, counts);
        }
    }
}

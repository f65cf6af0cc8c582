package io.worldstream.wsp.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunState;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The consequences of each outcome of a run. */
class RunOutcomeTest {
    private static final Violation REJECTED = violation(ReasonCode.INGRESS_REJECTED);
    private static final Violation LOST = violation(ReasonCode.LEASE_LOST);
    private static final Violation UNAVAILABLE = violation(ReasonCode.CHECKPOINT_UNAVAILABLE);

    private static Violation violation(ReasonCode code) {
        return new Violation(code, "a place", "a message");
    }

    /** A row of the table; null where nothing is saved, summed up, settled or reported at once. */
    private record Row(
            RunOutcome outcome,
            @Nullable RunState saved,
            @Nullable ReadyDisposition disposition,
            @Nullable Settlement settlement,
            @Nullable Settlement settlementIfNotDurable,
            @Nullable Violation halt) {}

    private static Row handled(
            RunOutcome outcome,
            @Nullable RunState saved,
            @Nullable ReadyDisposition disposition,
            @Nullable Settlement how) {
        return new Row(outcome, saved, disposition, how, how, null);
    }

    private static Row halted(RunOutcome outcome, @Nullable RunState saved, Settlement how) {
        return new Row(outcome, saved, ReadyDisposition.HALTED, how, Settlement.HALTED, outcome.halt());
    }

    static Stream<Row> table() {
        Violation wrongConfig = violation(ReasonCode.CONFIG_INVALID);
        return Stream.of(
                handled(new RunOutcome.Completed(), RunState.COMPLETED, ReadyDisposition.COMPLETED, Settlement.DONE),
                handled(RunOutcome.Duplicate.COMPLETE, null, ReadyDisposition.DUPLICATE, Settlement.DONE),
                handled(
                        new RunOutcome.Refused(List.of(REJECTED), true),
                        RunState.REFUSED,
                        ReadyDisposition.REFUSED,
                        Settlement.REFUSED),
                handled(
                        new RunOutcome.Refused(List.of(REJECTED), false),
                        null,
                        ReadyDisposition.REFUSED,
                        Settlement.REFUSED),
                halted(new RunOutcome.Halted(REJECTED, null), RunState.HALTED, Settlement.DONE),
                halted(new RunOutcome.Halted(wrongConfig, null), RunState.HALTED, Settlement.HALTED),
                halted(new RunOutcome.Halted(REJECTED, UNAVAILABLE), null, Settlement.HALTED),
                halted(new RunOutcome.LeaseLost(LOST), null, Settlement.HALTED),
                handled(new RunOutcome.Stopped(null), RunState.PLANNED, null, null),
                handled(
                        new RunOutcome.Defect(new IllegalStateException("a cause")),
                        null,
                        ReadyDisposition.HALTED,
                        Settlement.HALTED));
    }

    @ParameterizedTest
    @MethodSource("table")
    void eachOutcome_decidesWhatIsSavedReportedAndSettled(Row row) {
        RunOutcome outcome = row.outcome();
        assertThat(outcome.saved(RunState.PLANNED)).isEqualTo(row.saved());
        assertThat(outcome.disposition()).isEqualTo(row.disposition());
        assertThat(outcome.settlement(true)).isEqualTo(row.settlement());
        assertThat(outcome.settlement(false)).isEqualTo(row.settlementIfNotDurable());
        assertThat(outcome.halt()).isEqualTo(row.halt());
        assertThat(outcome.runComplete())
                .isEqualTo(row.disposition() == ReadyDisposition.COMPLETED
                        || row.disposition() == ReadyDisposition.DUPLICATE);
    }

    @Test
    void violations_refusal_areAllOfThem_haltItsOne() {
        assertThat(new RunOutcome.Refused(List.of(REJECTED, LOST), true).violations())
                .containsExactly(REJECTED, LOST);
        assertThat(new RunOutcome.Halted(REJECTED, UNAVAILABLE).violations()).containsExactly(REJECTED);
        assertThat(new RunOutcome.LeaseLost(LOST).violations()).containsExactly(LOST);
        assertThat(new RunOutcome.Defect(new IllegalStateException("a cause")).violations())
                .singleElement()
                .satisfies(why -> assertThat(why.code()).isEqualTo(ReasonCode.DEFECT));
        assertThat(new RunOutcome.Stopped(UNAVAILABLE).violations()).isEmpty();
    }

    @Test
    void ifUnsaved_completion_becomesAHalt() {
        RunOutcome completed = new RunOutcome.Completed();
        assertThat(completed.ifUnsaved(UNAVAILABLE)).isEqualTo(new RunOutcome.Halted(UNAVAILABLE, UNAVAILABLE));
        assertThat(completed.ifUnsaved(LOST)).isEqualTo(new RunOutcome.LeaseLost(LOST));
    }

    @Test
    void ifUnsaved_otherOutcome_keepsItsCause() {
        assertThat(new RunOutcome.Halted(REJECTED, null).ifUnsaved(UNAVAILABLE))
                .isEqualTo(new RunOutcome.Halted(REJECTED, UNAVAILABLE));
        assertThat(new RunOutcome.Stopped(null).ifUnsaved(UNAVAILABLE)).isEqualTo(new RunOutcome.Stopped(UNAVAILABLE));
        RunOutcome refused = new RunOutcome.Refused(List.of(REJECTED), true);
        assertThat(refused.ifUnsaved(UNAVAILABLE)).isEqualTo(refused);
    }

    @Test
    void haltedBy_lostLease_isSavedNowhere() {
        assertThat(RunOutcome.haltedBy(REJECTED)).isEqualTo(new RunOutcome.Halted(REJECTED, null));
        assertThat(RunOutcome.haltedBy(LOST)).isEqualTo(new RunOutcome.LeaseLost(LOST));
    }
}

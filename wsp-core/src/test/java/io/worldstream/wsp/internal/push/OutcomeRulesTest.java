package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.internal.push.Consequence.Pressure;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.RetryPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine's share of the table of answers in contracts 9. */
class OutcomeRulesTest {
    private static final String ID = "1".repeat(64);
    private static final String TYPE = "arrival_events_5B";
    private static final Receipt.BusPosition ON_BUS = new Receipt.BusPosition("fp.bus.traffic.v1", "0", "7");

    private final OutcomeRules rules = new OutcomeRules(RetryPolicy.DEFAULTS, OutcomePolicy.DEFAULTS);

    private Consequence of(PushOutcome outcome) {
        return rules.of(new Envelope(), outcome);
    }

    private static Decided decided(Decision decision, List<String> reasons) {
        return new Decided(decision, new Receipt(ID, TYPE, reasons, List.of(), ON_BUS));
    }

    private static Consequence.Settled settled(TerminalOutcome outcome, String... reasons) {
        return new Consequence.Settled(outcome, List.of(reasons));
    }

    private static void assertHalts(Consequence consequence, ReasonCode code, String why) {
        assertThat(consequence).isInstanceOfSatisfying(Consequence.GivenUp.class, givenUp -> {
            assertThat(givenUp.action()).isEqualTo(OnFailure.HALT);
            assertThat(givenUp.code()).isEqualTo(code);
            assertThat(givenUp.why()).contains(why);
        });
    }

    private static void assertRetries(
            Consequence consequence, @Nullable Duration notBefore, @Nullable List<String> quarantine) {
        assertThat(consequence).isInstanceOfSatisfying(Consequence.Retry.class, retry -> {
            assertThat(retry.notBefore()).isEqualTo(notBefore);
            assertThat(retry.thenQuarantine()).isEqualTo(quarantine);
        });
    }

    @Test
    void admitIsTerminal() {
        assertThat(of(decided(Decision.ADMIT, List.of()))).isEqualTo(settled(TerminalOutcome.ADMITTED));
    }

    @Test
    void aReceiptNeedNotNameTheType() {
        Receipt receipt = new Receipt(ID, null, List.of(), List.of(), ON_BUS);
        assertThat(of(new Decided(Decision.ADMIT, receipt))).isEqualTo(settled(TerminalOutcome.ADMITTED));
    }

    @ParameterizedTest
    @EnumSource
    void noDecisionCountsWhoseReceiptNamesAnotherEvent(Decision decision) {
        Receipt receipt = new Receipt("2".repeat(64), TYPE, List.of("RUN_NOT_READY"), List.of(), ON_BUS);
        assertHalts(of(new Decided(decision, receipt)), ReasonCode.INGRESS_PROTOCOL, "event_id");
    }

    @ParameterizedTest
    @EnumSource
    void noDecisionCountsWhoseReceiptNamesAnotherType(Decision decision) {
        Receipt receipt = new Receipt(ID, "arrival_events_5b", List.of(), List.of(), ON_BUS);
        assertHalts(of(new Decided(decision, receipt)), ReasonCode.INGRESS_PROTOCOL, "event_type");
    }

    @Test
    void aDuplicateOnTheBusIsTerminal() {
        assertThat(of(decided(Decision.DUPLICATE, List.of("DUPLICATE"))))
                .isEqualTo(settled(TerminalOutcome.DUPLICATE, "DUPLICATE"));
    }

    @Test
    void aDuplicateThatIsNotOnTheBusIsTriedAgain() {
        Receipt receipt = new Receipt(ID, TYPE, List.of("DUPLICATE"), List.of("receipt_ref"), null);
        assertRetries(of(new Decided(Decision.DUPLICATE, receipt)), null, null);
    }

    @Test
    void aDuplicateOfWhatIsInQuarantineIsQuarantine() {
        Receipt receipt =
                new Receipt(ID, TYPE, List.of("SCHEMA_FAIL"), List.of("receipt_ref", "quarantine_record"), null);
        assertThat(of(new Decided(Decision.DUPLICATE, receipt)))
                .isEqualTo(settled(TerminalOutcome.QUARANTINED, "SCHEMA_FAIL"));
    }

    @Test
    void theBusPositionOutweighsQuarantineEvidence() {
        Receipt receipt = new Receipt(ID, TYPE, List.of(), List.of("quarantine_record"), ON_BUS);
        assertThat(of(new Decided(Decision.DUPLICATE, receipt))).isEqualTo(settled(TerminalOutcome.DUPLICATE));
    }

    @Test
    void quarantineIsTerminal() {
        assertThat(of(decided(Decision.QUARANTINE, List.of("PINS_MISMATCH", "SCHEMA_FAIL"))))
                .isEqualTo(settled(TerminalOutcome.QUARANTINED, "PINS_MISMATCH", "SCHEMA_FAIL"));
    }

    @Test
    void quarantineWithoutAReasonIsTerminal() {
        assertThat(of(decided(Decision.QUARANTINE, List.of()))).isEqualTo(settled(TerminalOutcome.QUARANTINED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EB_PUBLISH_FAILED",
                "RUN_FACTS_UNREADABLE",
                "RUN_STATUS_MISSING",
                "RUN_NOT_READY",
                "RUN_FACTS_MISSING"
            })
    void quarantineForWhatPassesIsTriedAgain(String reason) {
        assertRetries(of(decided(Decision.QUARANTINE, List.of(reason))), null, null);
    }

    @Test
    void quarantineForSeveralThingsThatPassIsTriedAgain() {
        assertRetries(of(decided(Decision.QUARANTINE, List.of("RUN_NOT_READY", "EB_PUBLISH_FAILED"))), null, null);
    }

    @Test
    void oneReasonThatDoesNotPassMakesQuarantineTerminal() {
        assertThat(of(decided(Decision.QUARANTINE, List.of("RUN_NOT_READY", "SCHEMA_FAIL"))))
                .isEqualTo(settled(TerminalOutcome.QUARANTINED, "RUN_NOT_READY", "SCHEMA_FAIL"));
    }

    @Test
    void aPolicyMayNameMoreReasonsThatPass() {
        OutcomeRules extended = new OutcomeRules(
                new RetryPolicy(
                        Duration.ofSeconds(1), Duration.ofMillis(1), Duration.ofMillis(1), 0, Set.of("MAINTENANCE")),
                OutcomePolicy.DEFAULTS);
        assertRetries(
                extended.of(new Envelope(), decided(Decision.QUARANTINE, List.of("MAINTENANCE", "RUN_NOT_READY"))),
                null,
                null);
        assertThat(of(decided(Decision.QUARANTINE, List.of("MAINTENANCE"))))
                .isEqualTo(settled(TerminalOutcome.QUARANTINED, "MAINTENANCE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INTERNAL_ERROR", "PUBLISH_AMBIGUOUS"})
    void whatTheGateDoesNotKnowIsTriedAgainAndThenQuarantine(String reason) {
        assertRetries(of(decided(Decision.QUARANTINE, List.of(reason))), null, List.of(reason));
        assertRetries(
                of(decided(Decision.QUARANTINE, List.of("RUN_NOT_READY", reason))),
                null,
                List.of("RUN_NOT_READY", reason));
        assertRetries(
                of(decided(Decision.QUARANTINE, List.of(reason, "SCHEMA_FAIL"))), null, List.of(reason, "SCHEMA_FAIL"));
    }

    @Test
    void throttlingIsTriedAgainNotBeforeTheGateAsks() {
        assertRetries(
                of(new PushOutcome.Throttled("429 RATE_LIMITED", Duration.ofSeconds(3))), Duration.ofSeconds(3), null);
        assertRetries(of(new PushOutcome.Throttled("429", null)), null, null);
    }

    @Test
    void anUnavailableGateIsTriedAgainNotBeforeItAsks() {
        assertRetries(of(new PushOutcome.Unavailable("503", Duration.ofMinutes(1))), Duration.ofMinutes(1), null);
        assertRetries(of(new PushOutcome.Unavailable("connection refused", null)), null, null);
    }

    @Test
    void anUnknownOutcomeIsTriedAgain() {
        assertRetries(of(new PushOutcome.Unknown("reset")), null, null);
    }

    @Test
    void ambiguous_isRetriedWhateverTheBudget() {
        assertThat(of(new PushOutcome.Ambiguous("503 PUBLISH_AMBIGUOUS_RETRY")))
                .isEqualTo(new Consequence.Ambiguous("503 PUBLISH_AMBIGUOUS_RETRY"));
    }

    @Test
    void stillAmbiguous_default_haltsAndNamesCodeAndKey() {
        assertThat(rules.stillAmbiguous(4, "503 PUBLISH_AMBIGUOUS_RETRY"))
                .isEqualTo(new Consequence.GivenUp(
                        OnFailure.HALT,
                        ReasonCode.RETRY_EXHAUSTED,
                        "after 4 tries, the gate does not know whether this event is on the bus: 503"
                                + " PUBLISH_AMBIGUOUS_RETRY; policy.on_ambiguous: dead_letter dead-letters such an event"
                                + " and continues"));
    }

    @Test
    void stillAmbiguous_byPolicy_isDeadLettered() {
        OutcomeRules lenient =
                new OutcomeRules(RetryPolicy.DEFAULTS, OutcomePolicy.DEFAULTS.withOnAmbiguous(OnFailure.DEAD_LETTER));
        assertThat(lenient.stillAmbiguous(1, "503 PUBLISH_AMBIGUOUS_RETRY"))
                .isEqualTo(new Consequence.GivenUp(
                        OnFailure.DEAD_LETTER,
                        ReasonCode.RETRY_EXHAUSTED,
                        "after 1 try, the gate does not know whether this event is on the bus: 503"
                                + " PUBLISH_AMBIGUOUS_RETRY; policy.on_ambiguous is dead_letter"));
        assertHalts(lenient.exhausted(true, "spent"), ReasonCode.RETRY_EXHAUSTED, "spent");
    }

    @Test
    void aRejectionHalts() {
        assertHalts(of(new PushOutcome.Rejected("413")), ReasonCode.INGRESS_REJECTED, "413");
    }

    @Test
    void aRefusedProducerHalts() {
        assertHalts(of(new PushOutcome.Unauthorised("401")), ReasonCode.INGRESS_UNAUTHORISED, "401");
    }

    @Test
    void aBrokenAnswerHalts() {
        assertHalts(
                of(new PushOutcome.ProtocolViolation("302: a redirect")),
                ReasonCode.INGRESS_PROTOCOL,
                "302: a redirect");
    }

    private static final class Envelope implements EnvelopeView {
        @Override
        public ByteBuffer bytes() {
            return ByteBuffer.allocate(0);
        }

        @Override
        public EventId eventId() {
            return new EventId(ID);
        }

        @Override
        public OutputId eventType() {
            return new OutputId(TYPE);
        }

        @Override
        public int attempt() {
            return 1;
        }
    }

    @Test
    void whatTheGateWillNeverTakeIsDeadLetteredByPolicy() {
        OutcomeRules lenient =
                new OutcomeRules(RetryPolicy.DEFAULTS, OutcomePolicy.DEFAULTS.withOnRejected(OnFailure.DEAD_LETTER));
        assertThat(lenient.of(new Envelope(), new PushOutcome.Rejected("400 NONSENSE")))
                .isEqualTo(new Consequence.GivenUp(
                        OnFailure.DEAD_LETTER, ReasonCode.INGRESS_REJECTED, "the gate rejected it: 400 NONSENSE"));
        assertHalts(lenient.exhausted(true, "spent"), ReasonCode.RETRY_EXHAUSTED, "spent");
        assertHalts(
                lenient.of(new Envelope(), new PushOutcome.Unauthorised("401")),
                ReasonCode.INGRESS_UNAUTHORISED,
                "401");
        assertHalts(
                lenient.of(new Envelope(), new PushOutcome.ProtocolViolation("302")),
                ReasonCode.INGRESS_PROTOCOL,
                "302");
    }

    @Test
    void aSpentBudgetIsDeadLetteredByPolicyOnlyIfTheGateIsThere() {
        OutcomeRules lenient = new OutcomeRules(
                RetryPolicy.DEFAULTS, OutcomePolicy.DEFAULTS.withOnRetryExhausted(OnFailure.DEAD_LETTER));
        assertThat(lenient.exhausted(true, "spent"))
                .isEqualTo(new Consequence.GivenUp(OnFailure.DEAD_LETTER, ReasonCode.RETRY_EXHAUSTED, "spent"));
        assertHalts(lenient.exhausted(false, "spent"), ReasonCode.RETRY_EXHAUSTED, "spent");
        assertHalts(rules.exhausted(true, "spent"), ReasonCode.RETRY_EXHAUSTED, "spent");
    }

    @Test
    void onlyWhatSpeaksOfTheGateIsPressure() {
        assertThat(pressure(new PushOutcome.Throttled("429", null))).isEqualTo(Pressure.THROTTLED);
        assertThat(pressure(new PushOutcome.Unavailable("503", null))).isEqualTo(Pressure.FAILED);
        assertThat(pressure(new PushOutcome.Unknown("reset"))).isEqualTo(Pressure.FAILED);
        assertThat(pressure(decided(Decision.QUARANTINE, List.of("EB_PUBLISH_FAILED"))))
                .isEqualTo(Pressure.FAILED);
        assertThat(pressure(decided(Decision.QUARANTINE, List.of("INTERNAL_ERROR"))))
                .isEqualTo(Pressure.NONE);
    }

    private Pressure pressure(PushOutcome outcome) {
        return ((Consequence.Retry) of(outcome)).pressure();
    }
}

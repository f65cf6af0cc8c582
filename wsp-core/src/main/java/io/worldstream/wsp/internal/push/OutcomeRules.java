package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.internal.push.Consequence.Pressure;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.RetryPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Maps the outcome of each attempt to its consequence, by the table of contracts 9 and the host's policy. Immutable. */
final class OutcomeRules {
    /** Reasons of a temporary failure: the gate admits the same envelope later. */
    private static final Set<String> NOT_NOW = Set.of(
            "EB_PUBLISH_FAILED", "RUN_FACTS_UNREADABLE", "RUN_STATUS_MISSING", "RUN_NOT_READY", "RUN_FACTS_MISSING");

    /** Reasons with which the gate reports an unknown outcome. */
    private static final Set<String> AMBIGUOUS = Set.of("INTERNAL_ERROR", "PUBLISH_AMBIGUOUS");

    private static final String QUARANTINE_EVIDENCE = "quarantine_record";

    private final Set<String> retryableReasons;
    private final OutcomePolicy policy;

    OutcomeRules(RetryPolicy retry, OutcomePolicy policy) {
        Set<String> reasons = new HashSet<>(NOT_NOW);
        reasons.addAll(retry.retryableReasons());
        retryableReasons = Set.copyOf(reasons);
        this.policy = policy;
    }

    Consequence of(EnvelopeView envelope, PushOutcome outcome) {
        if (outcome instanceof PushOutcome.Decided decided) {
            return of(envelope, decided.decision(), decided.receipt());
        }
        if (outcome instanceof PushOutcome.Throttled throttled) {
            return new Consequence.Retry(
                    Pressure.THROTTLED, "throttled: " + throttled.detail(), throttled.retryAfter(), null);
        }
        if (outcome instanceof PushOutcome.Unavailable unavailable) {
            return new Consequence.Retry(
                    Pressure.FAILED, "unavailable: " + unavailable.detail(), unavailable.retryAfter(), null);
        }
        if (outcome instanceof PushOutcome.Unknown unknown) {
            return new Consequence.Retry(Pressure.FAILED, "outcome unknown: " + unknown.detail(), null, null);
        }
        if (outcome instanceof PushOutcome.Ambiguous ambiguous) {
            return new Consequence.Ambiguous(ambiguous.detail());
        }
        if (outcome instanceof PushOutcome.Rejected rejected) {
            return new Consequence.GivenUp(
                    policy.onRejected(), ReasonCode.INGRESS_REJECTED, "the gate rejected it: " + rejected.detail());
        }
        if (outcome instanceof PushOutcome.Unauthorised unauthorised) {
            return halt(
                    ReasonCode.INGRESS_UNAUTHORISED,
                    "the gate does not accept this producer: " + unauthorised.detail());
        }
        PushOutcome.ProtocolViolation violation = (PushOutcome.ProtocolViolation) outcome;
        return halt(ReasonCode.INGRESS_PROTOCOL, "the gate's answer breaks its contract: " + violation.detail());
    }

    /**
     * Returns the consequence for an event whose retry budget is spent.
     *
     * @param othersPass whether the gate has settled another event since this one first failed
     */
    Consequence.GivenUp exhausted(boolean othersPass, String why) {
        OnFailure action = othersPass ? policy.onRetryExhausted() : OnFailure.HALT;
        return new Consequence.GivenUp(action, ReasonCode.RETRY_EXHAUSTED, why);
    }

    /**
     * Returns the consequence for an event whose ambiguous retries are spent. It does not matter whether the gate
     * settled another event meanwhile: the gate names this one.
     *
     * @param tries the number of attempts
     */
    Consequence.GivenUp stillAmbiguous(int tries, String why) {
        boolean halts = policy.onAmbiguous() == OnFailure.HALT;
        return new Consequence.GivenUp(
                policy.onAmbiguous(),
                ReasonCode.RETRY_EXHAUSTED,
                "after " + LogText.count(tries, "try") + ", the gate does not know whether this event is on the bus: "
                        + why
                        + (halts
                                ? "; policy.on_ambiguous: dead_letter dead-letters such an event and continues"
                                : "; policy.on_ambiguous is dead_letter"));
    }

    private Consequence of(EnvelopeView envelope, PushOutcome.Decision decision, Receipt receipt) {
        String foreign = foreignName(envelope, receipt);
        if (foreign != null) {
            return halt(ReasonCode.INGRESS_PROTOCOL, "the receipt is for another event: " + foreign);
        }
        return switch (decision) {
            case ADMIT -> new Consequence.Settled(TerminalOutcome.ADMITTED, receipt.reasonCodes());
            case DUPLICATE -> duplicate(receipt);
            case QUARANTINE -> quarantine(receipt.reasonCodes());
        };
    }

    private static Consequence halt(ReasonCode code, String why) {
        return new Consequence.GivenUp(OnFailure.HALT, code, why);
    }

    private static @Nullable String foreignName(EnvelopeView envelope, Receipt receipt) {
        if (!receipt.eventId().equals(envelope.eventId().value())) {
            return "event_id " + LogText.quote(receipt.eventId());
        }
        String type = receipt.eventType();
        if (type != null && !type.equals(envelope.eventType().value())) {
            return "event_type " + LogText.quote(type);
        }
        return null;
    }

    private static Consequence duplicate(Receipt receipt) {
        if (receipt.busPosition() != null) {
            return new Consequence.Settled(TerminalOutcome.DUPLICATE, receipt.reasonCodes());
        }
        return receipt.evidenceKinds().contains(QUARANTINE_EVIDENCE)
                ? new Consequence.Settled(TerminalOutcome.QUARANTINED, receipt.reasonCodes())
                : new Consequence.Retry(
                        Pressure.NONE, "a duplicate of an event that is not on the bus yet", null, null);
    }

    private Consequence quarantine(List<String> reasons) {
        if (!reasons.isEmpty() && retryableReasons.containsAll(reasons)) {
            return new Consequence.Retry(Pressure.FAILED, "the gate failed temporarily: " + reasons, null, null);
        }
        return reasons.stream().anyMatch(AMBIGUOUS::contains)
                ? new Consequence.Retry(Pressure.NONE, "the gate does not know the outcome: " + reasons, null, reasons)
                : new Consequence.Settled(TerminalOutcome.QUARANTINED, reasons);
    }
}

package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.internal.push.Verdict.Pressure;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.RetryPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Maps each outcome of a push to a verdict, by the table of contracts 9 and the host's policy. Immutable. */
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

    Verdict judge(EnvelopeView envelope, PushOutcome outcome) {
        if (outcome instanceof PushOutcome.Decided decided) {
            return judge(envelope, decided.decision(), decided.receipt());
        }
        if (outcome instanceof PushOutcome.Throttled throttled) {
            return new Verdict.Retry(
                    Pressure.THROTTLED, "throttled: " + throttled.detail(), throttled.retryAfter(), null);
        }
        if (outcome instanceof PushOutcome.Unavailable unavailable) {
            return new Verdict.Retry(
                    Pressure.FAILED, "unavailable: " + unavailable.detail(), unavailable.retryAfter(), null);
        }
        if (outcome instanceof PushOutcome.Unknown unknown) {
            return new Verdict.Retry(Pressure.FAILED, "outcome unknown: " + unknown.detail(), null, null);
        }
        if (outcome instanceof PushOutcome.Rejected rejected) {
            return failed(
                    policy.onRejected(), ReasonCode.INGRESS_REJECTED, "the gate rejected it: " + rejected.detail());
        }
        if (outcome instanceof PushOutcome.Unauthorised unauthorised) {
            return new Verdict.Halt(
                    ReasonCode.INGRESS_UNAUTHORISED,
                    "the gate does not accept this producer: " + unauthorised.detail());
        }
        PushOutcome.ProtocolViolation violation = (PushOutcome.ProtocolViolation) outcome;
        return new Verdict.Halt(
                ReasonCode.INGRESS_PROTOCOL, "the gate's answer breaks its contract: " + violation.detail());
    }

    /**
     * Returns the verdict on an event whose retry budget is spent.
     *
     * @param gateIsThere whether the gate has settled another event since this one first failed
     */
    Verdict exhausted(boolean gateIsThere, String why) {
        return failed(gateIsThere ? policy.onRetryExhausted() : OnFailure.HALT, ReasonCode.RETRY_EXHAUSTED, why);
    }

    private static Verdict failed(OnFailure action, ReasonCode code, String why) {
        return switch (action) {
            case HALT -> new Verdict.Halt(code, why);
            case DEAD_LETTER -> new Verdict.DeadLettered(code, why);
        };
    }

    private Verdict judge(EnvelopeView envelope, PushOutcome.Decision decision, Receipt receipt) {
        String foreign = foreignName(envelope, receipt);
        if (foreign != null) {
            return new Verdict.Halt(ReasonCode.INGRESS_PROTOCOL, "the receipt is for another event: " + foreign);
        }
        return switch (decision) {
            case ADMIT -> new Verdict.Settled(TerminalOutcome.ADMITTED, receipt.reasonCodes());
            case DUPLICATE -> duplicate(receipt);
            case QUARANTINE -> quarantine(receipt.reasonCodes());
        };
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

    private static Verdict duplicate(Receipt receipt) {
        if (receipt.busPosition() != null) {
            return new Verdict.Settled(TerminalOutcome.DUPLICATE, receipt.reasonCodes());
        }
        return receipt.evidenceKinds().contains(QUARANTINE_EVIDENCE)
                ? new Verdict.Settled(TerminalOutcome.QUARANTINED, receipt.reasonCodes())
                : new Verdict.Retry(Pressure.NONE, "a duplicate of an event that is not on the bus yet", null, null);
    }

    private Verdict quarantine(List<String> reasons) {
        if (!reasons.isEmpty() && retryableReasons.containsAll(reasons)) {
            return new Verdict.Retry(Pressure.FAILED, "the gate failed temporarily: " + reasons, null, null);
        }
        return reasons.stream().anyMatch(AMBIGUOUS::contains)
                ? new Verdict.Retry(Pressure.NONE, "the gate does not know the outcome: " + reasons, null, reasons)
                : new Verdict.Settled(TerminalOutcome.QUARANTINED, reasons);
    }
}

package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.Receipt;
import java.util.List;
import java.util.Set;

/** The meaning of the gate's answers by contracts 9, implemented independently of the engine. */
final class SimOutcomes {
    static final String NOT_NOW = "RUN_NOT_READY";
    static final String AMBIGUOUS = "INTERNAL_ERROR";
    static final String UNKNOWN_OUTPUT = "SCHEMA_UNKNOWN";
    static final String QUARANTINE_EVIDENCE = "quarantine_record";

    private static final Set<String> ALL_NOT_NOW =
            Set.of("EB_PUBLISH_FAILED", "RUN_FACTS_UNREADABLE", "RUN_STATUS_MISSING", NOT_NOW, "RUN_FACTS_MISSING");

    private SimOutcomes() {}

    static Meaning of(String eventId, PushOutcome outcome) {
        if (outcome instanceof PushOutcome.Decided decided) {
            Receipt receipt = decided.receipt();
            if (!receipt.eventId().equals(eventId)) {
                return Meaning.HALT;
            }
            return switch (decided.decision()) {
                case ADMIT -> Meaning.ADMITTED;
                case DUPLICATE -> ofDuplicate(receipt);
                case QUARANTINE -> ofQuarantine(receipt.reasonCodes());
            };
        }
        if (outcome instanceof PushOutcome.Ambiguous) {
            return Meaning.DOUBTED;
        }
        boolean retryable = outcome instanceof PushOutcome.Throttled
                || outcome instanceof PushOutcome.Unavailable
                || outcome instanceof PushOutcome.Unknown;
        return retryable ? Meaning.RETRY : Meaning.HALT;
    }

    /** Returns a number for an outcome, for traces. */
    static long code(PushOutcome outcome) {
        if (outcome instanceof PushOutcome.Decided decided) {
            return SimTrace.code(decided.decision());
        }
        return 10L + outcome.getClass().getSimpleName().charAt(0);
    }

    private static Meaning ofDuplicate(Receipt receipt) {
        if (receipt.busPosition() != null) {
            return Meaning.DUPLICATE;
        }
        return receipt.evidenceKinds().contains(QUARANTINE_EVIDENCE) ? Meaning.QUARANTINED : Meaning.RETRY;
    }

    private static Meaning ofQuarantine(List<String> reasons) {
        if (!reasons.isEmpty() && ALL_NOT_NOW.containsAll(reasons)) {
            return Meaning.RETRY;
        }
        boolean unknown = reasons.contains(AMBIGUOUS) || reasons.contains("PUBLISH_AMBIGUOUS");
        return unknown ? Meaning.UNSURE : Meaning.QUARANTINED;
    }

    /** The consequence of an answer. */
    enum Meaning {
        ADMITTED,
        DUPLICATE,
        QUARANTINED,
        RETRY,
        /** Retried a few times, then treated as a quarantine. */
        UNSURE,
        /** Retried a few times, then halted or dead-lettered. */
        DOUBTED,
        HALT;

        boolean terminal() {
            return this == ADMITTED || this == DUPLICATE || this == QUARANTINED;
        }
    }
}

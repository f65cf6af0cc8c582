package io.worldstream.wsp.policy;

import java.util.Objects;

/**
 * Policy for the outcomes that leave the host a choice, and for rows that cannot become events (contracts 9). The other
 * outcomes are fixed: an admitted event or a duplicate is settled, an event that the gate cannot take now is retried,
 * and a gate that rejects the producer or breaks its contract halts the run. Immutable.
 *
 * @param quarantine when events that the gate quarantined halt the run. Default: {@link QuarantinePolicy#DEFAULTS}
 * @param onRejected the action when the gate rejects an event for good. Default: {@link OnFailure#HALT}
 * @param onBadRow the action when a row of the world cannot become an event. Default: {@link OnBadRow#REFUSE}
 * @param onRetryExhausted the action when an event's retry budget is spent. {@link OnFailure#DEAD_LETTER} applies only
 *     if the gate has settled another event since this one first failed, which shows that the event fails and not the
 *     gate. With one event in flight ({@link Ordering#GLOBAL}, or {@link PushPolicy#maxInFlight} 1) it never applies and
 *     the run halts: only another send distinguishes an unreachable gate from a poison event, and order forbids that
 *     send. Default: {@link OnFailure#HALT}
 * @param onAmbiguous the action when the gate does not know whether an event is on the bus and still does not after
 *     {@link RetryPolicy#ambiguousRetries}. {@link OnFailure#DEAD_LETTER} always applies, also with one event in flight
 *     and for the last event of a stream, since the gate itself names the event; the event may be on the bus. Default:
 *     {@link OnFailure#HALT}
 * @param keepRows whether a dead letter holds the row itself in addition to its digest. Default: false
 */
public record OutcomePolicy(
        QuarantinePolicy quarantine,
        OnFailure onRejected,
        OnBadRow onBadRow,
        OnFailure onRetryExhausted,
        OnFailure onAmbiguous,
        boolean keepRows) {
    /** Continues past quarantined events within the default limits; halts on every failure; refuses a bad row; keeps no rows. */
    public static final OutcomePolicy DEFAULTS = new OutcomePolicy(
            QuarantinePolicy.DEFAULTS, OnFailure.HALT, OnBadRow.REFUSE, OnFailure.HALT, OnFailure.HALT, false);

    public OutcomePolicy {
        Objects.requireNonNull(quarantine, "quarantine");
        Objects.requireNonNull(onRejected, "onRejected");
        Objects.requireNonNull(onBadRow, "onBadRow");
        Objects.requireNonNull(onRetryExhausted, "onRetryExhausted");
        Objects.requireNonNull(onAmbiguous, "onAmbiguous");
    }

    /** Returns this policy with other limits on quarantined events. */
    public OutcomePolicy withQuarantine(QuarantinePolicy value) {
        return new OutcomePolicy(value, onRejected, onBadRow, onRetryExhausted, onAmbiguous, keepRows);
    }

    /** Returns this policy with another action for rejected events. */
    public OutcomePolicy withOnRejected(OnFailure value) {
        return new OutcomePolicy(quarantine, value, onBadRow, onRetryExhausted, onAmbiguous, keepRows);
    }

    /** Returns this policy with another action for rows that cannot become events. */
    public OutcomePolicy withOnBadRow(OnBadRow value) {
        return new OutcomePolicy(quarantine, onRejected, value, onRetryExhausted, onAmbiguous, keepRows);
    }

    /** Returns this policy with another action for a spent retry budget. */
    public OutcomePolicy withOnRetryExhausted(OnFailure value) {
        return new OutcomePolicy(quarantine, onRejected, onBadRow, value, onAmbiguous, keepRows);
    }

    /** Returns this policy with another action for events that stay ambiguous. */
    public OutcomePolicy withOnAmbiguous(OnFailure value) {
        return new OutcomePolicy(quarantine, onRejected, onBadRow, onRetryExhausted, value, keepRows);
    }

    /** Returns this policy with or without rows in dead letters. */
    public OutcomePolicy withKeepRows(boolean value) {
        return new OutcomePolicy(quarantine, onRejected, onBadRow, onRetryExhausted, onAmbiguous, value);
    }

    /** Returns whether events or rows may be dead-lettered, which requires a dead letter sink. */
    public boolean deadLetters() {
        return onRejected == OnFailure.DEAD_LETTER
                || onBadRow == OnBadRow.DEAD_LETTER
                || onRetryExhausted == OnFailure.DEAD_LETTER
                || onAmbiguous == OnFailure.DEAD_LETTER;
    }

    /** The action when an event fails for good. */
    public enum OnFailure {
        /** Halts the run before the event. */
        HALT,
        /** Dead-letters the event and continues the stream. */
        DEAD_LETTER
    }

    /**
     * The action when a row of the world cannot become an event: it is not a valid JSON object, nests too deep, or has
     * a time or key that is missing, invalid or too long. A row of another world, a row that is too long to read and a
     * row that the format cannot turn into text are always refused.
     */
    public enum OnBadRow {
        /** Refuses the run before its first event. */
        REFUSE,
        /**
         * Dead-letters the row, whatever the traffic window. The dead letter is durable before the first event leaves.
         * At most {@link Limits#maxBadRows} rows of a world.
         */
        DEAD_LETTER
    }
}

package io.worldstream.wsp.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to send a quarantined event again, and its outcome. Immutable.
 *
 * @param at the wall time of the outcome
 * @param outcome the outcome
 * @param reasonCodes the gate's reasons, or the {@link ReasonCode} for which the event could not be settled; may be
 *     empty
 * @param receiptId the id of the gate's receipt, or null if there is none
 */
public record RedriveAttempt(
        Instant at,
        Outcome outcome,
        List<String> reasonCodes,
        @Nullable String receiptId) {
    public RedriveAttempt {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(outcome, "outcome");
        reasonCodes = List.copyOf(reasonCodes);
    }

    /** The outcome of an attempt. */
    public enum Outcome {
        /** The gate admitted the event. */
        ADMIT,
        /** The gate had the event already. */
        DUPLICATE,
        /** The gate quarantined the event again. */
        QUARANTINE,
        /** The gate rejected the event, or did not settle it within the retry budget. */
        FAILED;

        /** Returns whether the event is on the bus, so that nothing remains to be done for it. */
        public boolean landed() {
            return this == ADMIT || this == DUPLICATE;
        }
    }
}

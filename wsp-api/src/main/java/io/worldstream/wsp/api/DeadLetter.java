package io.worldstream.wsp.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter: an event or a row that a stream passed over, and the reason.
 *
 * @param runId the run
 * @param position the position in the stream, the same after each restart: {@code stream#event=17} for a framed event,
 *     {@code <object>#row=3} for a row that could not be framed; each position has one record
 * @param outputId the output
 * @param eventId the event, or null for a row that has none
 * @param code the stable reason code
 * @param reason the reason in words; never a payload
 * @param rowDigest the SHA-256 of the row's text
 * @param row the row's text, with malformed UTF-8 replaced; null if the policy keeps rows out of the record
 */
public record DeadLetter(
        RunId runId,
        String position,
        OutputId outputId,
        @Nullable EventId eventId,
        ReasonCode code,
        String reason,
        Hex64 rowDigest,
        @Nullable String row) {
    public DeadLetter {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(outputId, "outputId");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(rowDigest, "rowDigest");
    }

    /** Omits the row, which does not belong in a log. */
    @Override
    public String toString() {
        return position + " of run " + runId + ": " + code + ", " + reason;
    }
}

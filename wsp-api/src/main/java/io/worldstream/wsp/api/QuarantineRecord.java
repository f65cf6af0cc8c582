package io.worldstream.wsp.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a stream passed over, and why.
 *
 * @param runId the run
 * @param position where it is, equal after each restart: {@code stream#event=17} of what was framed, {@code <object>#row=3} of
 *     what could not be; one record for each
 * @param outputId the output
 * @param eventId the event, or null for a row that has none
 * @param code the stable reason
 * @param reason in words; never a payload
 * @param rowDigest SHA-256 of the row's text
 * @param row the row's text, what is no UTF-8 in it replaced; null where the policy keeps rows out of the evidence
 */
public record QuarantineRecord(
        RunId runId,
        String position,
        OutputId outputId,
        @Nullable EventId eventId,
        ReasonCode code,
        String reason,
        Hex64 rowDigest,
        @Nullable String row) {
    public QuarantineRecord {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(outputId, "outputId");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(rowDigest, "rowDigest");
    }

    /** Leaves the row out: a log is no place for it. */
    @Override
    public String toString() {
        return position + " of run " + runId + ": " + code + ", " + reason;
    }
}

package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row that cannot become an event and that the policy sets aside.
 *
 * @param number its number in its part
 * @param code the stable reason
 * @param finding field, value and rule
 * @param digest SHA-256 of its text
 * @param text its text, what is no UTF-8 in it replaced; null where the policy keeps rows out of the evidence
 */
public record BadRow(
        long number,
        ReasonCode code,
        String finding,
        Hex64 digest,
        @Nullable String text) {
    public BadRow {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(finding, "finding");
        Objects.requireNonNull(digest, "digest");
    }

    /** Leaves the row out: a log is no place for it. */
    @Override
    public String toString() {
        return "row " + number + ": " + code + ", " + finding;
    }
}

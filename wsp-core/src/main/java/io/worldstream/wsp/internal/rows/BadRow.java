package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row that cannot become an event and that the policy dead-letters.
 *
 * @param number its number in its part
 * @param code the reason
 * @param finding field, value and rule
 * @param digest the SHA-256 of its text
 * @param text its text with invalid UTF-8 replaced, or null if the policy keeps rows out of dead letters
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

    /** Returns the finding without the row's text, which must not reach a log. */
    @Override
    public String toString() {
        return "row " + number + ": " + code + ", " + finding;
    }
}

package io.worldstream.wsp.plan;

import io.worldstream.wsp.policy.Provenance;
import org.jspecify.annotations.Nullable;

/**
 * The provenance that all envelopes of a plan carry ({@link Provenance}).
 *
 * @param traceId the envelope's {@code trace_id}, or null if it is left out
 * @param spanId the envelope's {@code span_id}, or null if it is left out
 */
public record Stamps(@Nullable String traceId, @Nullable String spanId) {
    /** The maximum length of each, in Unicode code points. */
    public static final int MAX_CHARS = 128;

    /** Leaves both out. */
    public static final Stamps NONE = new Stamps(null, null);

    /**
     * Validates the values.
     *
     * @throws IllegalArgumentException if one is not 1 to {@value #MAX_CHARS} characters
     */
    public Stamps {
        require("a trace_id", traceId);
        require("a span_id", spanId);
    }

    private static void require(String what, @Nullable String value) {
        if (value != null && !fits(value)) {
            throw new IllegalArgumentException(what + " is 1 to " + MAX_CHARS + " characters");
        }
    }

    /** Returns whether a value is neither empty nor too long. */
    public static boolean fits(String value) {
        return !value.isEmpty() && value.codePointCount(0, value.length()) <= MAX_CHARS;
    }
}

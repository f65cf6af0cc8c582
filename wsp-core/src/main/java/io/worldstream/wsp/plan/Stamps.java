package io.worldstream.wsp.plan;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.policy.Provenance;
import org.jspecify.annotations.Nullable;

/**
 * The provenance that all envelopes of a plan share ({@link Provenance}).
 *
 * @param traceId the envelope's {@code trace_id}, or null if it is left out
 * @param spanId the envelope's {@code span_id}, or null if it is left out or differs by event
 * @param numbered whether the {@code span_id} is the event's position in the plan's order, from 1, in 16 decimal digits
 */
public record Stamps(@Nullable String traceId, @Nullable String spanId, boolean numbered) {
    /** The maximum length of each, in Unicode code points. */
    public static final int MAX_CHARS = 128;

    /** Leaves both out. */
    public static final Stamps NONE = new Stamps(null, null, false);

    /**
     * Validates the values.
     *
     * @throws IllegalArgumentException if one is not 1 to {@value #MAX_CHARS} characters, or numbered events have one
     *     {@code span_id}
     */
    public Stamps {
        require("a trace_id", traceId);
        require("a span_id", spanId);
        if (numbered && spanId != null) {
            throw new IllegalArgumentException("the span_id of numbered events is not the same for all");
        }
    }

    /** Creates stamps that are the same for all events. */
    public Stamps(@Nullable String traceId, @Nullable String spanId) {
        this(traceId, spanId, false);
    }

    /** Returns the stamps of {@link Provenance#PLAN}: the plan's digest, and the position of each event. */
    public static Stamps ofPlan(Hex64 digest) {
        return new Stamps(digest.value(), null, true);
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

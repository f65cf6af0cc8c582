package io.worldstream.wsp.internal.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Until when the gate wants to hear nothing: the latest end of all that it asked for. It binds every envelope, not only the
 * one whose answer said so. No clock; only differences of times mean anything. One thread.
 */
public final class RetryAfterFloor {
    /** Nobody means more, and a slip of the pen must not silence a stream for good. */
    static final Duration LONGEST = Duration.ofHours(1);

    private static final long LONGEST_NANOS = LONGEST.toNanos();

    private boolean raised;
    private long untilNanos;

    /**
     * The gate asks for silence from now on, at most {@link #LONGEST}; null or what is not above 0 asks for nothing. Returns
     * nanoseconds of it.
     */
    public long raise(@Nullable Duration retryAfter, long nowNanos) {
        if (retryAfter == null || retryAfter.isNegative() || retryAfter.isZero()) {
            return 0;
        }
        long asked = retryAfter.compareTo(LONGEST) > 0 ? LONGEST_NANOS : retryAfter.toNanos();
        if (!raised || nowNanos + asked - untilNanos > 0) {
            raised = true;
            untilNanos = nowNanos + asked;
        }
        return asked;
    }

    /** Nanoseconds until something may leave, 0 if it may now. */
    public long nanosLeft(long nowNanos) {
        if (!raised) {
            return 0;
        }
        long left = untilNanos - nowNanos;
        // Forgotten once it is over: a clock may wrap around to the same instant.
        raised = left > 0;
        return Math.max(left, 0);
    }
}

package io.worldstream.wsp.internal.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The silence that the gate asks for with {@code Retry-After}: it lasts until the latest end of all requests. It binds
 * every envelope, not only the one whose answer asked for it. Has no clock and uses only differences between the times
 * that it receives. Confined to one thread.
 */
public final class RetryAfterFloor {
    /** Maximum silence; a mistyped value must not silence a stream indefinitely. */
    static final Duration LONGEST = Duration.ofHours(1);

    private static final long LONGEST_NANOS = LONGEST.toNanos();

    private boolean raised;
    private long untilNanos;

    /**
     * Extends the silence to the given time from now, at most {@link #LONGEST}. Null, zero and negative durations have
     * no effect.
     *
     * @return the requested nanoseconds after the cap, 0 if none
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

    /** Returns the nanoseconds until an envelope may leave; 0 if one may leave now. */
    public long nanosLeft(long nowNanos) {
        if (!raised) {
            return 0;
        }
        long left = untilNanos - nowNanos;
        // Cleared once it is over: the clock may wrap around to the same value.
        raised = left > 0;
        return Math.max(left, 0);
    }
}

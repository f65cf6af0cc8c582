package io.worldstream.wsp.internal.pace;

import io.worldstream.wsp.policy.IdleGap;
import io.worldstream.wsp.report.IdleGaps;
import java.time.Duration;

/** The limit on the wall time between two releases, and a record of the gaps that it shortened. One thread. */
final class GapLimit {
    private final boolean limited;
    private final long longestNanos;
    private long endNanos;
    private long count;
    private long skippedNanos;

    GapLimit(IdleGap policy) {
        limited = policy instanceof IdleGap.Cap;
        longestNanos = policy instanceof IdleGap.Cap cap ? cap.longest().toNanos() : 0;
    }

    /** Starts a gap now: at the start of the stream and at each release. */
    void restart(long nowNanos) {
        endNanos = nowNanos + longestNanos;
    }

    /** Returns whether the gap must end before this instant. */
    boolean isExceededAt(long dueNanos) {
        return limited && dueNanos - endNanos > 0;
    }

    /** Returns the instant at which the gap must end. */
    long endNanos() {
        return endNanos;
    }

    /**
     * Moves an end that has passed to an instant at which the speed changes: a gap that nobody ended in time must not end
     * before the change, or the new speed would count for the time before it.
     */
    void endNotBefore(long nowNanos) {
        if (endNanos - nowNanos < 0) {
            endNanos = nowNanos;
        }
    }

    /** Excludes time that does not count, such as a pause. */
    void shift(long nanos) {
        endNanos += nanos;
    }

    /** Records that the gap ended before its event was due. */
    void onShortened(long dueNanos) {
        count++;
        long skipped = skippedNanos + Math.max(dueNanos - endNanos, 0);
        skippedNanos = skipped < 0 ? Long.MAX_VALUE : skipped;
    }

    IdleGaps shortened() {
        return count == 0 ? IdleGaps.NONE : new IdleGaps(count, Duration.ofNanos(skippedNanos));
    }
}

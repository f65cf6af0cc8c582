package io.worldstream.wsp.internal.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long to leave a limit alone once the gate has shown it. Where that costs silence it comes the more seldom the longer the
 * silence is, but not so at once: the first limits that are found are rough. One thread.
 */
final class ProbeInterval {
    /** So many times as long as the silence: a few percent of the time are lost to it at most. */
    private static final int PER_SILENCE = 25;

    private static final int GROWTH = 3;
    private static final long LONGEST_SILENCE_NANOS = GateFloor.LONGEST.toNanos();

    private long lastNanos;

    /** Nanoseconds to leave the limit alone after it cost so much silence; 0 if it cost none. */
    long after(@Nullable Duration silence) {
        if (silence == null || silence.isNegative() || silence.isZero()) {
            return 0;
        }
        long nanos = silence.compareTo(GateFloor.LONGEST) > 0 ? LONGEST_SILENCE_NANOS : silence.toNanos();
        lastNanos = Math.min(Math.max(GROWTH * lastNanos, GROWTH * nanos), PER_SILENCE * nanos);
        return lastNanos;
    }
}

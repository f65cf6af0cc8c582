package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.Clock;
import java.time.Instant;

/** The clock of one machine: virtual time from its own origin, and a time of day that jumps. One thread. */
final class SimClock implements Clock {
    private static final Instant WALL_ORIGIN = Instant.parse("2026-02-01T00:00:00Z");

    private final SimScheduler time;
    private final long originNanos;
    private long wallOffsetNanos;

    /**
     * @param originNanos the monotonic reading at virtual time 0; a value close to the maximum makes the reading wrap
     */
    SimClock(SimScheduler time, long originNanos) {
        this.time = time;
        this.originNanos = originNanos;
    }

    @Override
    public long monotonicNanos() {
        return originNanos + time.nowNanos();
    }

    @Override
    public Instant wallTime() {
        return WALL_ORIGIN.plusNanos(time.nowNanos() + wallOffsetNanos);
    }

    /** Shifts the time of day in either direction; the monotonic reading does not change. */
    void jump(long nanos) {
        wallOffsetNanos += nanos;
    }
}

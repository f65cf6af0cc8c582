package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A clock that advances only on request. {@link #advance} moves its two readings together. The other methods move them
 * apart, as on a machine whose time of day is corrected. Any thread may use it.
 */
public final class ManualClock implements Clock {
    /** The initial wall time of {@link #ManualClock()}. */
    public static final Instant DEFAULT_WALL_TIME = Instant.parse("2026-02-01T00:00:00Z");

    private long monotonicNanos;
    private Instant wallTime;

    /** Creates a clock at {@link #DEFAULT_WALL_TIME} and 0 ns. */
    public ManualClock() {
        this(DEFAULT_WALL_TIME, 0);
    }

    /**
     * Creates a clock with the given readings.
     *
     * @param wallTime the time of day
     * @param monotonicNanos the monotonic reading; a value close to {@link Long#MAX_VALUE} tests whether a caller
     *     handles the wrap ({@code CLK-02})
     */
    public ManualClock(Instant wallTime, long monotonicNanos) {
        this.wallTime = wallTime;
        this.monotonicNanos = monotonicNanos;
    }

    @Override
    public synchronized long monotonicNanos() {
        return monotonicNanos;
    }

    @Override
    public synchronized Instant wallTime() {
        return wallTime;
    }

    /**
     * Advances both readings.
     *
     * @param time the time to advance; not negative
     */
    public synchronized void advance(Duration time) {
        advanceMonotonicNanos(time.toNanos());
        wallTime = wallTime.plus(time);
    }

    /**
     * Advances both readings.
     *
     * @param nanos the nanoseconds to advance; not negative
     */
    public void advanceNanos(long nanos) {
        advance(Duration.ofNanos(nanos));
    }

    /**
     * Advances only the monotonic reading.
     *
     * @param nanos the nanoseconds to advance; not negative, since a monotonic clock never steps back ({@code CLK-02})
     */
    public synchronized void advanceMonotonicNanos(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("a monotonic clock must not step back: " + nanos);
        }
        monotonicNanos += nanos;
    }

    /**
     * Sets only the monotonic reading, to a value that is not before the current one.
     *
     * @param nanos the new reading
     */
    public synchronized void setMonotonicNanos(long nanos) {
        advanceMonotonicNanos(nanos - monotonicNanos);
    }

    /** Sets only the time of day, which may jump in either direction ({@code CLK-03}). */
    public synchronized void setWallTime(Instant time) {
        wallTime = time;
    }
}

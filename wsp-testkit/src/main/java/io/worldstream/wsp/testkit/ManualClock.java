package io.worldstream.wsp.testkit;

import io.worldstream.wsp.api.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A clock that stands still until it is told otherwise. Its two readings move together by {@link #advance} and apart by
 * the other methods, as they do on a machine whose time of day is corrected. Any thread may use it.
 */
public final class ManualClock implements Clock {
    /** Where the wall time of {@link #ManualClock()} starts. */
    public static final Instant DEFAULT_WALL_TIME = Instant.parse("2026-02-01T00:00:00Z");

    private long monotonicNanos;
    private Instant wallTime;

    /** A clock at {@link #DEFAULT_WALL_TIME} and 0 ns. */
    public ManualClock() {
        this(DEFAULT_WALL_TIME, 0);
    }

    /**
     * A clock at the given readings.
     *
     * @param wallTime the time of day
     * @param monotonicNanos the monotonic reading; one close to {@link Long#MAX_VALUE} shows whether a caller survives
     *     the wrap ({@code CLK-02})
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
     * Moves both readings.
     *
     * @param time how far; not negative
     */
    public synchronized void advance(Duration time) {
        advanceMonotonicNanos(time.toNanos());
        wallTime = wallTime.plus(time);
    }

    /**
     * Moves both readings.
     *
     * @param nanos how far; not negative
     */
    public void advanceNanos(long nanos) {
        advance(Duration.ofNanos(nanos));
    }

    /**
     * Moves the monotonic reading alone.
     *
     * @param nanos how far; not negative, since a monotonic clock never steps back ({@code CLK-02})
     */
    public synchronized void advanceMonotonicNanos(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("a monotonic clock does not step back: " + nanos);
        }
        monotonicNanos += nanos;
    }

    /**
     * Moves the monotonic reading alone, to a reading that is not before the present one.
     *
     * @param nanos the new reading
     */
    public synchronized void setMonotonicNanos(long nanos) {
        advanceMonotonicNanos(nanos - monotonicNanos);
    }

    /** Sets the time of day alone; it may jump either way ({@code CLK-03}). */
    public synchronized void setWallTime(Instant time) {
        wallTime = time;
    }
}

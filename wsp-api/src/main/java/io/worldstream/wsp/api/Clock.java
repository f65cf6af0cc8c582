package io.worldstream.wsp.api;

import java.time.Instant;

/**
 * The engine's view of time. It has two readings that never mix: a monotonic one for pacing, and a wall-clock one that
 * is only written into observations.
 *
 * <p>Any thread may call a clock, often; calls must not block ({@code CLK-01}).
 */
public interface Clock {
    /** Returns the machine's clocks: the monotonic clock of the JVM, and UTC. */
    static Clock system() {
        return MachineClock.INSTANCE;
    }

    /**
     * Returns the nanoseconds since an arbitrary origin; never decreases ({@code CLK-02}). Only differences are
     * meaningful, and they remain correct when the value wraps.
     */
    long monotonicNanos();

    /** Returns the time of day, which may jump in either direction ({@code CLK-03}). */
    Instant wallTime();
}

package io.worldstream.wsp.api;

import java.time.Instant;

/**
 * Time, as the engine may know it. Two readings that never mix: a monotonic one that paces, and a wall one that is only
 * written into observations.
 *
 * <p>Any thread may call it, often; it must not block ({@code CLK-01}).
 */
public interface Clock {
    /**
     * Nanoseconds since an arbitrary origin, never decreasing ({@code CLK-02}). Only differences mean anything, and they
     * stay right when the value wraps.
     */
    long monotonicNanos();

    /** The time of day; may jump either way ({@code CLK-03}). */
    Instant wallTime();
}

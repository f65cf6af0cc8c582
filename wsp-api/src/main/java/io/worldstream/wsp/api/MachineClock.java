package io.worldstream.wsp.api;

import java.time.Instant;

/** The machine's clocks. The only class that reads them. Any thread may use it. */
enum MachineClock implements Clock {
    INSTANCE;

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return Instant.now();
    }
}

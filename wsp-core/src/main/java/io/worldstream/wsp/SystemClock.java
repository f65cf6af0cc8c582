package io.worldstream.wsp;

import io.worldstream.wsp.api.Clock;
import java.time.Instant;

/** The machine's clocks. The only class that reads them. Any thread may use it. */
public final class SystemClock implements Clock {
    /** Creates a clock; all instances behave alike. */
    public SystemClock() {}

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return Instant.now();
    }
}

package io.worldstream.wsp;

import io.worldstream.wsp.api.Clock;
import java.time.Instant;

/** The machine's clocks, as {@link Clock#system} returns them. Any thread may use it. */
public final class SystemClock implements Clock {
    private final Clock machine = Clock.system();

    /** Creates a clock; all instances behave alike. */
    public SystemClock() {}

    @Override
    public long monotonicNanos() {
        return machine.monotonicNanos();
    }

    @Override
    public Instant wallTime() {
        return machine.wallTime();
    }
}

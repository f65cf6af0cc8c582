package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.time.Duration;

class ManualClockContractTest extends ClockContract {
    /** Wraps while the kit reads it. */
    private final ManualClock clock = new ManualClock(ManualClock.DEFAULT_WALL_TIME, Long.MAX_VALUE - 1_000);

    @Override
    protected Clock clock() {
        return clock;
    }

    @Override
    protected void letTimePass() {
        clock.advanceNanos(7);
    }

    @Override
    protected boolean setWallTime(Duration by) {
        clock.setWallTime(clock.wallTime().plus(by));
        return true;
    }
}

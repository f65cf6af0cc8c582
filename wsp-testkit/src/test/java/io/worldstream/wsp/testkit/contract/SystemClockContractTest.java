package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.api.Clock;

class SystemClockContractTest extends ClockContract {
    private final Clock clock = new SystemClock();

    @Override
    protected Clock clock() {
        return clock;
    }
}

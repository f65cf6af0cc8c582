package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.time.Duration;
import java.time.Instant;

class InMemoryRunLeaseContractTest extends RunLeaseContract {
    private final ManualClock clock = new ManualClock(Instant.EPOCH, Long.MAX_VALUE - 1_000);
    private final InMemoryRunLease lease = new InMemoryRunLease(clock);

    @Override
    protected RunLease lease() {
        return lease.as("another"); // yours makes a new lease over the same place
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }

    @Override
    protected void cutOff() {
        lease.setUnavailable(true);
    }

    @Override
    protected void restore() {
        lease.setUnavailable(false);
    }
}

package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.testkit.contract.RunLeaseContract;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("server")
final class S3RunLeaseContractTest extends RunLeaseContract {
    private final StateBucket bucket = new StateBucket();
    private final ManualClock clock = new ManualClock(Instant.EPOCH, Long.MAX_VALUE - 1_000);

    @AfterEach
    void close() {
        bucket.close();
    }

    @Override
    protected RunLease lease() {
        return new S3RunLease(bucket.folder(), clock, Duration.ofSeconds(8), "a host");
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }

    @Override
    protected void cutOff() {
        bucket.network().cut();
    }

    @Override
    protected void restore() {
        bucket.network().restore();
    }
}

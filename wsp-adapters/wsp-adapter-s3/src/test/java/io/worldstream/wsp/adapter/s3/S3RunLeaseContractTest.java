package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.testkit.contract.RunLeaseContract;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("server")
final class S3RunLeaseContractTest {
    @Nested
    class OnS3Proxy extends Kit {
        OnS3Proxy() {
            super(new StateBucket());
        }
    }

    abstract static class Kit extends RunLeaseContract {
        private final StateBucket bucket;
        private final ManualClock clock = new ManualClock(Instant.EPOCH, Long.MAX_VALUE - 1_000);

        Kit(StateBucket bucket) {
            this.bucket = bucket;
        }

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
}

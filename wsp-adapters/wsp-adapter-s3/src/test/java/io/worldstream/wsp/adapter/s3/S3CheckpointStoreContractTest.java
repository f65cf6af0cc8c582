package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.testkit.contract.CheckpointStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("server")
final class S3CheckpointStoreContractTest {
    @Nested
    class OnS3Proxy extends Kit {
        OnS3Proxy() {
            super(new StateBucket());
        }
    }

    abstract static class Kit extends CheckpointStoreContract {
        private final StateBucket bucket;

        Kit(StateBucket bucket) {
            this.bucket = bucket;
        }

        @AfterEach
        void close() {
            bucket.close();
        }

        @Override
        protected CheckpointStore store() {
            return new S3CheckpointStore(bucket.folder());
        }

        @Override
        protected void damageAll(RunId run) {
            bucket.damage("checkpoint/" + run, -10);
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

package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.testkit.contract.DeadLetterStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("server")
final class S3DeadLetterStoreContractTest {
    @Nested
    class OnS3Proxy extends Kit {
        OnS3Proxy() {
            super(new StateBucket());
        }
    }

    abstract static class Kit extends DeadLetterStoreContract {
        private final StateBucket bucket;

        Kit(StateBucket bucket) {
            this.bucket = bucket;
        }

        @AfterEach
        void close() {
            bucket.close();
        }

        @Override
        protected DeadLetterStore deadLetters() {
            return new S3DeadLetterStore(bucket.folder());
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

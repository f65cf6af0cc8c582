package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.testkit.contract.SurveyStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("server")
final class S3SurveyStoreContractTest {
    @Nested
    class OnS3Proxy extends Kit {
        OnS3Proxy() {
            super(new StateBucket());
        }
    }

    abstract static class Kit extends SurveyStoreContract {
        private final StateBucket bucket;
        /** With retries: the server may close a connection that a call is about to use. */
        private final S3Connection connection;

        Kit(StateBucket bucket) {
            this.bucket = bucket;
            connection = S3Connection.of(bucket.network().builder(bucket.home()).build());
        }

        @AfterEach
        void close() {
            bucket.close();
        }

        @Override
        protected SurveyStore store() {
            return new S3SurveyStore(connection, "s3://" + bucket.bucket() + "/state/wsp/surveys");
        }

        @Override
        protected void damage(Hex64 key) {
            String object = "surveys/" + key.value() + ".survey";
            byte[] bytes = bucket.get(object);
            bytes[bytes.length / 2] ^= 1;
            bucket.put(object, bytes);
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

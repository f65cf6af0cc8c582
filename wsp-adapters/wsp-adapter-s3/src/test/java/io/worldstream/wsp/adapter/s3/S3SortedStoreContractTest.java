package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.testkit.contract.SortedStoreContract;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import software.amazon.awssdk.core.sync.RequestBody;

@Tag("server")
final class S3SortedStoreContractTest {
    /** A reader of what is replaced or discarded fails, unless it has the bytes. */
    @Nested
    class BucketWithoutVersions extends Kit {
        BucketWithoutVersions() {
            super(false);
        }
    }

    /** A reader of what is replaced or discarded reads on. */
    @Nested
    class BucketWithVersions extends Kit {
        BucketWithVersions() {
            super(true);
        }
    }

    abstract static class Kit extends SortedStoreContract {
        private final StateBucket bucket = new StateBucket();
        private final S3Connection connection = S3Connection.of(bucket.network().client(StateBucket.server()));
        private final Deque<S3SortedStore> stores = new ArrayDeque<>();

        Kit(boolean versioned) {
            if (versioned) {
                StateBucket.server().keepVersions(bucket.bucket());
            }
        }

        @Override
        protected SortedStore store() {
            return store(Long.MAX_VALUE);
        }

        @Override
        protected SortedStore store(long maxBytes) {
            S3SortedStore store = S3SortedStore.builder(connection, "s3://" + bucket.bucket() + "/state/sorted")
                    .maxBytes(maxBytes)
                    .memoryBytes(1 << 20)
                    .parallelReads(4)
                    .build();
            stores.add(store);
            return store;
        }

        @Override
        protected void cutOff() {
            bucket.network().cut();
        }

        @Override
        protected void restore() {
            bucket.network().restore();
        }

        @Override
        protected boolean leaveBehind(Hex64 key) {
            String object = "state/sorted/" + key + ".view";
            String id = StateBucket.server()
                    .client()
                    .createMultipartUpload(
                            create -> create.bucket(bucket.bucket()).key(object))
                    .uploadId();
            StateBucket.server()
                    .client()
                    .uploadPart(
                            part -> part.bucket(bucket.bucket())
                                    .key(object)
                                    .uploadId(id)
                                    .partNumber(1),
                            RequestBody.fromBytes(TestBytes.of(1000)));
            return true;
        }

        @AfterEach
        void close() {
            stores.forEach(S3SortedStore::close);
            bucket.close();
        }
    }
}

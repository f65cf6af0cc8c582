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
            super(new StateBucket(), false);
        }
    }

    /** A reader of what is replaced or discarded reads on. */
    @Nested
    class BucketWithVersions extends Kit {
        BucketWithVersions() {
            super(new StateBucket(), true);
        }
    }

    abstract static class Kit extends SortedStoreContract {
        private final StateBucket bucket;
        private final S3Connection connection;
        private final Deque<S3SortedStore> stores = new ArrayDeque<>();

        Kit(StateBucket bucket, boolean versioned) {
            this.bucket = bucket;
            // With retries: the server may close a connection that a call is about to use.
            connection = S3Connection.of(bucket.network().builder(bucket.home()).build());
            if (versioned) {
                // s3proxy replaces an object with versions in steps, between which others do not find it.
                bucket.network().sendOneAtATime();
                bucket.home().keepVersions(bucket.bucket());
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
            String id = bucket.home()
                    .client()
                    .createMultipartUpload(
                            create -> create.bucket(bucket.bucket()).key(object))
                    .uploadId();
            bucket.home()
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

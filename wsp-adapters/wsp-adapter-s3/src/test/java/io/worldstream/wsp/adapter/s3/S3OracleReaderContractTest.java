package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.testkit.contract.OracleReaderContract;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("server")
final class S3OracleReaderContractTest {
    private static ProxyServer server;

    @BeforeAll
    static void start() throws Exception {
        server = ProxyServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Parts are pinned to entity tags. */
    @Nested
    class BucketWithoutVersions extends Kit {
        BucketWithoutVersions() {
            super(server, false);
        }
    }

    /** Parts are pinned to version ids. */
    @Nested
    class BucketWithVersions extends Kit {
        BucketWithVersions() {
            super(server, true);
        }
    }

    abstract static class Kit extends OracleReaderContract {
        private final BucketServer server;
        private final boolean versioned;
        private final String bucket;
        private final S3OracleReader reader;

        Kit(BucketServer server, boolean versioned) {
            this.server = server;
            this.versioned = versioned;
            bucket = server.newBucket(versioned);
            reader = S3OracleReader.builder(S3Connection.of(server.client()))
                    .objectStoreRoot("s3://" + bucket + "/" + folder(RootKind.OBJECT_STORE))
                    .oracleRoot("s3://" + bucket + "/" + folder(RootKind.ORACLE))
                    .build();
        }

        @Override
        protected void put(RootKind root, String path, byte[] bytes) {
            server.put(bucket, folder(root) + "/" + path, bytes);
        }

        @Override
        protected void remove(RootKind root, String path) {
            String key = folder(root) + "/" + path;
            if (versioned) {
                server.remove(bucket, key);
            } else {
                server.delete(bucket, key);
            }
        }

        @Override
        protected OracleReader reader() {
            return reader;
        }

        private static String folder(RootKind root) {
            return root.name().toLowerCase(Locale.ROOT);
        }

        @AfterEach
        void close() {
            reader.close();
        }
    }
}

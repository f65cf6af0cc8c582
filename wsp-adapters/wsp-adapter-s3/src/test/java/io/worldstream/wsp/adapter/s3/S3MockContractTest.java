package io.worldstream.wsp.adapter.s3;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract kits on s3mock, whose answers differ from those of the server of the other tests. Sorted views are in a
 * bucket without versions only: with versions, s3mock 5.2.0 lists objects that were deleted.
 */
@Tag("server")
final class S3MockContractTest {
    @TempDir
    static Path folder;

    private static S3MockServer server;

    @BeforeAll
    static void start() throws Exception {
        server = S3MockServer.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Nested
    class Oracle extends S3OracleReaderContractTest.Kit {
        Oracle() {
            super(server, false);
        }
    }

    @Nested
    class OracleWithVersions extends S3OracleReaderContractTest.Kit {
        OracleWithVersions() {
            super(server, true);
        }
    }

    @Nested
    class Surveys extends S3SurveyStoreContractTest.Kit {
        Surveys() {
            super(new StateBucket(server));
        }
    }

    @Nested
    class SortedViews extends S3SortedStoreContractTest.Kit {
        SortedViews() {
            super(new StateBucket(server), false);
        }
    }

    @Nested
    class Leases extends S3RunLeaseContractTest.Kit {
        Leases() {
            super(new StateBucket(server));
        }
    }

    @Nested
    class Checkpoints extends S3CheckpointStoreContractTest.Kit {
        Checkpoints() {
            super(new StateBucket(server));
        }
    }

    @Nested
    class DeadLetters extends S3DeadLetterStoreContractTest.Kit {
        DeadLetters() {
            super(new StateBucket(server));
        }
    }
}

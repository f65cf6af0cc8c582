package io.worldstream.wsp.adapter.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Parts that are pinned, on a real server. */
@Tag("server")
final class VersionsTest {
    private static ProxyServer server;

    @BeforeAll
    static void start() throws Exception {
        server = ProxyServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static S3OracleReader reader(String bucket) {
        return S3OracleReader.builder(S3Connection.of(server.client()))
                .oracleRoot("s3://" + bucket)
                .build();
    }

    private static OraclePart part(S3OracleReader reader) throws IOException {
        return reader.resolve(new SealedReference(RootKind.ORACLE, "a/*")).get(0);
    }

    private static String content(S3OracleReader reader, OraclePart part) throws IOException {
        try (PartContent content = reader.open(part)) {
            return new String(TestBytes.read(content, 0, 100), UTF_8);
        }
    }

    @Test
    void open_versionBehindADeleteMarker_isRead() throws IOException {
        String bucket = server.newBucket(true);
        server.put(bucket, "a/b", "sealed".getBytes(UTF_8));
        try (S3OracleReader reader = reader(bucket)) {
            OraclePart part = part(reader);
            server.delete(bucket, "a/b");
            assertThatThrownBy(() -> part(reader))
                    .isInstanceOfSatisfying(
                            WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.OBJECT_MISSING));
            assertThat(content(reader, part)).isEqualTo("sealed");
        }
    }

    /** Such an object has no version id, and storing it again adds one. */
    @Test
    void open_objectFromBeforeTheBucketHadVersions_isFoundToBeReplaced() throws IOException {
        String bucket = server.newBucket(false);
        server.put(bucket, "a/b", "sealed".getBytes(UTF_8));
        try (S3OracleReader reader = reader(bucket)) {
            OraclePart part = part(reader);
            server.keepVersions(bucket);
            assertThat(part(reader).version()).isEqualTo(part.version());
            assertThat(content(reader, part)).isEqualTo("sealed");
            server.put(bucket, "a/b", "forged".getBytes(UTF_8));
            assertThatThrownBy(() -> reader.open(part))
                    .isInstanceOfSatisfying(
                            WspException.class,
                            e -> assertThat(e.code()).isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH));
            assertThat(part(reader).version())
                    .satisfies(version -> assertThat(version.immutable()).isTrue());
        }
    }

    @Test
    void open_emptyPartOfEitherBucket_isEmpty() throws IOException {
        for (boolean versioned : new boolean[] {false, true}) {
            String bucket = server.newBucket(versioned);
            server.put(bucket, "a/b", new byte[0]);
            try (S3OracleReader reader = reader(bucket)) {
                OraclePart part = part(reader);
                assertThat(content(reader, part)).isEmpty();
                server.remove(bucket, "a/b");
                assertThatThrownBy(() -> reader.open(part))
                        .isInstanceOfSatisfying(
                                WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.OBJECT_MISSING));
            }
        }
    }
}

package io.worldstream.wsp.adapter.s3;

import static io.worldstream.wsp.adapter.s3.ScriptedStore.error;
import static io.worldstream.wsp.adapter.s3.ScriptedStore.head;
import static io.worldstream.wsp.adapter.s3.ScriptedStore.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.adapter.s3.ScriptedStore.Reply;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/** The reader of a store that fails. */
@Timeout(300)
@Tag("server")
final class FailuresTest {
    private static final byte[] BYTES = TestBytes.of(1_500_000);
    /** Bytes after the first block, which an opening fetches. */
    private static final int LATER = ReadMemory.BLOCK_BYTES + 1;

    private ScriptedStore store;
    private S3Client client;
    private S3OracleReader reader;

    @BeforeEach
    void open() throws IOException {
        store = new ScriptedStore();
        store.put("root/part", BYTES);
        client = ProxyServer.client(store.url());
        reader = S3OracleReader.builder(S3Connection.of(client))
                .oracleRoot("s3://worlds/root")
                .build();
    }

    @AfterEach
    void close() throws IOException {
        reader.close();
        client.close();
        store.close();
    }

    private OraclePart part() throws IOException {
        return resolve("part");
    }

    private OraclePart resolve(String reference) throws IOException {
        return reader.resolve(new SealedReference(RootKind.ORACLE, reference)).get(0);
    }

    private void always(Reply reply) {
        store.script(request -> reply);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            ReasonCode code, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Nested
    class Final {
        @Test
        void resolve_accessDenied_saysCodeAndPermission() {
            always(error(403, "AccessDenied", "User is not authorized"));
            assertRefused(ReasonCode.OBJECT_UNREADABLE, FailuresTest.this::part)
                    .hasMessageStartingWith("ORACLE:\"part\" cannot be read: access denied (403 AccessDenied: User is")
                    .hasMessageContainingAll("s3:GetObject", "\"worlds\"", "s3:ListBucket");
        }

        @Test
        void resolve_listingDenied_saysPermission() {
            store.script(request -> request.parameter("list-type") == null ? null : error(403, "AccessDenied", "No"));
            assertRefused(ReasonCode.OBJECT_UNREADABLE, () -> resolve("p*"))
                    .hasMessageContaining("grant s3:ListBucket on bucket \"worlds\"");
        }

        @ParameterizedTest
        @ValueSource(strings = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "RequestTimeTooSkewed"})
        void resolve_credentialsRefused_saysSo(String code) {
            always(error(code.equals("ExpiredToken") ? 400 : 403, code, "No"));
            assertRefused(ReasonCode.OBJECT_UNREADABLE, FailuresTest.this::part)
                    .hasMessageContainingAll(code, "the store refuses the credentials", "renew them");
        }

        @Test
        void resolve_missingBucket_namesIt() {
            always(error(404, "NoSuchBucket", "The specified bucket does not exist"));
            assertRefused(ReasonCode.OBJECT_MISSING, FailuresTest.this::part)
                    .hasMessageContaining("there is no bucket \"worlds\"");
            assertRefused(ReasonCode.OBJECT_MISSING, () -> resolve("p*"))
                    .hasMessageContaining("there is no bucket \"worlds\"");
        }

        @Test
        void resolve_otherRegion_namesIt() {
            always(error(301, "PermanentRedirect", "Use the other endpoint", "x-amz-bucket-region: eu-west-3"));
            assertRefused(ReasonCode.CONFIG_INVALID, FailuresTest.this::part)
                    .hasMessageContainingAll("bucket \"worlds\" is in region \"eu-west-3\"", "s3.region");
        }

        @Test
        void resolve_signedForOtherRegion_namesIt() {
            always(error(
                    400, "AuthorizationHeaderMalformed", "the region 'us-east-1' is wrong; expecting 'eu-west-3'"));
            assertRefused(ReasonCode.CONFIG_INVALID, FailuresTest.this::part)
                    .hasMessageContainingAll("region \"eu-west-3\"", "s3.region");
        }

        @Test
        void resolve_answerOfAnotherServer_namesTheEndpoint() {
            always(text(404, "<html><body>nginx</body></html>"));
            assertRefused(ReasonCode.OBJECT_UNREADABLE, FailuresTest.this::part)
                    .hasMessageContaining("check s3.endpoint");
        }

        @Test
        void open_archived_saysHowToGoOn() throws IOException {
            OraclePart part = part();
            always(error(403, "InvalidObjectState", "GLACIER"));
            assertRefused(ReasonCode.OBJECT_UNREADABLE, () -> reader.open(part))
                    .hasMessageContaining("restore it first");
        }

        @Test
        void read_rangesIgnored_isRefusedAfterTheFirst() throws IOException {
            store.script(request -> (socket, out) -> {
                out.write(head(200, BYTES.length, "ETag: " + ScriptedStore.tag(BYTES)));
                out.write(BYTES);
            });
            try (PartContent content = reader.open(part())) {
                assertThat(TestBytes.read(content, 0, 1000)).isEqualTo(TestBytes.range(BYTES, 0, 1000));
                assertRefused(ReasonCode.OBJECT_UNREADABLE, () -> TestBytes.read(content, LATER, 1000))
                        .hasMessageContaining("ignores byte ranges");
            }
        }
    }

    @Nested
    class Changed {
        @Test
        void open_replaced_isAMismatch() throws IOException {
            OraclePart part = part();
            store.put("root/part", TestBytes.of(7));
            assertRefused(ReasonCode.CONTENT_DIGEST_MISMATCH, () -> reader.open(part))
                    .hasMessageContaining("part \"s3://worlds/root/part\" was replaced");
        }

        @Test
        void read_replacedWhileOpen_isAMismatch() throws IOException {
            try (PartContent content = reader.open(part())) {
                byte[] other = BYTES.clone();
                other[LATER]++;
                store.put("root/part", other);
                assertRefused(ReasonCode.CONTENT_DIGEST_MISMATCH, () -> TestBytes.read(content, LATER, 10));
            }
        }

        /** Some stores know no preconditions. */
        @Test
        void read_replacedInAStoreWithoutIfMatch_isAMismatch() throws IOException {
            OraclePart part = part();
            byte[] other = BYTES.clone();
            other[0]++;
            store.script(request -> ScriptedStore.bytes(
                    other, request.first(), Math.min(request.last(), other.length - 1), ScriptedStore.tag(other)));
            assertRefused(ReasonCode.CONTENT_DIGEST_MISMATCH, () -> reader.open(part));
        }

        @Test
        void open_otherSizeUnderTheSameTag_isAMismatch() throws IOException {
            OraclePart part = part();
            store.script(request -> ScriptedStore.bytes(BYTES, 0, 9, ScriptedStore.tag(BYTES)));
            OraclePart longer = new OraclePart(part.path(), part.sizeBytes() + 1, part.version());
            assertRefused(ReasonCode.CONTENT_DIGEST_MISMATCH, () -> reader.open(longer))
                    .hasMessageContaining("it has 1500000 bytes, not 1500001");
        }

        @Test
        void open_deleted_isMissing() throws IOException {
            OraclePart part = part();
            store.remove("root/part");
            assertRefused(ReasonCode.OBJECT_MISSING, () -> reader.open(part));
        }

        @Test
        void open_deleteMarkerInPlaceOfTheVersion_isMissing() throws IOException {
            OraclePart part = part();
            always(error(405, "MethodNotAllowed", "The method is not allowed against this resource."));
            assertRefused(ReasonCode.OBJECT_MISSING, () -> reader.open(part)).hasMessageContaining("it was deleted");
        }

        @Test
        void read_deletedWhileOpen_isMissing() throws IOException {
            try (PartContent content = reader.open(part())) {
                store.remove("root/part");
                assertRefused(ReasonCode.OBJECT_MISSING, () -> TestBytes.read(content, LATER, 10));
            }
        }

        @Test
        void openEmpty_noLongerEmpty_isAMismatch() throws IOException {
            OraclePart empty = new OraclePart("s3://worlds/root/part", 0, part().version());
            assertRefused(ReasonCode.CONTENT_DIGEST_MISMATCH, () -> reader.open(empty));
        }
    }

    @Nested
    class Transient {
        @ParameterizedTest
        @CsvSource({
            "503, SlowDown",
            "503, ServiceUnavailable",
            "500, InternalError",
            "502, BadGateway",
            "429, TooManyRequests",
            "400, RequestTimeout"
        })
        void call_storeOverloaded_mayPass(int status, String code) throws IOException {
            OraclePart part = part();
            always(error(status, code, "Please reduce your request rate."));
            assertThatThrownBy(FailuresTest.this::part)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(status + " " + code);
            assertThatThrownBy(() -> reader.open(part)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> resolve("p*")).isInstanceOf(IOException.class);
        }

        @Test
        void read_slowDownInTheMiddle_failsThereUntilItPasses() throws IOException {
            store.script(request -> request.first() < LATER - 1 ? null : error(503, "SlowDown", "Slow down"));
            try (PartContent content = reader.open(part())) {
                assertThat(TestBytes.read(content, 0, LATER - 1)).isEqualTo(TestBytes.range(BYTES, 0, LATER - 1));
                assertThatThrownBy(() -> TestBytes.read(content, LATER - 1, 1))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("part \"s3://worlds/root/part\" cannot be read now")
                        .hasMessageContaining("503 SlowDown");
                store.script(request -> null);
                assertThat(TestBytes.read(content, 0, BYTES.length)).isEqualTo(BYTES);
            }
        }

        /** A read ahead is made again when it is asked for. */
        @Test
        void readAhead_failsOnce_isNotNoticed() throws IOException {
            AtomicInteger later = new AtomicInteger();
            store.script(request -> request.first() > LATER && later.getAndIncrement() == 0
                    ? error(503, "SlowDown", "Slow down")
                    : null);
            try (PartContent content = reader.open(part())) {
                assertThat(TestBytes.read(content, 0, BYTES.length)).isEqualTo(BYTES);
            }
            assertThat(later).hasPositiveValue();
        }

        @Test
        void read_connectionReset_mayPass() throws IOException {
            assertPasses(bytesThenReset());
        }

        @Test
        void read_bodyTruncated_mayPass() throws IOException {
            assertPasses((socket, out) -> {
                out.write(head(
                        206,
                        BYTES.length - LATER + 1,
                        "Content-Range: bytes " + (LATER - 1) + "-" + (BYTES.length - 1) + "/" + BYTES.length));
                out.write(BYTES, LATER, 1000);
                out.flush();
                socket.close();
            });
        }

        @Test
        void read_otherRangeThanRequested_mayPass() throws IOException {
            // As many bytes as requested, but from the start of the part.
            assertPasses(ScriptedStore.bytes(BYTES, 0, LATER - 2, ScriptedStore.tag(BYTES)));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"bytes */1500000", "bytes 262144-262143", "octets 1-2/3", "bytes 1-2/99999999999999999999"})
        void read_contentRangeThatSaysNothing_mayPass(String range) throws IOException {
            assertPasses((socket, out) -> {
                out.write(head(206, 10, "Content-Range: " + range));
                out.write(new byte[10]);
            });
        }

        @Test
        void read_shorterBodyThanRequested_mayPass() throws IOException {
            assertPasses(ScriptedStore.bytes(BYTES, LATER - 1, LATER + 99, ScriptedStore.tag(BYTES)));
        }

        private Reply bytesThenReset() {
            return (socket, out) -> {
                out.write(head(206, 100_000, "Content-Range: bytes " + (LATER - 1) + "-362143/" + BYTES.length));
                out.write(BYTES, LATER - 1, 1000);
                out.flush();
                socket.setSoLinger(true, 0);
                socket.close();
            };
        }

        /** Bytes after the first block are answered with the reply; then as they should be. */
        private void assertPasses(Reply reply) throws IOException {
            AtomicBoolean failing = new AtomicBoolean(true);
            store.script(request -> request.first() >= LATER - 1 && failing.get() ? reply : null);
            try (PartContent content = reader.open(part())) {
                assertThatThrownBy(() -> TestBytes.read(content, LATER - 1, 10_000))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("part \"s3://worlds/root/part\" cannot be read now: ");
                failing.set(false);
                assertThat(TestBytes.read(content, LATER - 1, 10_000))
                        .isEqualTo(TestBytes.range(BYTES, LATER - 1, 10_000));
            }
        }

        @Test
        void resolve_nothingListens_mayPass() throws IOException {
            URI gone;
            try (ScriptedStore closed = new ScriptedStore()) {
                gone = closed.url();
            }
            try (S3Client lost = ProxyServer.client(gone);
                    S3OracleReader away = S3OracleReader.builder(
                                    new S3Connection(new S3Store(lost, false, "s3.endpoint " + gone)))
                            .oracleRoot("s3://worlds/root")
                            .build()) {
                assertThatThrownBy(() -> away.resolve(new SealedReference(RootKind.ORACLE, "part")))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("cannot be read now")
                        .hasMessageEndingWith("; no answer from s3.endpoint " + gone);
            }
        }

        /** A body that comes byte by byte never runs into the timeout of one read. */
        @Test
        void read_bodyDrips_endsAtTheDeadline() throws Exception {
            ManualClock clock = new ManualClock();
            store.script(request -> (socket, out) -> {
                out.write(head(206, BYTES.length, "Content-Range: bytes 0-262143/" + BYTES.length));
                for (int i = 0; i < 262_144; i++) {
                    out.write(BYTES, i, 1);
                    out.flush();
                    clock.advance(Duration.ofSeconds(9));
                }
            });
            try (RangeReads reads = new RangeReads(new S3Store(client, false, ""), new ReadMemory(1 << 20), 4, clock)) {
                PinnedObject object = new PinnedObject(
                        new S3Location("worlds", "root/part"),
                        BYTES.length,
                        null,
                        new Subject("part", "worlds", "s3:GetObject"));
                assertThatThrownBy(() -> S3PartContent.open(object, reads))
                        .isInstanceOf(IOException.class)
                        .hasMessageMatching("part cannot be read now: only \\d+ of 262144 bytes came in 60 seconds");
            }
        }
    }
}

package io.worldstream.wsp.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.adapter.s3.FaultyNetwork.Fault;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.api.SortedEntry;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;

/** Views in S3 beyond the contract kit: uploads in parts, faults of the store, and uses by several hosts. */
@Tag("server")
@Timeout(300)
final class S3SortedStoreTest {
    private static final Hex64 KEY = new Hex64("0123456789abcdef".repeat(4));
    private static final Hex64 OTHER = new Hex64("fedcba9876543210".repeat(4));
    /** The least that the server takes, as Amazon S3 does. */
    private static final int PART = 5 << 20;

    private static final int SIZE = 2 * PART + 12_345;
    private static final Duration HOUR = Duration.ofHours(1);

    private final StateBucket bucket = new StateBucket();
    private final Deque<S3SortedStore> stores = new ArrayDeque<>();

    @AfterEach
    void close() {
        stores.forEach(S3SortedStore::close);
        bucket.close();
    }

    private S3SortedStore.Builder builder(S3Client client) {
        return S3SortedStore.builder(S3Connection.of(client), "s3://" + bucket.bucket() + "/state/wsp")
                .memoryBytes(1 << 20)
                .parallelReads(4)
                .partBytes(PART);
    }

    private S3SortedStore built(S3SortedStore.Builder builder) {
        S3SortedStore store = builder.build();
        stores.add(store);
        return store;
    }

    private S3SortedStore store() {
        return built(builder(bucket.network().client(StateBucket.server())));
    }

    private S3SortedStore store(ExecutionInterceptor interceptor) {
        return built(builder(bucket.network()
                .builder(StateBucket.server())
                .overrideConfiguration(override ->
                        override.retryStrategy(AwsRetryStrategy.doNotRetry()).addExecutionInterceptor(interceptor))
                .build()));
    }

    private static void write(S3SortedStore store, Hex64 key, int size) throws IOException {
        try (SortedDraft draft = store.create(key)) {
            append(draft, TestBytes.of(size));
            draft.commit();
        }
    }

    private static void append(SortedDraft draft, byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; at += 700_001) {
            draft.append(ByteBuffer.wrap(bytes, at, Math.min(700_001, bytes.length - at)));
        }
    }

    private static void assertHolds(S3SortedStore store, Hex64 key, int size) throws IOException {
        try (PartContent content = store.open(key).orElseThrow()) {
            assertThat(content.sizeBytes()).isEqualTo(size);
            assertThat(TestBytes.read(content, 0, size)).isEqualTo(TestBytes.of(size));
        }
    }

    private void assertNoUpload() {
        assertThat(StateBucket.server()
                        .client()
                        .listMultipartUploads(list -> list.bucket(bucket.bucket()))
                        .uploads())
                .as("uploads that were neither completed nor aborted")
                .isEmpty();
    }

    private List<String> keysOf(Hex64 key, String kind) {
        return bucket.keys().stream()
                .filter(name -> name.startsWith(key + "." + kind))
                .toList();
    }

    @Nested
    class Uploads {
        @Test
        void commit_severalParts_isReadByteForByte() throws Exception {
            S3SortedStore store = store();
            write(store, KEY, SIZE);
            assertHolds(store, KEY, SIZE);
            write(store, KEY, PART);
            assertHolds(store(), KEY, PART);
            assertNoUpload();
        }

        @Test
        void close_withoutCommit_endsTheUpload() throws Exception {
            S3SortedStore store = store();
            try (SortedDraft draft = store.create(KEY)) {
                append(draft, TestBytes.of(SIZE));
            }
            assertNoUpload();
            assertThat(bucket.keys()).isEmpty();
        }

        @Test
        void append_slowDownInTheMiddle_isSentAgain() throws Exception {
            S3SortedStore store = store();
            try (SortedDraft draft = store.create(KEY)) {
                append(draft, TestBytes.range(TestBytes.of(SIZE), 0, PART));
                bucket.network().faultWrites(Fault.SLOW_DOWN, Fault.ANSWER_LOST);
                append(draft, TestBytes.range(TestBytes.of(SIZE), PART, SIZE - PART));
                draft.commit();
            }
            assertHolds(store, KEY, SIZE);
        }

        @Test
        void append_slowDownThatLasts_isAnIoExceptionAndLeavesNothing() throws Exception {
            S3SortedStore store = store();
            write(store, KEY, 1_000);
            try (SortedDraft draft = store.create(KEY)) {
                bucket.network().faultWrites(Fault.SLOW_DOWN, Fault.SLOW_DOWN, Fault.SLOW_DOWN);
                assertThatIOException()
                        .isThrownBy(() -> {
                            append(draft, TestBytes.of(SIZE));
                            draft.commit();
                        })
                        .withMessageContaining("cannot be written now: the store answered 503 SlowDown");
                assertThatIOException()
                        .isThrownBy(draft::commit)
                        .withMessageEndingWith("cannot be written: an earlier call failed");
            }
            assertHolds(store, KEY, 1_000);
            assertNoUpload();
        }

        @Test
        void commit_answerLost_isFoundOut() throws Exception {
            S3SortedStore store = store(new ExecutionInterceptor() {
                @Override
                public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
                    failIfCompletion(context.request());
                }
            });
            write(store, KEY, SIZE);
            assertHolds(store(), KEY, SIZE);
            assertNoUpload();
        }

        @Test
        void commit_notDone_isAnIoExceptionAndLeavesThePreviousView() throws Exception {
            S3SortedStore store = store(new ExecutionInterceptor() {
                @Override
                public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                    failIfCompletion(context.request());
                }
            });
            // Uploaded in parts too: it must not be taken for the one that fails.
            write(store(), KEY, SIZE - 1);
            assertThatIOException()
                    .isThrownBy(() -> write(store, KEY, SIZE))
                    .withMessageContaining("the network of the test");
            assertHolds(store, KEY, SIZE - 1);
            assertNoUpload();
        }

        private static void failIfCompletion(Object request) {
            if (request instanceof CompleteMultipartUploadRequest) {
                throw SdkClientException.create("the network of the test");
            }
        }

        @Test
        void create_uploadOfLastMonth_isEnded() throws Exception {
            try (ScriptedStore scripted = new ScriptedStore();
                    S3Client client = ProxyServer.client(scripted.url())) {
                Instant now = Instant.now();
                scripted.script(request -> request.parameter("uploads") == null
                        ? null
                        : ScriptedStore.text(
                                200,
                                "<ListMultipartUploadsResult>"
                                        + upload(KEY + ".view", "old", now.minus(Duration.ofDays(30)))
                                        + upload(OTHER + ".view", "new", now.minus(Duration.ofDays(1)))
                                        + upload("another.object", "foreign", now.minus(Duration.ofDays(30)))
                                        + "</ListMultipartUploadsResult>"));
                built(builder(client)).create(OTHER).close();
                assertThat(scripted.requests())
                        .filteredOn(request -> request.method().equals("DELETE"))
                        .singleElement()
                        .satisfies(request ->
                                assertThat(request.parameter("uploadId")).isEqualTo("old"));
            }
        }

        private static String upload(String name, String id, Instant begun) {
            return "<Upload><Key>state/wsp/" + name + "</Key><UploadId>" + id + "</UploadId><Initiated>" + begun
                    + "</Initiated></Upload>";
        }
    }

    @Nested
    class Reads {
        @Test
        void read_replacedWhileOpen_isAnIoExceptionAndNeverOtherBytes() throws Exception {
            S3SortedStore store = store();
            write(store, KEY, SIZE);
            try (PartContent content = store.open(KEY).orElseThrow()) {
                write(store(), KEY, SIZE - 1);
                assertThatIOException()
                        .isThrownBy(() -> TestBytes.read(content, SIZE - 100, 100))
                        .withMessageContaining("was replaced");
            }
            assertHolds(store, KEY, SIZE - 1);
        }

        @Test
        void read_replacedInABucketWithVersions_readsOn() throws Exception {
            StateBucket.server().keepVersions(bucket.bucket());
            S3SortedStore store = store();
            write(store, KEY, SIZE);
            try (PartContent content = store.open(KEY).orElseThrow()) {
                write(store(), KEY, SIZE - 1);
                store.discard(KEY);
                assertThat(TestBytes.read(content, SIZE - 100, 100))
                        .isEqualTo(TestBytes.range(TestBytes.of(SIZE), SIZE - 100, 100));
            }
            assertThat(store.open(KEY)).isEmpty();
        }

        @Test
        void read_truncatedOrDiscardedWhileOpen_isAnIoException() throws Exception {
            S3SortedStore store = store();
            write(store, KEY, SIZE);
            try (PartContent content = store.open(KEY).orElseThrow()) {
                bucket.put(KEY + ".view", TestBytes.range(TestBytes.of(SIZE), 0, 1 << 20));
                assertThatIOException().isThrownBy(() -> TestBytes.read(content, SIZE - 100, 100));
                assertThatIOException().isThrownBy(() -> TestBytes.read(content, 1 << 19, 100));
            }
            try (PartContent content = store.open(KEY).orElseThrow()) {
                assertThat(content.sizeBytes()).isEqualTo(1 << 20);
                store.discard(KEY);
                assertThatIOException()
                        .isThrownBy(() -> TestBytes.read(content, 1 << 19, 100))
                        .withMessageContaining("does not exist");
            }
        }

        @Test
        void entries_severalPagesAndForeignObjects_areTheViews() throws Exception {
            S3SortedStore store = store(new SmallPages());
            bucket.put("notes.txt", new byte[10]);
            bucket.put("folder/" + KEY + ".view", new byte[10]);
            write(store, KEY, 10);
            write(store, OTHER, 20);
            assertThat(store.entries()).extracting(SortedEntry::key).containsExactlyInAnyOrder(KEY, OTHER);
            assertHolds(store, OTHER, 20);
        }
    }

    @Nested
    class Uses {
        @Test
        void open_whileItIsOpen_hasAMarkerThatIsWrittenAgain() throws Exception {
            S3SortedStore store =
                    built(builder(bucket.network().client(StateBucket.server())).markers(HOUR, Duration.ofMillis(1)));
            write(store, KEY, 10);
            try (PartContent content = store.open(KEY).orElseThrow()) {
                String marker = keysOf(KEY, "open").get(0);
                long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
                while (writes(marker) < 3) {
                    assertThat(System.nanoTime())
                            .as("the marker is written again")
                            .isLessThan(deadline);
                    LockSupport.parkNanos(1_000_000);
                }
                assertThat(content.sizeBytes()).isEqualTo(10);
            }
            assertThat(keysOf(KEY, "open")).isEmpty();
            assertThat(keysOf(KEY, "used")).as("the time of the last use").hasSize(1);
        }

        private long writes(String name) {
            return bucket.network().requests().stream()
                    .filter(request -> request.method() == SdkHttpMethod.PUT
                            && request.encodedPath().endsWith(name))
                    .count();
        }

        @Test
        void commit_viewOpenAtAProcessThatDied_isRemovedOnceItsMarkerIsOld() throws Exception {
            S3SortedStore store = store();
            write(store, KEY, 1_000);
            bucket.put(KEY + ".open-0123456789abcdef", new byte[0]);
            bucket.put(KEY + ".leaving-0123456789abcdef", new byte[0]);
            S3SortedStore full = built(builder(StateBucket.server().client()).maxBytes(1_500));
            assertThatIOException()
                    .isThrownBy(() -> write(full, OTHER, 1_000))
                    .withMessageEndingWith(
                            "there is no room in the budget of 1500 bytes besides the views that are" + " being read");
            S3SortedStore later =
                    built(builder(StateBucket.server().client()).maxBytes(1_500).markers(HOUR.negated(), HOUR));
            write(later, OTHER, 1_000);
            assertThat(bucket.keys()).noneMatch(name -> name.startsWith(KEY.value()));
            assertHolds(store, OTHER, 1_000);
        }

        @Test
        void open_viewThatIsBeingRemoved_isNone() throws Exception {
            S3SortedStore store = store();
            write(store, KEY, 1_000);
            bucket.put(KEY + ".leaving-0123456789abcdef", new byte[0]);
            assertThat(store.open(KEY)).isEmpty();
            assertThat(keysOf(KEY, "open")).isEmpty();
            bucket.remove(KEY + ".leaving-0123456789abcdef");
            assertHolds(store, KEY, 1_000);
        }

        @Test
        void commit_leastRecentlyUsedViewIsOpenElsewhere_removesTheNextOne() throws Exception {
            Hex64 third = new Hex64("a5".repeat(32));
            S3SortedStore reader = store();
            write(reader, KEY, 1_000);
            try (PartContent content = reader.open(KEY).orElseThrow()) {
                S3SortedStore full =
                        built(builder(StateBucket.server().client()).maxBytes(2_500));
                write(full, OTHER, 1_000);
                write(full, third, 1_000);
                assertThat(full.entries()).extracting(SortedEntry::key).containsExactlyInAnyOrder(KEY, third);
                assertThat(TestBytes.read(content, 0, 1_000)).isEqualTo(TestBytes.of(1_000));
            }
        }

        /** A reader that begins while a budget looks for room is seen before the view is removed. */
        @Test
        void commit_viewOpenedMeanwhile_staysAndTheBudgetIsFull() throws Exception {
            write(store(), KEY, 1_000);
            Deque<PartContent> opened = new ArrayDeque<>();
            S3SortedStore reader = store();
            S3SortedStore full = built(builder(bucket.network()
                            .builder(StateBucket.server())
                            .overrideConfiguration(override ->
                                    override.addExecutionInterceptor(new ExecutionInterceptor() {
                                        @Override
                                        public void beforeTransmission(
                                                Context.BeforeTransmission context, ExecutionAttributes attributes) {
                                            if (context.httpRequest().method() == SdkHttpMethod.PUT
                                                    && opened.isEmpty()) {
                                                opened.add(openNow(reader));
                                            }
                                        }
                                    }))
                            .build())
                    .maxBytes(1_500));
            assertThatIOException()
                    .isThrownBy(() -> write(full, OTHER, 1_000))
                    .withMessageContaining("there is no room");
            try (PartContent content = opened.remove()) {
                assertThat(TestBytes.read(content, 0, 1_000)).isEqualTo(TestBytes.of(1_000));
            }
            assertThat(keysOf(KEY, "leaving")).isEmpty();
            assertHolds(reader, KEY, 1_000);
        }

        private static PartContent openNow(S3SortedStore reader) {
            try {
                return reader.open(KEY).orElseThrow();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Nested
    class Failures {
        @Test
        void calls_noBucket_areIoExceptionsThatNameIt() {
            S3SortedStore store = built(S3SortedStore.builder(
                    S3Connection.of(StateBucket.server().client()), "s3://no-such-bucket/sorted"));
            String missing = "there is no bucket \"no-such-bucket\"; check the root and s3.endpoint";
            assertThatIOException().isThrownBy(() -> store.open(KEY)).withMessageContaining(missing);
            assertThatIOException().isThrownBy(() -> store.create(KEY)).withMessageContaining(missing);
            assertThatIOException().isThrownBy(store::entries).withMessageContaining(missing);
            assertThatIOException().isThrownBy(() -> store.discard(KEY)).withMessageContaining(missing);
        }

        @Test
        void write_accessDenied_namesThePermission() throws Exception {
            S3SortedStore store = store();
            bucket.network().faultWrites(Fault.DENIED);
            assertThatIOException()
                    .isThrownBy(() -> write(store, KEY, 10))
                    .withMessageContaining("access denied (403 AccessDenied: a fault of the test)")
                    .withMessageContaining("grant s3:PutObject on bucket \"" + bucket.bucket() + '"');
        }

        @Test
        void open_storeClosed_isAnIoExceptionAndLeavesNoMarker() throws Exception {
            S3SortedStore store = store();
            write(store, KEY, 10);
            store.close();
            assertThatIOException().isThrownBy(() -> store.open(KEY)).withMessageContaining("is closed");
            assertThat(keysOf(KEY, "open")).isEmpty();
        }

        @Test
        void builder_wrongValues_areRefused() {
            S3Connection connection = S3Connection.of(StateBucket.server().client());
            assertThatThrownBy(() -> S3SortedStore.builder(connection, "/var/lib/sorted"))
                    .isInstanceOfSatisfying(
                            WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID))
                    .hasMessageStartingWith("the root of sorted views must be s3://bucket or s3://bucket/prefix, not");
            S3SortedStore.Builder builder = S3SortedStore.builder(connection, "s3://bucket");
            assertThatIllegalArgumentException().isThrownBy(() -> builder.maxBytes(0));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.memoryBytes(1));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.parallelReads(3));
        }
    }
}

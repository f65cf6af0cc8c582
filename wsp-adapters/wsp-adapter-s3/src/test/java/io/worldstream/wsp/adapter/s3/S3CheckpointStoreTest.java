package io.worldstream.wsp.adapter.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.adapter.s3.FaultyNetwork.Fault;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

@Tag("server")
final class S3CheckpointStoreTest {
    private static final RunId RUN = new RunId("0123456789abcdef".repeat(2));
    private static final String KEY = "checkpoint/" + RUN;

    private final StateBucket bucket = new StateBucket();
    private final FaultyNetwork network = bucket.network();
    private final S3CheckpointStore store = new S3CheckpointStore(bucket.folder());

    @AfterEach
    void close() {
        bucket.close();
    }

    @Nested
    class Costs {
        @Test
        void save_runThatThisStoreOpened_isOneRequest() throws Exception {
            store.open(RUN, 1);
            network.forgetRequests();
            save(1, "a");
            save(1, "b");
            assertThat(network.requests()).hasSize(2);
        }

        @Test
        void open_newEpoch_isTwoRequests() throws Exception {
            store.open(RUN, 1);
            network.forgetRequests();
            store.open(RUN, 2);
            assertThat(network.requests()).hasSize(2);
        }
    }

    @Nested
    class LostAnswers {
        @Test
        void save_answerLost_isDone() throws Exception {
            store.open(RUN, 1);
            network.faultWrites(Fault.ANSWER_LOST);
            save(1, "a");
            assertThat(read()).isEqualTo("a");
            save(1, "b");
            assertThat(read()).isEqualTo("b");
        }

        @Test
        void open_answerLost_isDone() throws Exception {
            network.faultWrites(Fault.NONE, Fault.NONE, Fault.NONE, Fault.ANSWER_LOST);
            store.open(RUN, 1);
            save(1, "a");
            assertThat(read()).isEqualTo("a");
        }

        /** The SDK's second attempt finds the first one done, and is refused. */
        @Test
        void save_answerLostAndRetriedByTheClient_isDone() throws Exception {
            try (S3Client client = network.builder(StateBucket.server()).build()) {
                S3CheckpointStore retrying = new S3CheckpointStore(bucket.folder(client));
                retrying.open(RUN, 1);
                network.forgetRequests();
                network.faultWrites(Fault.ANSWER_LOST);
                retrying.save(RUN, 1, "a".getBytes(UTF_8));
                assertThat(network.requests()).hasSize(3);
                assertThat(read()).isEqualTo("a");
            }
        }

        @Test
        void save_answerLostAndCannotBeReadBack_isAnIoExceptionAndTheNextSaveCounts() throws Exception {
            store.open(RUN, 1);
            network.faultWrites(Fault.ANSWER_LOST);
            network.cutReads();
            assertThatIOException().isThrownBy(() -> save(1, "a"));
            network.restore();
            save(1, "b");
            assertThat(read()).isEqualTo("b");
        }

        @Test
        void save_arrivesAfterTheNextOne_isRefused() throws Exception {
            store.open(RUN, 1);
            network.faultWrites(Fault.HELD_BACK);
            assertThatIOException().isThrownBy(() -> save(1, "late"));
            save(1, "next");
            assertThat(network.deliver()).containsExactly(412);
            assertThat(read()).isEqualTo("next");
        }

        @Test
        void save_arrivesBeforeTheNextOne_isReplaced() throws Exception {
            store.open(RUN, 1);
            network.faultWrites(Fault.HELD_BACK);
            assertThatIOException().isThrownBy(() -> save(1, "late"));
            assertThat(network.deliver()).containsExactly(200);
            save(1, "next");
            assertThat(read()).isEqualTo("next");
        }

        @Test
        void save_arrivesAfterASuccessorOpened_isRefused() throws Exception {
            store.open(RUN, 1);
            save(1, "a");
            network.faultWrites(Fault.HELD_BACK);
            assertThatIOException().isThrownBy(() -> save(1, "late"));
            S3CheckpointStore successor = new S3CheckpointStore(bucket.folder());
            assertThat(successor.open(RUN, 2)).hasValue("a".getBytes(UTF_8));
            assertThat(network.deliver()).containsExactly(412);
            assertThat(read()).isEqualTo("a");
            assertThatCode(() -> save(1, "later"), ReasonCode.LEASE_LOST);
        }

        /** The same bytes again must not have the same entity tag. */
        @Test
        void save_arrivesWhenTheRecordIsTheOneOfBefore_isRefused() throws Exception {
            store.open(RUN, 1);
            save(1, "a");
            network.faultWrites(Fault.HELD_BACK);
            assertThatIOException().isThrownBy(() -> save(1, "late"));
            save(1, "b");
            save(1, "a");
            assertThat(network.deliver()).containsExactly(412);
            assertThat(read()).isEqualTo("a");
        }
    }

    @Nested
    class Answers {
        @Test
        void save_conflict_isRepeated() throws Exception {
            store.open(RUN, 1);
            network.faultWrites(Fault.CONFLICT, Fault.CONFLICT);
            save(1, "a");
            assertThat(read()).isEqualTo("a");
        }

        @Test
        void save_conflictWithoutEnd_isAnIoException() throws Exception {
            store.open(RUN, 1);
            Fault[] conflicts = new Fault[8];
            Arrays.fill(conflicts, Fault.CONFLICT);
            network.faultWrites(conflicts);
            assertThatIOException().isThrownBy(() -> save(1, "a")).withMessageContaining("answered 409 each time");
            save(1, "b");
            assertThat(read()).isEqualTo("b");
        }

        @Test
        void save_slowDown_isAnIoExceptionAndLeavesTheRecord() throws Exception {
            store.open(RUN, 1);
            save(1, "a");
            network.faultWrites(Fault.SLOW_DOWN);
            assertThatIOException()
                    .isThrownBy(() -> save(1, "b"))
                    .withMessage("cannot write the checkpoint of run " + RUN + " (s3://" + bucket.bucket()
                            + "/state/wsp/" + KEY + "): the store answered 503 SlowDown: a fault of the test");
            assertThat(read()).isEqualTo("a");
            save(1, "c");
            assertThat(read()).isEqualTo("c");
        }

        @Test
        void read_noServer_isAnIoException() {
            network.cut();
            assertThatIOException()
                    .isThrownBy(() -> store.read(RUN))
                    .withMessageStartingWith("cannot read the checkpoint of run " + RUN)
                    .withMessageContaining("the network is cut off");
        }
    }

    @Nested
    class Damage {
        @Test
        void head_damaged_stopsAllAndIsNamed() throws Exception {
            store.open(RUN, 3);
            save(3, "a");
            bucket.damage(KEY, 26);
            for (S3CheckpointStore each : Set.of(store, new S3CheckpointStore(bucket.folder()))) {
                assertThatCode(() -> each.read(RUN), ReasonCode.CHECKPOINT_CORRUPT);
                assertThatCode(() -> each.check(RUN), ReasonCode.CHECKPOINT_CORRUPT);
                assertThatCode(() -> each.open(RUN, 1), ReasonCode.CHECKPOINT_CORRUPT);
                assertThatCode(() -> each.save(RUN, 3, new byte[1]), ReasonCode.CHECKPOINT_CORRUPT);
                assertThatCode(() -> each.discard(RUN, 3), ReasonCode.CHECKPOINT_CORRUPT);
                assertThat(each.runs()).containsExactly(RUN);
            }
        }

        @Test
        void record_damaged_keepsTheFence() throws Exception {
            store.open(RUN, 3);
            save(3, "a");
            bucket.damage(KEY, -1);
            assertThatCode(() -> new S3CheckpointStore(bucket.folder()).open(RUN, 2), ReasonCode.LEASE_LOST);
            assertThatCode(() -> new S3CheckpointStore(bucket.folder()).open(RUN, 4), ReasonCode.CHECKPOINT_CORRUPT);
            assertThatCode(() -> save(3, "b"), ReasonCode.LEASE_LOST);
        }

        @Test
        void object_cutOffOrOfAnotherRun_isFound() throws Exception {
            store.open(RUN, 1);
            save(1, "a record");
            byte[] whole = bucket.get(KEY);
            for (int length : new int[] {0, 63, 64, whole.length - 1}) {
                bucket.put(KEY, Arrays.copyOf(whole, length));
                assertThatCode(() -> store.read(RUN), ReasonCode.CHECKPOINT_CORRUPT);
                assertThat(store.runs()).containsExactly(RUN);
            }
            RunId other = new RunId("f".repeat(32));
            bucket.put("checkpoint/" + other, whole);
            assertThatCode(() -> store.read(other), ReasonCode.CHECKPOINT_CORRUPT);
        }

        @Test
        void object_removedFromUnderItsHolder_isCorruptAtTheNextSave() throws Exception {
            store.open(RUN, 1);
            save(1, "a");
            bucket.remove(KEY);
            assertThatCode(() -> save(1, "b"), ReasonCode.CHECKPOINT_CORRUPT);
            assertThatCode(() -> save(1, "b"), ReasonCode.CHECKPOINT_CORRUPT);
            assertThat(bucket.keys()).containsExactly("conditional-writes");
        }
    }

    @Test
    void runs_severalPages_areAllThere() throws Exception {
        Set<RunId> saved = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            RunId run = new RunId(String.format(Locale.ROOT, "%032x", i));
            store.open(run, 1);
            if (i != 3) {
                store.save(run, 1, new byte[i]);
                saved.add(run);
            }
        }
        bucket.put("checkpoint/readme.txt", new byte[3]);
        try (S3Client client = network.builder(StateBucket.server())
                .overrideConfiguration(override -> override.addExecutionInterceptor(new SmallPages()))
                .build()) {
            assertThat(new S3CheckpointStore(bucket.folder(client)).runs()).isEqualTo(saved);
        }
    }

    @Test
    void open_whileALowerEpochSaves_endsItsSaves() throws Exception {
        store.open(RUN, 1);
        CountDownLatch saving = new CountDownLatch(5);
        FutureTask<Integer> saves = new FutureTask<>(() -> {
            for (int i = 0; ; i++) {
                save(1, "record " + i);
                saving.countDown();
            }
        });
        new Thread(saves, "saves").start();
        assertThat(saving.await(2, TimeUnit.MINUTES)).as("five saves").isTrue();
        S3CheckpointStore successor = new S3CheckpointStore(bucket.folder());
        Optional<byte[]> taken = Optional.empty();
        while (taken.isEmpty()) {
            try {
                taken = successor.open(RUN, 2);
            } catch (IOException e) {
                // Outrun by the saves, which do not pause here; the engine tries again, too.
            }
        }
        assertThatThrownBy(() -> saves.get(2, TimeUnit.MINUTES))
                .as("the end of the saves")
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.LEASE_LOST));
        assertThat(store.read(RUN)).hasValue(taken.get());
    }

    private void save(long epoch, String record) throws IOException {
        store.save(RUN, epoch, record.getBytes(UTF_8));
    }

    private String read() throws IOException {
        return new String(new S3CheckpointStore(bucket.folder()).read(RUN).orElseThrow(), UTF_8);
    }

    private static void assertThatCode(ThrowingCallable call, ReasonCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}

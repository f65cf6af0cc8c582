package io.worldstream.wsp.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.adapter.s3.FaultyNetwork.Fault;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore.Entry;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

@Tag("server")
final class S3DeadLetterStoreTest {
    private static final RunId RUN = new RunId("0123456789abcdef".repeat(2));
    private static final String FOLDER = "dead-letter/" + RUN + "/";
    private static final String FIRST = "stream#event=1";
    private static final String SECOND = "stream#event=2";

    private final StateBucket bucket = new StateBucket();
    private final FaultyNetwork network = bucket.network();
    private final S3DeadLetterStore store = store();

    @BeforeEach
    void open() throws Exception {
        store.open(RUN, 1);
    }

    @AfterEach
    void close() {
        bucket.close();
    }

    /** The object of a record is written, and then another epoch opens the run, before the record is committed. */
    @Nested
    class Fencing {
        @Test
        void record_fencedOut_leavesNothingThatCounts() throws Exception {
            store().open(RUN, 2);
            assertThatCode(() -> store.record(1, letter(FIRST, "stale")), ReasonCode.LEASE_LOST);
            assertThat(bucket.keys()).as("the object is there").contains(FOLDER + "letter/" + Sha256.hex(FIRST));
            assertThat(listed()).isEmpty();
            assertThat(store().find(RUN, FIRST)).isEmpty();
        }

        @Test
        void record_whereAFencedEpochLeftAnObject_replacesIt() throws Exception {
            S3DeadLetterStore successor = store();
            successor.open(RUN, 2);
            assertThatCode(() -> store.record(1, letter(FIRST, "stale")), ReasonCode.LEASE_LOST);
            successor.record(2, letter(FIRST, "true"));
            assertThat(listed()).containsExactly(new Entry(letter(FIRST, "true"), List.of()));
            assertThatCode(() -> store.record(1, letter(FIRST, "stale")), ReasonCode.LEASE_LOST);
            assertThat(listed()).containsExactly(new Entry(letter(FIRST, "true"), List.of()));
        }

        @Test
        void record_arrivesAfterASuccessorOpened_doesNotCount() throws Exception {
            network.faultWrites(Fault.HELD_BACK);
            assertThatIOException().isThrownBy(() -> store.record(1, letter(FIRST, "late")));
            S3DeadLetterStore successor = store();
            successor.open(RUN, 2);
            assertThat(network.deliver()).containsExactly(200);
            assertThat(listed()).isEmpty();
            successor.record(2, letter(FIRST, "true"));
            assertThat(listed()).containsExactly(new Entry(letter(FIRST, "true"), List.of()));
        }

        @Test
        void record_arrivesAfterLaterOnesAndASuccessor_doesNotCount() throws Exception {
            network.faultWrites(Fault.HELD_BACK);
            assertThatIOException().isThrownBy(() -> store.record(1, letter(FIRST, "late")));
            store.record(1, letter(SECOND, "b"));
            store().open(RUN, 2);
            assertThat(network.deliver()).containsExactly(200);
            assertThat(listed()).containsExactly(new Entry(letter(SECOND, "b"), List.of()));
        }

        @Test
        void record_committedByAnEpochThatWasFencedOutSince_counts() throws Exception {
            store.record(1, letter(FIRST, "a"));
            S3DeadLetterStore successor = store();
            successor.open(RUN, 2);
            successor.record(2, letter(FIRST, "b"));
            store().open(RUN, 3);
            assertThat(listed()).containsExactly(new Entry(letter(FIRST, "a"), List.of()));
        }

        @Test
        void redriven_fencedOut_isNotReadAndDoesNotStay() throws Exception {
            store.record(1, letter(FIRST, "a"));
            S3DeadLetterStore successor = store();
            successor.open(RUN, 2);
            assertThatCode(() -> store.redriven(1, RUN, FIRST, attempt(1)), ReasonCode.LEASE_LOST);
            assertThat(listed()).containsExactly(new Entry(letter(FIRST, "a"), List.of()));
            successor.redriven(2, RUN, FIRST, attempt(2));
            assertThat(listed()).containsExactly(new Entry(letter(FIRST, "a"), List.of(attempt(2))));
        }
    }

    @Nested
    class LostAnswers {
        @Test
        void record_answersLost_isDone() throws Exception {
            network.faultWrites(Fault.ANSWER_LOST, Fault.ANSWER_LOST);
            store.record(1, letter(FIRST, "a"));
            assertThat(listed()).containsExactly(new Entry(letter(FIRST, "a"), List.of()));
        }

        @Test
        void record_arrivesLate_isRecordedByTheNextCall() throws Exception {
            network.faultWrites(Fault.HELD_BACK);
            assertThatIOException().isThrownBy(() -> store.record(1, letter(FIRST, "a")));
            assertThat(network.deliver()).containsExactly(200);
            assertThat(listed()).isEmpty();
            store.record(1, letter(FIRST, "a"));
            assertThat(listed()).containsExactly(new Entry(letter(FIRST, "a"), List.of()));
        }

        @Test
        void record_commitArrivesLate_isOneRecord() throws Exception {
            network.faultWrites(Fault.NONE, Fault.HELD_BACK);
            assertThatIOException().isThrownBy(() -> store.record(1, letter(FIRST, "a")));
            assertThat(listed()).isEmpty();
            assertThat(network.deliver()).containsExactly(200);
            assertThat(listed()).hasSize(1);
            store.record(1, letter(FIRST, "a"));
            store.record(1, letter(SECOND, "b"));
            assertThat(listed()).hasSize(2);
        }

        @Test
        void redriven_slowDownInTheMiddle_isStoredOnceByTheNextCall() throws Exception {
            store.record(1, letter(FIRST, "a"));
            network.faultWrites(Fault.NONE, Fault.SLOW_DOWN);
            assertThatIOException()
                    .isThrownBy(() -> store.redriven(1, RUN, FIRST, attempt(1)))
                    .withMessageContaining("503 SlowDown");
            assertThat(listed()).containsExactly(new Entry(letter(FIRST, "a"), List.of()));
            store.redriven(1, RUN, FIRST, attempt(1));
            store.redriven(1, RUN, FIRST, attempt(1));
            assertThat(listed()).containsExactly(new Entry(letter(FIRST, "a"), List.of(attempt(1))));
        }
    }

    @Nested
    class Damage {
        @Test
        void letter_damagedOrMoved_isCorrupt() throws Exception {
            store.record(1, letter(FIRST, "a"));
            String key = FOLDER + "letter/" + Sha256.hex(FIRST);
            byte[] whole = bucket.get(key);
            bucket.damage(key, -9);
            assertCorrupt();
            bucket.put(key, new byte[0]);
            assertCorrupt();
            bucket.put(key, whole);
            bucket.put(FOLDER + "letter/" + Sha256.hex(SECOND), whole);
            assertThatCode(() -> store.find(RUN, SECOND), ReasonCode.QUARANTINE_CORRUPT);
            assertThat(store.find(RUN, FIRST)).isPresent();
        }

        private void assertCorrupt() {
            assertThatCode(() -> store.find(RUN, FIRST), ReasonCode.QUARANTINE_CORRUPT);
            assertThatCode(() -> listed(), ReasonCode.QUARANTINE_CORRUPT);
            assertThatCode(() -> store.record(1, letter(FIRST, "a")), ReasonCode.QUARANTINE_CORRUPT);
            assertThatCode(() -> store.redriven(1, RUN, FIRST, attempt(1)), ReasonCode.QUARANTINE_CORRUPT);
        }

        @Test
        void fence_damaged_stopsWritersAndHidesNothing() throws Exception {
            store.record(1, letter(FIRST, "a"));
            bucket.damage(FOLDER + "fence", 30);
            assertThatCode(() -> store().open(RUN, 2), ReasonCode.QUARANTINE_CORRUPT);
            assertThatCode(() -> store.record(1, letter(SECOND, "b")), ReasonCode.QUARANTINE_CORRUPT);
            assertThat(listed()).contains(new Entry(letter(FIRST, "a"), List.of()));
        }

        @Test
        void fence_removed_hidesNothingAlsoOnceItIsMadeAnew() throws Exception {
            store.record(1, letter(FIRST, "a"));
            bucket.remove(FOLDER + "fence");
            assertThat(listed()).hasSize(1);
            S3DeadLetterStore next = store();
            next.open(RUN, 1);
            next.record(1, letter(FIRST, "b"));
            next.record(1, letter(SECOND, "c"));
            assertThat(listed())
                    .containsExactlyInAnyOrder(
                            new Entry(letter(FIRST, "a"), List.of()), new Entry(letter(SECOND, "c"), List.of()));
        }
    }

    @Test
    void forEach_severalPagesAndForeignObjects_passesEachRecord() throws Exception {
        List<Entry> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            DeadLetter letter = letter("stream#event=" + i, "row " + i);
            store.record(1, letter);
            expected.add(new Entry(letter, List.of()));
        }
        bucket.put(FOLDER + "letter/readme.txt", new byte[3]);
        try (S3Client client = network.builder(StateBucket.server())
                .overrideConfiguration(override -> override.addExecutionInterceptor(new SmallPages()))
                .build()) {
            List<Entry> entries = new ArrayList<>();
            new S3DeadLetterStore(bucket.folder(client)).forEach(RUN, entries::add);
            assertThat(entries).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void record_twoStoresOfOneEpochInTurn_isRecorded() throws Exception {
        S3DeadLetterStore other = store();
        for (int i = 0; i < 4; i++) {
            (i % 2 == 0 ? store : other).record(1, letter("stream#event=" + i, "row"));
        }
        assertThat(listed()).hasSize(4);
    }

    @Test
    void record_textThatUtf8CannotHold_isKept() throws Exception {
        DeadLetter letter = letter(FIRST, "\ud800 \udc00\ud800");
        store.record(1, letter);
        assertThat(listed()).containsExactly(new Entry(letter, List.of()));
    }

    @Test
    void record_newPosition_isTwoRequests() throws Exception {
        network.forgetRequests();
        store.record(1, letter(FIRST, "a"));
        assertThat(network.requests()).hasSize(2);
    }

    @Test
    void describe_run_isTheFolderOfItsLetters() {
        assertThat(store.describe(RUN)).isEqualTo("s3://" + bucket.bucket() + "/state/wsp/" + FOLDER + "letter/");
    }

    private S3DeadLetterStore store() {
        return new S3DeadLetterStore(bucket.folder());
    }

    private List<Entry> listed() throws IOException {
        List<Entry> entries = new ArrayList<>();
        store().forEach(RUN, entries::add);
        return entries;
    }

    private static DeadLetter letter(String position, String row) {
        return DeadLetter.builder(
                        RUN,
                        new OutputId("o"),
                        new Violation(ReasonCode.INGRESS_REJECTED, position, "the gate answered 422"),
                        new Hex64("cd".repeat(32)))
                .eventId(new EventId("ab".repeat(32)))
                .row(row)
                .build();
    }

    private static RedriveAttempt attempt(int second) {
        return new RedriveAttempt(
                Instant.ofEpochSecond(second), RedriveAttempt.Outcome.FAILED, List.of("RETRY_EXHAUSTED"), null);
    }

    private static void assertThatCode(ThrowingCallable call, ReasonCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}

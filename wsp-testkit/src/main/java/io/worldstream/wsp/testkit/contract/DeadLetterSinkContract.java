package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterSink;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Proves a {@link DeadLetterSink}: the rules {@code QUA-*} of {@code docs/spec.md}. */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class DeadLetterSinkContract extends Contract {
    static final RunId RUN = new RunId("0123456789abcdef".repeat(2));
    static final RunId OTHER = new RunId("fedcba9876543210".repeat(2));
    private static final int THREADS = 4;
    private static final int ROUNDS = 10;

    /** Creates the kit. JUnit creates one instance per test; its location is empty. */
    protected DeadLetterSinkContract() {}

    /** Returns a sink over the test's one location. Each further call is another host, or the next start of one. */
    protected abstract DeadLetterSink deadLetters() throws Exception;

    /** Returns the dead letters of a run, read from the location behind the sink's back, in any order. */
    protected abstract Collection<DeadLetter> kept(RunId run) throws Exception;

    /** Makes the location unusable for reads and writes. */
    protected abstract void cutOff() throws Exception;

    /** Undoes {@link #cutOff}. */
    protected abstract void restore() throws Exception;

    @Override
    final String ruleOfReturning() {
        return "QUA-05";
    }

    @Test
    @DisplayName("QUA-01 each field of a recorded dead letter is stored")
    public final void whatWasRecordedIsKept() throws Exception {
        DeadLetterSink deadLetters = opened(RUN, 1);
        DeadLetter event =
                evidence(RUN, "stream#event=1", "{\"name\":\"\u00fc \\\" \u2028 \ud83d\ude00 \ufffd \u0000\r\"}");
        DeadLetter large = evidence(RUN, "stream#event=2", "x".repeat(1 << 20));
        DeadLetter empty = evidence(RUN, "stream#event=3", "");
        DeadLetter bare = DeadLetter.builder(
                        RUN,
                        new OutputId("o"),
                        new Violation(
                                ReasonCode.ROW_INVALID, "a/b c/part-\u00e4*.jsonl#row=3", "a \"reason\",\nin words"),
                        new Hex64("0f".repeat(32)))
                .build();
        DeadLetter quarantined = quarantined("stream#event=4");
        DeadLetter unexplained = evidence(RUN, "stream#event=5", null).toBuilder()
                .quarantine(new DeadLetter.Quarantine(List.of(), null, new Hex64("ef".repeat(32)), null))
                .build();
        for (DeadLetter each : List.of(event, large, empty, bare, quarantined, unexplained)) {
            deadLetters.record(1, each);
        }
        assertKept(RUN, event, large, empty, bare, quarantined, unexplained);
        deadLetters();
        assertKept(RUN, event, large, empty, bare, quarantined, unexplained);
    }

    @Test
    @DisplayName("QUA-02 a position is recorded once, even after a restart and under a higher epoch")
    public final void aPositionIsRecordedOnce() throws Exception {
        DeadLetter one = evidence(RUN, "stream#event=1", "a");
        DeadLetter two = evidence(RUN, "stream#event=2", "a");
        DeadLetterSink deadLetters = opened(RUN, 1);
        deadLetters.record(1, one);
        deadLetters.record(1, two);
        deadLetters.record(1, one);
        assertKept(RUN, one, two);
        opened(RUN, 1).record(1, one);
        opened(RUN, 2).record(2, two);
        assertKept(RUN, one, two);
    }

    @Test
    @DisplayName("QUA-02 a position of another run is another record")
    public final void aPositionOfAnotherRunIsAnotherRecord() throws Exception {
        DeadLetterSink deadLetters = opened(RUN, 1);
        deadLetters.open(OTHER, 1);
        deadLetters.record(1, evidence(RUN, "stream#event=1", "a"));
        assertKept(OTHER);
        deadLetters.record(1, evidence(OTHER, "stream#event=1", "b"));
        assertKept(RUN, evidence(RUN, "stream#event=1", "a"));
        assertKept(OTHER, evidence(OTHER, "stream#event=1", "b"));
    }

    @Test
    @DisplayName("QUA-03 opening a run fences out all lower epochs, at once and after a restart")
    public final void whoOpensARunShutsOutLowerEpochs() throws Exception {
        DeadLetter first = evidence(RUN, "stream#event=1", null);
        DeadLetterSink before = opened(RUN, 1);
        before.record(1, first);
        DeadLetterSink successor = opened(RUN, 3);
        for (DeadLetterSink each : List.of(before, successor, deadLetters())) {
            assertShutOut(each, 1);
            assertShutOut(each, 2);
        }
        assertKept(RUN, first);
        DeadLetter second = evidence(RUN, "stream#event=2", null);
        successor.record(3, second);
        assertKept(RUN, first, second);
    }

    @Test
    @DisplayName("QUA-03 one epoch may open a run again; an epoch that did not open it cannot record")
    public final void theSameEpochOpensARunAgain() throws Exception {
        DeadLetter evidence = evidence(RUN, "stream#event=1", null);
        assertLost(() -> deadLetters().record(1, evidence), "a record of a run that nobody opened");
        DeadLetterSink deadLetters = opened(RUN, 4);
        deadLetters.open(RUN, 4);
        deadLetters.open(OTHER, 9);
        assertLost(() -> deadLetters.record(5, evidence), "a record by an epoch that did not open the run");
        assertKept(RUN);
        deadLetters.record(4, evidence);
        assertKept(RUN, evidence);
    }

    @Test
    @DisplayName("QUA-04 a record that cannot be stored is an IOException, leaves nothing, and is stored later")
    public final void whatCannotBeKeptIsAnException() throws Exception {
        DeadLetter first = evidence(RUN, "stream#event=1", "x".repeat(10_000));
        DeadLetter second = evidence(RUN, "stream#event=2", "x".repeat(10_000));
        DeadLetterSink deadLetters = opened(RUN, 1);
        deadLetters.record(1, first);
        cutOff();
        assertThrows(IOException.class, () -> deadLetters.record(1, second), "a record while the location is unusable");
        assertThrows(IOException.class, () -> deadLetters.open(OTHER, 1), "an open while the location is unusable");
        restore();
        assertKept(RUN, first);
        deadLetters.record(1, second);
        assertKept(RUN, first, second);
        deadLetters.open(OTHER, 1);
    }

    @Test
    @DisplayName("QUA-05 any thread records, even one run and one position")
    public final void anyThreadRecords() throws Exception {
        DeadLetterSink deadLetters = opened(RUN, 1);
        AtomicInteger numbers = new AtomicInteger();
        onOtherThreads(THREADS, () -> {
            int number = numbers.incrementAndGet();
            for (int round = 0; round < ROUNDS; round++) {
                deadLetters.record(1, evidence(RUN, "thread " + number + "#event=" + round, "a"));
                deadLetters.record(1, evidence(RUN, "all#event=" + round, "b"));
            }
            deadLetters.open(OTHER, 1);
        });
        assertEquals((THREADS + 1) * ROUNDS, kept(RUN).size(), "the number of stored records");
    }

    DeadLetterSink opened(RunId run, long epoch) throws Exception {
        DeadLetterSink deadLetters = deadLetters();
        deadLetters.open(run, epoch);
        return deadLetters;
    }

    /** Returns the dead letter of an event that the gate quarantined, with every field. */
    static DeadLetter quarantined(String position) {
        return evidence(RUN, position, "a row").toBuilder()
                .eventTime(Instant.parse("2026-01-31T23:59:59.000001Z"))
                .quarantine(new DeadLetter.Quarantine(
                        List.of("SCHEMA_FAIL", "\u00fc \" \u0000"),
                        "0123456789abcdef",
                        new Hex64("ef".repeat(32)),
                        Instant.parse("2026-02-01T00:00:00.123456Z")))
                .build();
    }

    static DeadLetter evidence(RunId run, String position, @Nullable String row) {
        return DeadLetter.builder(
                        run,
                        new OutputId("s3.flow_1-x"),
                        new Violation(ReasonCode.INGRESS_REJECTED, position, "the gate answered 422"),
                        new Hex64("cd".repeat(32)))
                .eventId(new EventId("ab".repeat(32)))
                .row(row)
                .build();
    }

    private static void assertShutOut(DeadLetterSink deadLetters, long epoch) {
        DeadLetter late = evidence(RUN, "late#event=" + epoch, null);
        assertLost(() -> deadLetters.record(epoch, late), "a record by epoch " + epoch);
        assertLost(() -> deadLetters.open(RUN, epoch), "an open by epoch " + epoch);
    }

    static void assertLost(Executable call, String what) {
        assertEquals(
                ReasonCode.LEASE_LOST,
                assertThrows(WspException.class, call, what).code(),
                what);
    }

    private void assertKept(RunId run, DeadLetter... expected) throws Exception {
        Comparator<DeadLetter> order = Comparator.comparing(DeadLetter::position);
        assertEquals(
                Arrays.stream(expected).sorted(order).toList(),
                kept(run).stream().sorted(order).toList(),
                "the stored records of run " + run);
    }
}

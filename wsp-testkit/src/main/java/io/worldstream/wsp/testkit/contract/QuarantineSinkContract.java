package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.QuarantineRecord;
import io.worldstream.wsp.api.QuarantineSink;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Proves a {@link QuarantineSink}: the rules {@code QUA-*} of {@code docs/spec.md}. */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class QuarantineSinkContract extends Contract {
    private static final RunId RUN = new RunId("0123456789abcdef".repeat(2));
    private static final RunId OTHER = new RunId("fedcba9876543210".repeat(2));
    private static final int THREADS = 4;
    private static final int ROUNDS = 10;

    /** Creates the kit. JUnit creates one instance per test; its location is empty. */
    protected QuarantineSinkContract() {}

    /** Returns a sink over the test's one location. Each further call is another host, or the next start of one. */
    protected abstract QuarantineSink quarantine() throws Exception;

    /** Returns the dead letters of a run, read from the location behind the sink's back, in any order. */
    protected abstract Collection<QuarantineRecord> kept(RunId run) throws Exception;

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
        QuarantineSink quarantine = opened(RUN, 1);
        QuarantineRecord event =
                evidence(RUN, "stream#event=1", "{\"name\":\"\u00fc \\\" \u2028 \ud83d\ude00 \ufffd \u0000\r\"}");
        QuarantineRecord large = evidence(RUN, "stream#event=2", "x".repeat(1 << 20));
        QuarantineRecord empty = evidence(RUN, "stream#event=3", "");
        QuarantineRecord bare = new QuarantineRecord(
                RUN,
                "a/b c/part-\u00e4*.jsonl#row=3",
                new OutputId("o"),
                null,
                ReasonCode.ROW_INVALID,
                "a \"reason\",\nin words",
                new Hex64("0f".repeat(32)),
                null);
        for (QuarantineRecord each : List.of(event, large, empty, bare)) {
            quarantine.record(1, each);
        }
        assertKept(RUN, event, large, empty, bare);
        quarantine();
        assertKept(RUN, event, large, empty, bare);
    }

    @Test
    @DisplayName("QUA-02 a position is recorded once, even after a restart and under a higher epoch")
    public final void aPositionIsRecordedOnce() throws Exception {
        QuarantineRecord one = evidence(RUN, "stream#event=1", "a");
        QuarantineRecord two = evidence(RUN, "stream#event=2", "a");
        QuarantineSink quarantine = opened(RUN, 1);
        quarantine.record(1, one);
        quarantine.record(1, two);
        quarantine.record(1, one);
        assertKept(RUN, one, two);
        opened(RUN, 1).record(1, one);
        opened(RUN, 2).record(2, two);
        assertKept(RUN, one, two);
    }

    @Test
    @DisplayName("QUA-02 a position of another run is another record")
    public final void aPositionOfAnotherRunIsAnotherRecord() throws Exception {
        QuarantineSink quarantine = opened(RUN, 1);
        quarantine.open(OTHER, 1);
        quarantine.record(1, evidence(RUN, "stream#event=1", "a"));
        assertKept(OTHER);
        quarantine.record(1, evidence(OTHER, "stream#event=1", "b"));
        assertKept(RUN, evidence(RUN, "stream#event=1", "a"));
        assertKept(OTHER, evidence(OTHER, "stream#event=1", "b"));
    }

    @Test
    @DisplayName("QUA-03 opening a run fences out all lower epochs, at once and after a restart")
    public final void whoOpensARunShutsOutLowerEpochs() throws Exception {
        QuarantineRecord first = evidence(RUN, "stream#event=1", null);
        QuarantineSink before = opened(RUN, 1);
        before.record(1, first);
        QuarantineSink successor = opened(RUN, 3);
        for (QuarantineSink each : List.of(before, successor, quarantine())) {
            assertShutOut(each, 1);
            assertShutOut(each, 2);
        }
        assertKept(RUN, first);
        QuarantineRecord second = evidence(RUN, "stream#event=2", null);
        successor.record(3, second);
        assertKept(RUN, first, second);
    }

    @Test
    @DisplayName("QUA-03 one epoch may open a run again; an epoch that did not open it cannot record")
    public final void theSameEpochOpensARunAgain() throws Exception {
        QuarantineRecord evidence = evidence(RUN, "stream#event=1", null);
        assertLost(() -> quarantine().record(1, evidence), "a record of a run that nobody opened");
        QuarantineSink quarantine = opened(RUN, 4);
        quarantine.open(RUN, 4);
        quarantine.open(OTHER, 9);
        assertLost(() -> quarantine.record(5, evidence), "a record by an epoch that did not open the run");
        assertKept(RUN);
        quarantine.record(4, evidence);
        assertKept(RUN, evidence);
    }

    @Test
    @DisplayName("QUA-04 a record that cannot be stored is an IOException, leaves nothing, and is stored later")
    public final void whatCannotBeKeptIsAnException() throws Exception {
        QuarantineRecord first = evidence(RUN, "stream#event=1", "x".repeat(10_000));
        QuarantineRecord second = evidence(RUN, "stream#event=2", "x".repeat(10_000));
        QuarantineSink quarantine = opened(RUN, 1);
        quarantine.record(1, first);
        cutOff();
        assertThrows(IOException.class, () -> quarantine.record(1, second), "a record while the location is unusable");
        assertThrows(IOException.class, () -> quarantine.open(OTHER, 1), "an open while the location is unusable");
        restore();
        assertKept(RUN, first);
        quarantine.record(1, second);
        assertKept(RUN, first, second);
        quarantine.open(OTHER, 1);
    }

    @Test
    @DisplayName("QUA-05 any thread records, even one run and one position")
    public final void anyThreadRecords() throws Exception {
        QuarantineSink quarantine = opened(RUN, 1);
        AtomicInteger numbers = new AtomicInteger();
        onOtherThreads(THREADS, () -> {
            int number = numbers.incrementAndGet();
            for (int round = 0; round < ROUNDS; round++) {
                quarantine.record(1, evidence(RUN, "thread " + number + "#event=" + round, "a"));
                quarantine.record(1, evidence(RUN, "all#event=" + round, "b"));
            }
            quarantine.open(OTHER, 1);
        });
        assertEquals((THREADS + 1) * ROUNDS, kept(RUN).size(), "the number of stored records");
    }

    private QuarantineSink opened(RunId run, long epoch) throws Exception {
        QuarantineSink quarantine = quarantine();
        quarantine.open(run, epoch);
        return quarantine;
    }

    private static QuarantineRecord evidence(RunId run, String position, @Nullable String row) {
        return new QuarantineRecord(
                run,
                position,
                new OutputId("s3.flow_1-x"),
                new EventId("ab".repeat(32)),
                ReasonCode.INGRESS_REJECTED,
                "the gate answered 422",
                new Hex64("cd".repeat(32)),
                row);
    }

    private static void assertShutOut(QuarantineSink quarantine, long epoch) {
        QuarantineRecord late = evidence(RUN, "late#event=" + epoch, null);
        assertLost(() -> quarantine.record(epoch, late), "a record by epoch " + epoch);
        assertLost(() -> quarantine.open(RUN, epoch), "an open by epoch " + epoch);
    }

    private static void assertLost(Executable call, String what) {
        assertEquals(
                ReasonCode.LEASE_LOST,
                assertThrows(WspException.class, call, what).code(),
                what);
    }

    private void assertKept(RunId run, QuarantineRecord... expected) throws Exception {
        Comparator<QuarantineRecord> order = Comparator.comparing(QuarantineRecord::position);
        assertEquals(
                Arrays.stream(expected).sorted(order).toList(),
                kept(run).stream().sorted(order).toList(),
                "the stored records of run " + run);
    }
}

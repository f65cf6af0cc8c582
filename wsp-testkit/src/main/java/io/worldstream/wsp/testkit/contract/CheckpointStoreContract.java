package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Proves a {@link CheckpointStore}: the rules {@code CHK-*} of {@code docs/spec.md}. */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class CheckpointStoreContract extends Contract {
    private static final RunId RUN = new RunId("0123456789abcdef".repeat(2));
    private static final RunId OTHER = new RunId("fedcba9876543210".repeat(2));
    private static final int THREADS = 4;
    private static final int ROUNDS = 20;

    /** Creates the kit. JUnit creates one instance per test; its location is empty. */
    protected CheckpointStoreContract() {}

    /** Returns a store over the test's one location. Each further call is another host, or the next start of one. */
    protected abstract CheckpointStore store() throws Exception;

    /** Damages all saved records of a run, behind the store's back. */
    protected abstract void damageAll(RunId run) throws Exception;

    /**
     * Damages the last record of a run, if the store also keeps an older one.
     *
     * @return whether the record was damaged; false by default, and the handling of older records is then not tested
     */
    protected boolean damageNewest(RunId run) throws Exception {
        return false;
    }

    /** Makes the location unusable for reads and writes. */
    protected abstract void cutOff() throws Exception;

    /** Undoes {@link #cutOff}. */
    protected abstract void restore() throws Exception;

    @Override
    final String ruleOfReturning() {
        return "CHK-06";
    }

    @Test
    @DisplayName("CHK-01 the saved record is read byte for byte, also at the next start")
    public final void whatWasSavedIsRead() throws Exception {
        long epoch = 0;
        for (int count : new int[] {0, 1, 256, 9 * 1024, 100_000}) {
            CheckpointStore store = opened(RUN, ++epoch);
            store.save(RUN, epoch, record(1, count));
            assertHolds(record(1, count), store, RUN);
            assertHolds(record(1, count), store(), RUN);
            assertArrayEquals(
                    record(1, count), store().open(RUN, epoch).orElseGet(() -> fail("open returned no record")));
        }
    }

    @Test
    @DisplayName("CHK-01 each run has its own record, and the last save counts")
    public final void eachRunHasItsOwnRecord() throws Exception {
        assertNothing(store(), RUN);
        assertEquals(Optional.empty(), store().open(RUN, 1).map(Arrays::toString), "the result of opening a new run");
        CheckpointStore store = opened(OTHER, 1);
        store.save(RUN, 1, record(1, 1_000));
        assertNothing(store, OTHER);
        store.save(OTHER, 1, record(2, 10));
        store.save(RUN, 1, record(3, 100));
        store.save(RUN, 1, record(4, 200));
        assertHolds(record(4, 200), store(), RUN);
        assertHolds(record(2, 10), store(), OTHER);
    }

    @Test
    @DisplayName("CHK-01 the discarded record is gone, and no other")
    public final void whatWasDiscardedIsGone() throws Exception {
        CheckpointStore store = opened(RUN, 1);
        store.open(OTHER, 1);
        store.discard(RUN, 1);
        store.save(RUN, 1, record(1, 100));
        store.save(RUN, 1, record(2, 100));
        store.save(OTHER, 1, record(3, 100));
        store.discard(RUN, 1);
        assertNothing(store(), RUN);
        store.discard(RUN, 1);
        assertHolds(record(3, 100), store(), OTHER);
        store.save(RUN, 1, record(4, 100));
        assertHolds(record(4, 100), store(), RUN);
    }

    @Test
    @DisplayName("CHK-01 the caller owns the arrays")
    public final void theArraysAreTheCallers() throws Exception {
        CheckpointStore store = opened(RUN, 1);
        byte[] record = record(1, 100);
        store.save(RUN, 1, record);
        assertArrayEquals(record(1, 100), record, "the array that was saved");
        Arrays.fill(record, (byte) 'x');
        Arrays.fill(store.read(RUN).orElseThrow(), (byte) 'y');
        Arrays.fill(store.open(RUN, 1).orElseThrow(), (byte) 'z');
        assertHolds(record(1, 100), store, RUN);
    }

    @Test
    @DisplayName("CHK-02 a read during a save returns a whole record, the previous or the new one")
    public final void whoReadsWhileAnotherSavesGetsAWholeRecord() throws Exception {
        byte[] even = record(1, 40_000);
        byte[] odd = record(2, 60_000);
        CheckpointStore store = opened(RUN, 1);
        store.save(RUN, 1, even);
        CheckpointStore onlooker = store();
        AtomicBoolean saved = new AtomicBoolean();
        AtomicInteger role = new AtomicInteger();
        onOtherThreads(THREADS, () -> {
            if (role.getAndIncrement() == 0) {
                saveInTurn(store, odd, even, saved);
            } else {
                while (!saved.get()) {
                    byte[] read = onlooker.read(RUN).orElseGet(() -> fail("no record was saved for a while"));
                    if (!Arrays.equals(read, even) && !Arrays.equals(read, odd)) {
                        fail("a read returned " + read.length + " bytes that are neither record");
                    }
                }
            }
        });
    }

    @Test
    @DisplayName("CHK-02 a failed save leaves the previous record")
    public final void aSaveThatFailsLeavesWhatWasKept() throws Exception {
        CheckpointStore store = opened(RUN, 1);
        store.save(RUN, 1, record(1, 100));
        cutOff();
        assertThrows(
                IOException.class, () -> store.save(RUN, 1, record(2, 100)), "a save while the location is unusable");
        restore();
        assertHolds(record(1, 100), store, RUN);
        assertHolds(record(1, 100), store(), RUN);
    }

    @Test
    @DisplayName("CHK-03 if no record is intact, the result is CHECKPOINT_CORRUPT until a discard")
    public final void whereNothingIsWholeThatIsSaid() throws Exception {
        CheckpointStore store = opened(RUN, 1);
        store.open(OTHER, 1);
        store.save(RUN, 1, record(1, 1_000));
        store.save(RUN, 1, record(2, 1_000));
        store.save(OTHER, 1, record(3, 1_000));
        damageAll(RUN);
        for (int i = 0; i < 2; i++) {
            assertCorrupt(() -> store.read(RUN), "read");
            assertCorrupt(() -> store().read(RUN), "read");
            assertCorrupt(() -> store().check(RUN), "check");
            assertCorrupt(() -> store().open(RUN, 1), "open");
        }
        assertHolds(record(3, 1_000), store(), OTHER);
        store.discard(RUN, 1);
        assertNothing(store(), RUN);
        store.save(RUN, 1, record(4, 1_000));
        assertHolds(record(4, 1_000), store(), RUN);
    }

    @Test
    @DisplayName("CHK-03 if the last record is damaged, the previous one is returned, and the next save counts")
    public final void whereTheLastRecordIsDamagedTheOneBeforeIsGiven() throws Exception {
        CheckpointStore store = opened(RUN, 1);
        for (int seed = 1; seed <= 3; seed++) {
            store.save(RUN, 1, record(seed, 1_000));
        }
        assumeTrue(damageNewest(RUN), "the store keeps one record, or damageNewest is not overridden");
        assertHolds(record(2, 1_000), store(), RUN);
        assertArrayEquals(record(2, 1_000), store().open(RUN, 2).orElseThrow(), "the record that open returns");
        CheckpointStore next = store();
        next.save(RUN, 2, record(4, 1_000));
        assertHolds(record(4, 1_000), store(), RUN);
        next.save(RUN, 2, record(5, 1_000));
        assertHolds(record(5, 1_000), store(), RUN);
    }

    @Test
    @DisplayName("CHK-04 opening a run fences out all lower epochs, at once")
    public final void whoOpensARunShutsOutLowerEpochs() throws Exception {
        CheckpointStore before = opened(RUN, 1);
        before.save(RUN, 1, record(1, 100));
        CheckpointStore successor = store();
        assertArrayEquals(record(1, 100), successor.open(RUN, 3).orElseThrow(), "the successor's record");
        assertShutOut(before, RUN, 1);
        assertShutOut(before, RUN, 2);
        assertHolds(record(1, 100), successor, RUN);
        successor.save(RUN, 3, record(2, 100));
        assertShutOut(before, RUN, 1);
        assertHolds(record(2, 100), store(), RUN);
    }

    @Test
    @DisplayName("CHK-04 the fence survives a restart and a discard")
    public final void whoWasShutOutStaysSo() throws Exception {
        opened(RUN, 2);
        assertShutOut(store(), RUN, 1);
        CheckpointStore store = store();
        store.save(RUN, 2, record(1, 100));
        store.discard(RUN, 2);
        assertShutOut(store(), RUN, 1);
        assertNothing(store, RUN);
        store.save(RUN, 2, record(2, 100));
        assertHolds(record(2, 100), store, RUN);
    }

    @Test
    @DisplayName("CHK-04 one epoch may open a run again, and read-only callers fence out nobody")
    public final void theSameEpochOpensARunAgain() throws Exception {
        CheckpointStore store = opened(RUN, 5);
        store.save(RUN, 5, record(1, 100));
        assertArrayEquals(record(1, 100), store.open(RUN, 5).orElseThrow(), "the record that the second open returns");
        assertHolds(record(1, 100), store(), RUN);
        assertEquals(Set.of(RUN), store().runs());
        store.save(RUN, 5, record(2, 100));
        store.open(OTHER, 9);
        store.save(RUN, 5, record(3, 100));
        assertHolds(record(3, 100), store(), RUN);
    }

    @Test
    @DisplayName("CHK-04 an epoch that did not open the run cannot write to it")
    public final void anEpochThatDidNotOpenTheRunDoesNotWrite() throws Exception {
        assertLost(() -> store().save(RUN, 1, record(1, 100)), "a save into a run that nobody opened");
        CheckpointStore store = opened(RUN, 1);
        store.save(RUN, 1, record(2, 100));
        assertLost(() -> store.save(RUN, 2, record(3, 100)), "a save by an epoch that did not open the run");
        assertLost(() -> store.discard(RUN, 2), "a discard by an epoch that did not open the run");
        assertHolds(record(2, 100), store, RUN);
    }

    @Test
    @DisplayName("CHK-04 an open that fails with CHECKPOINT_CORRUPT fences out lower epochs too")
    public final void anOpenOfWhatIsDamagedShutsOutLowerEpochs() throws Exception {
        CheckpointStore before = opened(RUN, 1);
        before.save(RUN, 1, record(1, 100));
        damageAll(RUN);
        CheckpointStore successor = store();
        assertCorrupt(() -> successor.open(RUN, 2), "open");
        assertShutOut(before, RUN, 1);
        successor.discard(RUN, 2);
        successor.save(RUN, 2, record(2, 100));
        assertHolds(record(2, 100), store(), RUN);
    }

    @Test
    @DisplayName("CHK-05 each run with a record is returned, intact or damaged, and no other")
    public final void eachRunOfWhichARecordIsKeptIsNamed() throws Exception {
        assertEquals(Set.of(), store().runs(), "the runs of an empty location");
        CheckpointStore store = opened(RUN, 1);
        store.open(OTHER, 1);
        assertEquals(Set.of(), store.runs(), "a run that was only opened");
        store.save(RUN, 1, record(1, 100));
        store.save(OTHER, 1, record(2, 100));
        assertEquals(Set.of(RUN, OTHER), store().runs());
        damageAll(RUN);
        assertEquals(Set.of(RUN, OTHER), store().runs(), "the runs, one of them damaged");
        store.discard(RUN, 1);
        assertEquals(Set.of(OTHER), store().runs(), "after a discard");
    }

    @Test
    @DisplayName("CHK-05 an unusable location is an IOException, and the store works again once it is usable")
    public final void aPlaceThatCannotBeUsedIsAnException() throws Exception {
        CheckpointStore store = opened(RUN, 1);
        store.save(RUN, 1, record(1, 100));
        cutOff();
        assertThrows(IOException.class, store::runs, "an unreadable location looks like an empty one");
        assertThrows(IOException.class, () -> store.read(RUN), "an unreadable location looks like an empty one");
        assertThrows(IOException.class, () -> store.read(OTHER), "an unreadable location looks like an empty one");
        assertThrows(IOException.class, () -> store.open(RUN, 1), "an unreadable location looks like an empty one");
        assertThrows(IOException.class, () -> store.open(OTHER, 1), "an open while the location is unusable");
        assertThrows(IOException.class, () -> store.discard(RUN, 1), "a discard while the location is unusable");
        restore();
        assertHolds(record(1, 100), store, RUN);
        assertEquals(Set.of(RUN), store.runs());
        store.open(OTHER, 1);
        store.save(OTHER, 1, record(2, 100));
        assertHolds(record(2, 100), store, OTHER);
    }

    @Test
    @DisplayName("CHK-06 any thread opens, saves, reads and discards, even one run")
    public final void anyThreadOpensSavesReadsAndDiscards() throws Exception {
        CheckpointStore store = opened(RUN, 1);
        AtomicInteger seeds = new AtomicInteger();
        onOtherThreads(THREADS, () -> {
            int seed = seeds.incrementAndGet();
            RunId own = new RunId(Integer.toHexString(seed).repeat(32));
            store.open(own, seed);
            for (int round = 0; round < ROUNDS; round++) {
                store.save(own, seed, record(seed, 1_000 + round));
                store.save(RUN, 1, record(7, 1_000));
                assertHolds(record(seed, 1_000 + round), store, own);
                assertHolds(record(7, 1_000), store, RUN);
            }
            store.discard(own, seed);
            assertNothing(store, own);
        });
        assertHolds(record(7, 1_000), store, RUN);
        assertEquals(Set.of(RUN), store.runs());
    }

    private CheckpointStore opened(RunId run, long epoch) throws Exception {
        CheckpointStore store = store();
        store.open(run, epoch);
        return store;
    }

    private static void saveInTurn(CheckpointStore store, byte[] odd, byte[] even, AtomicBoolean saved)
            throws IOException {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                store.save(RUN, 1, round % 2 == 0 ? odd : even);
            }
        } finally {
            saved.set(true);
        }
    }

    private static void assertShutOut(CheckpointStore store, RunId run, long epoch) {
        assertLost(() -> store.save(run, epoch, record(9, 50)), "a save by epoch " + epoch);
        assertLost(() -> store.discard(run, epoch), "a discard by epoch " + epoch);
        assertLost(() -> store.open(run, epoch), "an open by epoch " + epoch);
    }

    private static void assertLost(Executable call, String what) {
        assertEquals(
                ReasonCode.LEASE_LOST,
                assertThrows(WspException.class, call, what).code(),
                what);
    }

    private static void assertCorrupt(Executable call, String what) {
        assertEquals(
                ReasonCode.CHECKPOINT_CORRUPT,
                assertThrows(WspException.class, call, what + " of a damaged run")
                        .code(),
                what);
    }

    private static void assertNothing(CheckpointStore store, RunId run) throws IOException {
        assertEquals(Optional.empty(), store.read(run).map(record -> record.length), "the length of the record read");
    }

    private static void assertHolds(byte[] expected, CheckpointStore store, RunId run) throws IOException {
        assertArrayEquals(
                expected, store.read(run).orElseGet(() -> fail("no record is saved for " + run)), "the record read");
    }

    private static byte[] record(int seed, int count) {
        byte[] record = new byte[count];
        for (int i = 0; i < count; i++) {
            record[i] = (byte) (seed * 101 + i * 31 + (i >> 8));
        }
        return record;
    }
}

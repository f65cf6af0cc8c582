package io.worldstream.wsp.testkit.contract;

import static io.worldstream.wsp.testkit.contract.ContractViews.append;
import static io.worldstream.wsp.testkit.contract.ContractViews.assertHolds;
import static io.worldstream.wsp.testkit.contract.ContractViews.assertNothing;
import static io.worldstream.wsp.testkit.contract.ContractViews.assertStill;
import static io.worldstream.wsp.testkit.contract.ContractViews.assertUsedLater;
import static io.worldstream.wsp.testkit.contract.ContractViews.closeQuietly;
import static io.worldstream.wsp.testkit.contract.ContractViews.entries;
import static io.worldstream.wsp.testkit.contract.ContractViews.entry;
import static io.worldstream.wsp.testkit.contract.ContractViews.open;
import static io.worldstream.wsp.testkit.contract.ContractViews.view;
import static io.worldstream.wsp.testkit.contract.ContractViews.whole;
import static io.worldstream.wsp.testkit.contract.ContractViews.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.api.SortedEntry;
import io.worldstream.wsp.api.SortedStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Proves a {@link SortedStore}: the rules {@code SRT-*} of {@code docs/spec.md}. */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class SortedStoreContract extends Contract {
    private static final Hex64 KEY = new Hex64("0123456789abcdef".repeat(4));
    private static final Hex64 OTHER = new Hex64("fedcba9876543210".repeat(4));
    private static final Hex64 THIRD = new Hex64("a5".repeat(32));
    private static final int THREADS = 4;
    private static final int ROUNDS = 20;

    /** A size that exceeds any sensible buffer and is not a round number. */
    private static final int MANY = 3 * 1024 * 1024 + 7;

    private static final int SIZE = 100_000;

    /** A budget for two views of {@link #SIZE}, with whatever a store adds to them. */
    private static final long ROOM_FOR_TWO = 2 * SIZE + SIZE / 2;

    /** Creates the kit. JUnit creates one instance per test; its location is empty. */
    protected SortedStoreContract() {}

    /**
     * Returns a store without a budget over the test's one location. Each further call is a new start of the host:
     * whatever was not made durable is lost.
     */
    protected abstract SortedStore store() throws Exception;

    /**
     * Returns a store with a budget over the test's one location, as {@link #store()} does without.
     *
     * @param maxBytes the budget
     * @return null if the store has no budgets, which is the default
     */
    protected @Nullable SortedStore store(long maxBytes) throws Exception {
        return null;
    }

    /** Makes the location unusable for reads and writes. */
    protected abstract void cutOff() throws Exception;

    /** Undoes {@link #cutOff}. */
    protected abstract void restore() throws Exception;

    /**
     * Leaves behind what a process leaves that was killed while it wrote a view of a key.
     *
     * @return false if nothing outlives a process in this location, which is the default
     */
    protected boolean leaveBehind(Hex64 key) throws Exception {
        return false;
    }

    @Override
    final String ruleOfReturning() {
        return "SRT-05";
    }

    @Test
    @First
    @DisplayName("SRT-01 a committed view is read byte for byte, also at the next start")
    public final void whatWasCommittedIsRead() throws Exception {
        for (int count : new int[] {0, 1, 256, MANY}) {
            SortedStore store = store();
            write(store, KEY, 1, count);
            assertHolds(store, KEY, 1, count);
            assertHolds(store(), KEY, 1, count);
        }
    }

    @Test
    @DisplayName("SRT-01 an append stores all bytes of any kind of buffer and does not retain the buffer")
    public final void anAppendStoresAllBytes() throws Exception {
        SortedStore store = store();
        byte[] bytes = view(3, MANY);
        try (SortedDraft draft = store.create(KEY)) {
            ByteBuffer lent = ByteBuffer.wrap(bytes.clone());
            append(draft, lent.limit(1));
            append(draft, lent.limit(MANY - 300));
            Arrays.fill(lent.array(), (byte) 'x');
            append(draft, ByteBuffer.wrap(bytes, MANY - 300, 100).asReadOnlyBuffer());
            append(
                    draft,
                    ByteBuffer.allocateDirect(200).put(bytes, MANY - 200, 200).flip());
            append(draft, ByteBuffer.allocate(0));
            draft.commit();
        }
        assertHolds(store, KEY, 3, MANY);
    }

    @Test
    @DisplayName("SRT-01 a read returns at least one byte until the end, then -1")
    public final void aReadReturnsAtLeastOneByteUntilTheEnd() throws Exception {
        SortedStore store = store();
        write(store, KEY, 5, SIZE);
        try (PartContent content = open(store, KEY)) {
            assertEquals(SIZE, content.sizeBytes(), "the size of the view");
            assertArrayEquals(view(5, SIZE), whole(content, 4_099), "the bytes read in steps of 4099");
            assertEquals(-1, content.read(SIZE, ByteBuffer.allocate(1)), "a read at the end");
            assertEquals(-1, content.read(SIZE + 7L, ByteBuffer.allocateDirect(1)), "a read past the end");
            ByteBuffer window = ByteBuffer.allocate(8).position(3).limit(5);
            while (window.hasRemaining()) {
                content.read(70_000 + window.position() - 3, window);
            }
            assertArrayEquals(
                    Arrays.copyOfRange(view(5, SIZE), 70_000, 70_002),
                    Arrays.copyOfRange(window.array(), 3, 5),
                    "the bytes read into the middle of a buffer");
        }
    }

    @Test
    @DisplayName("SRT-01 each key has its own view, and the last commit counts")
    public final void eachKeyHasItsOwnView() throws Exception {
        SortedStore store = store();
        assertNothing(store, KEY);
        write(store, KEY, 1, 1_000);
        assertNothing(store, OTHER);
        write(store, OTHER, 2, 10);
        write(store, KEY, 3, 100);
        assertHolds(store(), KEY, 3, 100);
        assertHolds(store(), OTHER, 2, 10);
    }

    @Test
    @DisplayName("SRT-02 a draft is invisible until it is committed, and leaves nothing if it is not")
    public final void aDraftIsInvisible() throws Exception {
        SortedStore store = store();
        write(store, OTHER, 2, 100);
        for (int round = 0; round < 2; round++) {
            try (SortedDraft draft = store.create(KEY);
                    SortedDraft second = store.create(OTHER)) {
                append(draft, ByteBuffer.wrap(view(1, SIZE)));
                append(second, ByteBuffer.wrap(view(3, SIZE)));
                assertNothing(store, KEY);
                assertHolds(store, OTHER, 2, 100);
                assertEquals(Set.of(OTHER), entries(store).keySet(), "the views listed while two are written");
            }
            assertNothing(store, KEY);
            assertNothing(store(), KEY);
            assertHolds(store(), OTHER, 2, 100);
        }
        SortedDraft draft = store.create(KEY);
        draft.close();
        draft.close();
    }

    @Test
    @DisplayName("SRT-02 a view opened during a commit is whole, the previous or the new one")
    public final void aViewOpenedDuringACommitIsWhole() throws Exception {
        SortedStore store = store();
        write(store, KEY, 1, SIZE);
        AtomicBoolean written = new AtomicBoolean();
        AtomicInteger role = new AtomicInteger();
        onOtherThreads(THREADS, () -> {
            if (role.getAndIncrement() == 0) {
                writeInTurn(store, written);
            } else {
                while (!written.get()) {
                    assertOneOf(store);
                }
            }
        });
        assertHolds(store(), KEY, 1 + (ROUNDS - 1) % 2, SIZE + (ROUNDS - 1) % 2);
    }

    @Test
    @DisplayName("SRT-02 a view that cannot be committed leaves the previous one")
    public final void aCommitThatFailsLeavesThePreviousView() throws Exception {
        SortedStore store = store();
        write(store, KEY, 1, 1_000);
        SortedDraft draft = store.create(KEY);
        append(draft, ByteBuffer.wrap(view(2, 1_000)));
        cutOff();
        assertThrows(IOException.class, draft::commit, "a commit while the location is unusable");
        assertThrows(IOException.class, () -> store.create(OTHER).close(), "a draft while the location is unusable");
        restore();
        closeQuietly(draft);
        assertHolds(store, KEY, 1, 1_000);
        assertHolds(store(), KEY, 1, 1_000);
    }

    @Test
    @DisplayName("SRT-02 what a killed process was writing is no view")
    public final void whatAKilledProcessWroteIsNoView() throws Exception {
        assumeTrue(leaveBehind(KEY), "nothing outlives a process here");
        assertNothing(store(), KEY);
        assertEquals(Map.of(), entries(store()), "the views listed");
        write(store(), KEY, 1, 1_000);
        assertHolds(store(), KEY, 1, 1_000);
    }

    @Test
    @DisplayName("SRT-03 a discarded view is gone, and no other")
    public final void whatWasDiscardedIsGone() throws Exception {
        store().discard(KEY);
        write(store(), KEY, 1, 100);
        write(store(), OTHER, 2, 100);
        store().discard(KEY);
        assertNothing(store(), KEY);
        assertEquals(Set.of(OTHER), entries(store()).keySet(), "the views listed");
        store().discard(KEY);
        assertHolds(store(), OTHER, 2, 100);
        write(store(), KEY, 3, 50);
        assertHolds(store(), KEY, 3, 50);
    }

    @Test
    @DisplayName("SRT-03 a reader of a view that is replaced or discarded never reads other bytes")
    public final void aReaderNeverReadsOtherBytes() throws Exception {
        SortedStore store = store();
        write(store, KEY, 1, SIZE);
        try (PartContent content = open(store, KEY)) {
            write(store, KEY, 2, SIZE);
            assertStill(content, 1);
            store.discard(KEY);
            assertStill(content, 1);
            write(store, KEY, 3, SIZE);
            assertStill(content, 1);
        }
        assertHolds(store, KEY, 3, SIZE);
    }

    @Test
    @DisplayName("SRT-04 the committed views are listed with size and times")
    public final void theCommittedViewsAreListed() throws Exception {
        assertEquals(Map.of(), entries(store()), "the views listed");
        SortedStore store = store();
        write(store, KEY, 1, 1_000);
        write(store, OTHER, 2, SIZE);
        Map<Hex64, SortedEntry> entries = entries(store());
        assertEquals(Set.of(KEY, OTHER), entries.keySet(), "the views listed");
        assertEquals(1_000, entry(entries, KEY).sizeBytes(), "the size of a view");
        assertEquals(SIZE, entry(entries, OTHER).sizeBytes(), "the size of a view");
        entries.values()
                .forEach(entry -> assertFalse(
                        entry.lastUsed().isBefore(entry.created()), () -> "used before it was created: " + entry));
        assertUsedLater(entries, OTHER, KEY);
        open(store, KEY).close();
        assertUsedLater(entries(store()), KEY, OTHER);
        assertEquals(
                entry(entries, KEY).created(),
                entry(entries(store()), KEY).created(),
                "the time of creation, after the view was used");
    }

    @Test
    @DisplayName("SRT-05 any thread writes, reads, lists and discards, also under one key")
    public final void anyThreadUsesTheStore() throws Exception {
        SortedStore store = store();
        AtomicInteger seeds = new AtomicInteger();
        onOtherThreads(THREADS, () -> {
            int seed = seeds.incrementAndGet();
            Hex64 own = new Hex64(Integer.toHexString(seed).repeat(64));
            for (int round = 0; round < ROUNDS; round++) {
                write(store, own, seed, 1_000 + round);
                write(store, KEY, 7, 1_000);
                assertHolds(store, own, seed, 1_000 + round);
                assertHolds(store, KEY, 7, 1_000);
                assertTrue(entries(store).containsKey(own), "a committed view is listed");
            }
            store.discard(own);
            assertNothing(store, own);
        });
        assertHolds(store, KEY, 7, 1_000);
    }

    @Test
    @DisplayName("SRT-06 a full budget removes the view whose use is longest ago")
    public final void aFullBudgetRemovesTheLeastRecentlyUsed() throws Exception {
        SortedStore store = budgeted();
        write(store, KEY, 1, SIZE);
        write(store, OTHER, 2, SIZE);
        assertHolds(store, KEY, 1, SIZE);
        write(store, THIRD, 3, SIZE);
        assertNothing(store, OTHER);
        assertHolds(store, KEY, 1, SIZE);
        assertHolds(store, THIRD, 3, SIZE);
        assertEquals(Set.of(KEY, THIRD), entries(store()).keySet(), "the views listed");
    }

    @Test
    @DisplayName("SRT-06 a full budget never removes a view that is open, at this start or another")
    public final void aFullBudgetRemovesNoOpenView() throws Exception {
        SortedStore store = budgeted();
        write(store, KEY, 1, SIZE);
        write(store, OTHER, 2, SIZE);
        try (PartContent first = open(store, KEY)) {
            write(budgeted(), THIRD, 3, SIZE);
            assertArrayEquals(view(1, SIZE), whole(first, 65_536), "the view that is open");
            assertEquals(Set.of(KEY, THIRD), entries(store()).keySet(), "the views listed");
            try (PartContent third = open(store, THIRD)) {
                assertThrows(IOException.class, () -> write(store, OTHER, 2, SIZE), "a view beyond the budget");
                assertArrayEquals(view(3, SIZE), whole(third, 65_536), "the view that is open");
            }
            assertEquals(Set.of(KEY, THIRD), entries(store()).keySet(), "the views listed");
        }
        write(store, OTHER, 4, SIZE);
        assertHolds(store, OTHER, 4, SIZE);
    }

    @Test
    @DisplayName("SRT-06 a view larger than the budget is an IOException, and leaves nothing of itself")
    public final void aViewLargerThanTheBudgetIsAnException() throws Exception {
        SortedStore store = budgeted();
        assertThrows(IOException.class, () -> write(store, KEY, 1, 4 * SIZE), "a view larger than the budget");
        assertNothing(store, KEY);
        write(store, KEY, 2, SIZE);
        write(store, OTHER, 3, SIZE);
        assertHolds(store, KEY, 2, SIZE);
        assertHolds(store, OTHER, 3, SIZE);
    }

    @Test
    @DisplayName("SRT-07 an unusable location is an IOException, and the store works again once it is usable")
    public final void aPlaceThatCannotBeUsedIsAnException() throws Exception {
        SortedStore store = store();
        write(store, KEY, 1, 1_000);
        cutOff();
        assertThrows(IOException.class, () -> store.open(KEY), "an unreadable location looks like an empty one");
        assertThrows(IOException.class, () -> store.open(OTHER), "an unreadable location looks like an empty one");
        assertThrows(IOException.class, store::entries, "an unreadable location looks like an empty one");
        assertThrows(IOException.class, () -> store.discard(KEY), "a discard while the location is unusable");
        restore();
        assertHolds(store, KEY, 1, 1_000);
        write(store, OTHER, 2, 1_000);
        assertHolds(store, OTHER, 2, 1_000);
    }

    private SortedStore budgeted() throws Exception {
        SortedStore store = store(ROOM_FOR_TWO);
        assumeTrue(store != null, "the store has no budgets");
        return store == null ? store() : store;
    }

    private static void writeInTurn(SortedStore store, AtomicBoolean written) throws IOException {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                write(store, KEY, 1 + round % 2, SIZE + round % 2);
            }
        } finally {
            written.set(true);
        }
    }

    private static void assertOneOf(SortedStore store) throws IOException {
        try (PartContent content = open(store, KEY)) {
            int seed = 1 + (int) (content.sizeBytes() - SIZE);
            if (seed < 1 || seed > 2 || !Arrays.equals(view(seed, SIZE + seed - 1), whole(content, 65_536))) {
                fail("a view of " + content.sizeBytes() + " bytes was opened that is neither of the two");
            }
        }
    }
}

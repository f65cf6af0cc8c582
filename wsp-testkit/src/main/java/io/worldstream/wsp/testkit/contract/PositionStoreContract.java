package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.PositionStore.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Proves a {@link PositionStore}: the rules {@code POS-*} of {@code docs/spec.md}. */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class PositionStoreContract extends Contract {
    private static final PositionName NAME = new PositionName("kinesis/eu-west-1/control.bus_v1/settled");
    private static final PositionName OTHER = new PositionName("kinesis/eu-west-1/control.bus_v1/skipped/platform_1");
    private static final String UNKNOWN = "no version of any store";
    private static final int THREADS = 4;
    private static final int ROUNDS = 10;

    /** Creates the kit. JUnit creates one instance per test; its location is empty. */
    protected PositionStoreContract() {}

    /**
     * Returns a store over the test's one location. Each further call is a new start of the host, or another host that
     * shares the location.
     */
    protected abstract PositionStore store() throws Exception;

    /** Makes the location unusable for reads and writes. */
    protected abstract void cutOff() throws Exception;

    /** Undoes {@link #cutOff}. */
    protected abstract void restore() throws Exception;

    @Override
    final String ruleOfReturning() {
        return "POS-04";
    }

    @Test
    @DisplayName("POS-01 the saved record is loaded byte for byte, also at the next start")
    public final void theSavedRecordIsLoaded() throws Exception {
        String version = null;
        for (int count : new int[] {1, 0, 256, 1 << 20}) {
            PositionStore store = store();
            version = store.save(NAME, record(1, count), version).orElseThrow();
            assertHolds(record(1, count), store, NAME);
            assertHolds(record(1, count), store(), NAME);
        }
    }

    @Test
    @DisplayName("POS-01 each name has its own record")
    public final void eachNameHasItsOwnRecord() throws Exception {
        assertEquals(Optional.empty(), store().load(NAME), "the record of a new store");
        PositionStore store = store();
        save(store, NAME, record(1, 100));
        assertEquals(Optional.empty(), store.load(OTHER), "the record of another name");
        save(store, OTHER, record(2, 10));
        assertHolds(record(1, 100), store(), NAME);
        assertHolds(record(2, 10), store(), OTHER);
    }

    @Test
    @DisplayName("POS-01 the caller owns the array")
    public final void theArrayIsTheCallers() throws Exception {
        PositionStore store = store();
        byte[] record = record(1, 100);
        save(store, NAME, record);
        assertArrayEquals(record(1, 100), record, "the array that was saved");
        Arrays.fill(record, (byte) 'x');
        assertHolds(record(1, 100), store, NAME);
    }

    @Test
    @DisplayName("POS-02 a save replaces the version that it names, and no other")
    public final void aSaveReplacesTheVersionThatItNames() throws Exception {
        PositionStore store = store();
        assertEquals(Optional.empty(), store.save(NAME, record(1, 10), UNKNOWN), "a save that expects a record");
        assertEquals(Optional.empty(), store.load(NAME), "the record after a refused save");
        String first = store.save(NAME, record(1, 10), null).orElseThrow();
        assertEquals(first, load(store, NAME).version(), "the version that is loaded");
        assertEquals(Optional.empty(), store.save(NAME, record(2, 10), null), "a save that expects no record");
        assertEquals(Optional.empty(), store.save(NAME, record(2, 10), UNKNOWN), "a save that expects another version");
        String second = store().save(NAME, record(2, 10), first).orElseThrow();
        assertNotEquals(first, second, "the versions of two records");
        assertEquals(
                Optional.empty(), store.save(NAME, record(3, 10), first), "a save that expects the version before");
        assertHolds(record(2, 10), store, NAME);
        assertEquals(second, load(store(), NAME).version(), "the version after a restart");
        save(store, OTHER, record(4, 10));
        assertEquals(Optional.empty(), store.save(OTHER, record(5, 10), second), "a save with another name's version");
    }

    @Test
    @DisplayName("POS-02 of several saves that name one version, one succeeds")
    public final void ofSeveralSavesOneSucceeds() throws Exception {
        AtomicInteger hosts = new AtomicInteger();
        onOtherThreads(THREADS, () -> {
            PositionStore store = store();
            int host = hosts.getAndIncrement();
            for (int round = 0; round < ROUNDS; round++) {
                count(store, host);
            }
        });
        ByteBuffer counts = ByteBuffer.wrap(load(store(), NAME).record());
        for (int host = 0; host < THREADS; host++) {
            assertEquals(ROUNDS, counts.getInt(), "the saves of a host that succeeded and remain");
        }
    }

    @Test
    @DisplayName("POS-03 a load during a save returns a whole record, the previous or the new one")
    public final void aLoadDuringASaveReturnsAWholeRecord() throws Exception {
        byte[] even = record(1, 50_000);
        byte[] odd = record(2, 75_000);
        PositionStore store = store();
        save(store, NAME, even);
        AtomicBoolean saved = new AtomicBoolean();
        AtomicInteger role = new AtomicInteger();
        onOtherThreads(THREADS, () -> {
            if (role.getAndIncrement() == 0) {
                saveInTurn(store, odd, even, saved);
            } else {
                while (!saved.get()) {
                    byte[] loaded = load(store, NAME).record();
                    if (!Arrays.equals(loaded, even) && !Arrays.equals(loaded, odd)) {
                        fail("a load returned " + loaded.length + " bytes that are neither record");
                    }
                }
            }
        });
    }

    @Test
    @DisplayName("POS-03 a save that cannot reach the location leaves the previous record")
    public final void aSaveThatFailsLeavesThePreviousRecord() throws Exception {
        PositionStore store = store();
        String version = store.save(NAME, record(1, 100), null).orElseThrow();
        cutOff();
        assertThrows(
                IOException.class,
                () -> store.save(NAME, record(2, 100), version),
                "a save while the location is unusable");
        restore();
        assertHolds(record(1, 100), store, NAME);
        assertHolds(record(1, 100), store(), NAME);
        assertTrue(store.save(NAME, record(3, 100), version).isPresent(), "a save of the version that remained");
    }

    @Test
    @DisplayName("POS-04 any thread saves and loads, also under one name")
    public final void anyThreadSavesAndLoads() throws Exception {
        PositionStore store = store();
        AtomicInteger seeds = new AtomicInteger();
        onOtherThreads(THREADS, () -> {
            int seed = seeds.incrementAndGet();
            PositionName own = new PositionName("host-" + seed);
            for (int round = 0; round < ROUNDS; round++) {
                save(store, own, record(seed, 1_000 + round));
                assertHolds(record(seed, 1_000 + round), store, own);
                store.load(NAME);
            }
        });
    }

    @Test
    @DisplayName("POS-05 an unusable location is an IOException, and the store works again once it is usable")
    public final void anUnusableLocationIsAnException() throws Exception {
        PositionStore store = store();
        save(store, NAME, record(1, 100));
        cutOff();
        assertThrows(IOException.class, () -> store.load(NAME), "an unreadable location looks like an empty one");
        assertThrows(IOException.class, () -> store.load(OTHER), "an unreadable location looks like an empty one");
        assertThrows(
                IOException.class,
                () -> store.save(OTHER, record(1, 1), null),
                "a save to an unusable location looks like one that another host preceded");
        restore();
        assertHolds(record(1, 100), store, NAME);
        save(store, OTHER, record(2, 100));
        assertHolds(record(2, 100), store, OTHER);
    }

    /** Adds one to a host's number among the numbers of all hosts, as often as it takes. */
    private static void count(PositionStore store, int host) throws IOException {
        while (true) {
            Optional<Position> stored = store.load(NAME);
            byte[] counts = stored.map(Position::record).orElse(new byte[THREADS * Integer.BYTES]);
            ByteBuffer numbers = ByteBuffer.wrap(counts);
            numbers.putInt(host * Integer.BYTES, numbers.getInt(host * Integer.BYTES) + 1);
            if (store.save(NAME, counts, stored.map(Position::version).orElse(null))
                    .isPresent()) {
                return;
            }
        }
    }

    private static void saveInTurn(PositionStore store, byte[] odd, byte[] even, AtomicBoolean saved)
            throws IOException {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                save(store, NAME, round % 2 == 0 ? odd : even);
            }
        } finally {
            saved.set(true);
        }
    }

    private static void save(PositionStore store, PositionName name, byte[] record) throws IOException {
        String version = store.load(name).map(Position::version).orElse(null);
        assertTrue(store.save(name, record, version).isPresent(), "a save of the version that was loaded is refused");
    }

    private static Position load(PositionStore store, PositionName name) throws IOException {
        return store.load(name).orElseThrow(() -> new AssertionError("no record is loaded"));
    }

    private static void assertHolds(byte[] record, PositionStore store, PositionName name) throws IOException {
        assertArrayEquals(record, load(store, name).record(), "the loaded record");
    }

    private static byte[] record(int seed, int count) {
        byte[] record = new byte[count];
        for (int i = 0; i < count; i++) {
            record[i] = (byte) (i * 31 + seed * 17);
        }
        return record;
    }
}

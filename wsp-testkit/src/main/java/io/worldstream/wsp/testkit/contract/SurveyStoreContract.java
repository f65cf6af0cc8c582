package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SurveyStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Proves a {@link SurveyStore}: the rules {@code SUR-*} of {@code docs/spec.md}. */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class SurveyStoreContract extends Contract {
    private static final Hex64 KEY = new Hex64("0123456789abcdef".repeat(4));
    private static final Hex64 OTHER = new Hex64("fedcba9876543210".repeat(4));
    private static final int THREADS = 4;
    private static final int ROUNDS = 20;

    /** Creates the kit. JUnit creates one instance per test; its location is empty. */
    protected SurveyStoreContract() {}

    /**
     * Returns a store over the test's one location. Each further call is a new start of the host: whatever was not made
     * durable is lost.
     */
    protected abstract SurveyStore store() throws Exception;

    /** Damages the survey saved under a key, behind the store's back. */
    protected abstract void damage(Hex64 key) throws Exception;

    /** Makes the location unusable for reads and writes. */
    protected abstract void cutOff() throws Exception;

    /** Undoes {@link #cutOff}. */
    protected abstract void restore() throws Exception;

    @Override
    final String ruleOfReturning() {
        return "SUR-04";
    }

    @Test
    @DisplayName("SUR-01 the saved survey is loaded byte for byte, also at the next start")
    public final void whatWasSavedIsLoaded() throws Exception {
        for (int count : new int[] {0, 1, 256, 3 * 1024 * 1024 + 7}) {
            SurveyStore store = store();
            store.save(KEY, survey(1, count));
            assertHolds(survey(1, count), store, KEY);
            assertHolds(survey(1, count), store(), KEY);
        }
    }

    @Test
    @DisplayName("SUR-01 each key has its own survey, and the last save counts")
    public final void eachKeyHasItsOwnSurvey() throws Exception {
        assertNothing(store(), KEY);
        SurveyStore store = store();
        store.save(KEY, survey(1, 1_000));
        assertNothing(store, OTHER);
        store.save(OTHER, survey(2, 10));
        store.save(KEY, survey(3, 100));
        assertHolds(survey(3, 100), store(), KEY);
        assertHolds(survey(2, 10), store(), OTHER);
    }

    @Test
    @DisplayName("SUR-01 the discarded survey is gone, and no other")
    public final void whatWasDiscardedIsGone() throws Exception {
        store().discard(KEY);
        store().save(KEY, survey(1, 100));
        store().save(OTHER, survey(2, 100));
        store().discard(KEY);
        assertNothing(store(), KEY);
        store().discard(KEY);
        assertHolds(survey(2, 100), store(), OTHER);
    }

    @Test
    @DisplayName("SUR-01 the caller owns the arrays")
    public final void theArraysAreTheCallers() throws Exception {
        SurveyStore store = store();
        byte[] survey = survey(1, 100);
        store.save(KEY, survey);
        assertArrayEquals(survey(1, 100), survey, "the array that was saved");
        Arrays.fill(survey, (byte) 'x');
        Arrays.fill(store.load(KEY).orElseThrow(), (byte) 'y');
        assertHolds(survey(1, 100), store, KEY);
    }

    @Test
    @DisplayName("SUR-02 a load during a save returns a whole survey, the previous or the new one")
    public final void whoLoadsWhileAnotherSavesGetsAWholeSurvey() throws Exception {
        byte[] even = survey(1, 100_000);
        byte[] odd = survey(2, 150_000);
        store().save(KEY, even);
        SurveyStore store = store();
        AtomicBoolean saved = new AtomicBoolean();
        AtomicInteger role = new AtomicInteger();
        onOtherThreads(THREADS, () -> {
            if (role.getAndIncrement() == 0) {
                saveInTurn(store, odd, even, saved);
            } else {
                while (!saved.get()) {
                    byte[] loaded = store.load(KEY).orElseThrow();
                    if (!Arrays.equals(loaded, even) && !Arrays.equals(loaded, odd)) {
                        fail("a load returned " + loaded.length + " bytes that are neither survey");
                    }
                }
            }
        });
    }

    @Test
    @DisplayName("SUR-02 a failed save leaves the previous survey")
    public final void aSaveThatFailsLeavesWhatWasKept() throws Exception {
        SurveyStore store = store();
        store.save(KEY, survey(1, 100));
        cutOff();
        assertThrows(IOException.class, () -> store.save(KEY, survey(2, 100)), "a save while the location is unusable");
        restore();
        assertHolds(survey(1, 100), store, KEY);
        assertHolds(survey(1, 100), store(), KEY);
    }

    @Test
    @DisplayName("SUR-03 a damaged survey is an IOException until it is saved again or discarded")
    public final void whatIsDamagedIsAnException() throws Exception {
        store().save(KEY, survey(1, 1_000));
        store().save(OTHER, survey(2, 1_000));
        damage(KEY);
        assertDamaged();
        assertHolds(survey(2, 1_000), store(), OTHER);
        store().save(KEY, survey(3, 1_000));
        assertHolds(survey(3, 1_000), store(), KEY);
        damage(KEY);
        assertDamaged();
        store().discard(KEY);
        assertNothing(store(), KEY);
    }

    @Test
    @DisplayName("SUR-04 any thread saves, loads and discards, also under one key")
    public final void anyThreadSavesLoadsAndDiscards() throws Exception {
        SurveyStore store = store();
        AtomicInteger seeds = new AtomicInteger();
        onOtherThreads(THREADS, () -> {
            int seed = seeds.incrementAndGet();
            Hex64 own = new Hex64(Integer.toHexString(seed).repeat(64));
            for (int round = 0; round < ROUNDS; round++) {
                store.save(own, survey(seed, 1_000 + round));
                store.save(KEY, survey(7, 1_000));
                assertHolds(survey(seed, 1_000 + round), store, own);
                assertHolds(survey(7, 1_000), store, KEY);
            }
            store.discard(own);
            assertNothing(store, own);
        });
        assertHolds(survey(7, 1_000), store, KEY);
    }

    @Test
    @DisplayName("SUR-05 an unusable location is an IOException, and the store works again once it is usable")
    public final void aPlaceThatCannotBeUsedIsAnException() throws Exception {
        SurveyStore store = store();
        store.save(KEY, survey(1, 100));
        cutOff();
        assertThrows(IOException.class, () -> store.load(KEY), "an unreadable location looks like an empty one");
        assertThrows(IOException.class, () -> store.load(OTHER), "an unreadable location looks like an empty one");
        assertThrows(IOException.class, () -> store.discard(KEY), "a discard while the location is unusable");
        restore();
        assertHolds(survey(1, 100), store, KEY);
        store.save(OTHER, survey(2, 100));
        assertHolds(survey(2, 100), store, OTHER);
    }

    private static void saveInTurn(SurveyStore store, byte[] odd, byte[] even, AtomicBoolean saved) throws IOException {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                store.save(KEY, round % 2 == 0 ? odd : even);
            }
        } finally {
            saved.set(true);
        }
    }

    private void assertDamaged() throws Exception {
        SurveyStore store = store();
        for (int i = 0; i < 2; i++) {
            assertThrows(IOException.class, () -> store.load(KEY), "a damaged survey was loaded");
        }
    }

    private static void assertNothing(SurveyStore store, Hex64 key) throws IOException {
        assertEquals(Optional.empty(), store.load(key).map(survey -> survey.length), "the length of the loaded survey");
    }

    private static void assertHolds(byte[] expected, SurveyStore store, Hex64 key) throws IOException {
        assertArrayEquals(
                expected, store.load(key).orElseGet(() -> fail("nothing is saved under " + key)), "the loaded survey");
    }

    private static byte[] survey(int seed, int count) {
        byte[] survey = new byte[count];
        for (int i = 0; i < count; i++) {
            survey[i] = (byte) (seed * 101 + i * 31 + (i >> 8));
        }
        return survey;
    }
}

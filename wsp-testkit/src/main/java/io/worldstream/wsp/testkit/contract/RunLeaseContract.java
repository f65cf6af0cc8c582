package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.RunLease.Grant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Proves a {@link RunLease}: the rules {@code LEA-*} of {@code docs/spec.md}. The kit cannot kill a process, so it
 * simulates a dead holder by one that does not renew.
 */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class RunLeaseContract extends Contract {
    private static final RunId RUN = new RunId("0123456789abcdef".repeat(2));
    private static final RunId OTHER = new RunId("fedcba9876543210".repeat(2));
    private static final int THREADS = 4;
    private static final int ROUNDS = 5;

    /** The number of attempts per term while waiting for a run. */
    private static final int ASKED_IN_A_TERM = 4;

    private static final int MOST_TERMS = 5;

    /** Creates the kit. JUnit creates one instance per test; its location is empty. */
    protected RunLeaseContract() {}

    /** Returns a lease over the test's one location. Each further call is another host, or the next start of one. */
    protected abstract RunLease lease() throws Exception;

    /** Lets time pass for all leases of the test, and returns when it has passed; preferably by advancing a clock. */
    protected abstract void pass(Duration time) throws Exception;

    /** Makes the location unusable for reads and writes. */
    protected abstract void cutOff() throws Exception;

    /** Undoes {@link #cutOff}. */
    protected abstract void restore() throws Exception;

    @Override
    final String ruleOfReturning() {
        return "LEA-05";
    }

    @Test
    @DisplayName("LEA-01 while a run is held, nobody acquires it, not even its holder")
    public final void whileARunIsHeldNobodyElseGetsIt() throws Exception {
        RunLease lease = lease();
        RunLease contender = lease();
        Grant grant = held(lease, RUN);
        for (int i = 0; i < 4; i++) {
            assertRefused(contender, RUN);
            assertRefused(lease, RUN);
            letPass(grant.term().dividedBy(5));
        }
        assertRefused(contender, RUN);
        assertRefused(lease(), RUN);
    }

    @Test
    @DisplayName("LEA-01 a renewal holds the run for another whole term")
    public final void aRenewalHoldsTheRunForATerm() throws Exception {
        Grant grant = held(lease(), RUN);
        RunLease contender = lease();
        for (int i = 0; i < 8; i++) {
            letPass(grant.term().multipliedBy(3).dividedBy(4));
            assertRefused(contender, RUN);
            assertTrue(grant.renew(), "a renewal in time");
            assertRefused(contender, RUN);
        }
    }

    @Test
    @DisplayName("LEA-01 each run is held independently")
    public final void eachRunIsHeldByItself() throws Exception {
        RunLease lease = lease();
        Grant grant = held(lease, RUN);
        Grant other = held(lease(), OTHER);
        other.release();
        assertRefused(lease(), RUN);
        assertTrue(grant.renew(), "a renewal after another run was released");
        held(lease, OTHER);
    }

    @Test
    @DisplayName("LEA-02 epochs are positive and increase: after a release, a restart, and an expired term")
    public final void epochsGrow() throws Exception {
        List<Long> epochs = new ArrayList<>(List.of(0L));
        RunLease lease = lease();
        for (int i = 0; i < 3; i++) {
            Grant grant = held(lease, RUN);
            epochs.add(grant.epoch());
            assertTrue(grant.renew(), "a renewal");
            assertEquals(epochs.get(epochs.size() - 1), grant.epoch(), "the epoch after a renewal");
            grant.release();
        }
        Grant silent = held(lease(), RUN);
        epochs.add(silent.epoch());
        Grant late = heldInTheEnd(lease(), silent);
        epochs.add(late.epoch());
        late.release();
        epochs.add(held(lease(), RUN).epoch());
        for (int i = 1; i < epochs.size(); i++) {
            assertTrue(epochs.get(i - 1) < epochs.get(i), "the epochs, in order: " + epochs);
        }
    }

    @Test
    @DisplayName("LEA-03 a renewal is false once another took the run, and always from then on")
    public final void aRenewalIsFalseOnceAnotherTookTheRun() throws Exception {
        Grant lost = held(lease(), RUN);
        Grant successor = heldInTheEnd(lease(), lost);
        assertFalse(lost.renew(), "a renewal after another took the run");
        assertTrue(successor.renew(), "the successor's renewal");
        successor.release();
        assertFalse(lost.renew(), "a renewal after another took and released the run");
        held(lease(), RUN);
        assertFalse(lost.renew(), "a renewal after others took the run");
    }

    @Test
    @DisplayName("LEA-03 a renewal is false after a release")
    public final void aRenewalIsFalseAfterARelease() throws Exception {
        Grant grant = held(lease(), RUN);
        grant.release();
        assertFalse(grant.renew(), "a renewal after a release");
        held(lease(), RUN);
        assertFalse(grant.renew(), "a renewal after a release, while another holds the run");
    }

    @Test
    @DisplayName("LEA-03 a renewal that is late is true only if it holds the run")
    public final void aRenewalThatComesTooLateIsTrueOnlyIfItHoldsTheRun() throws Exception {
        Grant grant = held(lease(), RUN);
        letPass(grant.term().multipliedBy(2));
        if (grant.renew()) {
            assertRefused(lease(), RUN);
            assertTrue(grant.renew(), "the next renewal");
        } else {
            assertFalse(grant.renew(), "a renewal after one that returned false");
            heldInTheEnd(lease(), grant);
            assertFalse(grant.renew(), "a renewal after one that returned false");
        }
    }

    @Test
    @DisplayName("LEA-04 a released run is free at once, and a stale release frees nothing")
    public final void aRunThatWasReleasedIsFree() throws Exception {
        Grant first = held(lease(), RUN);
        RunLease contender = lease();
        assertRefused(contender, RUN);
        first.release();
        Grant second = held(contender, RUN);
        first.release();
        assertRefused(lease(), RUN);
        Grant third = heldInTheEnd(lease(), second);
        second.release();
        assertRefused(lease(), RUN);
        assertTrue(third.renew(), "a renewal after stale releases");
    }

    @Test
    @DisplayName("LEA-04 an unrenewed run is free after its term, for a caller that keeps asking")
    public final void theRunOfAHolderThatDoesNotRenewIsFreeAfterItsTerm() throws Exception {
        Grant silent = held(lease(), RUN);
        RunLease contender = lease();
        letPass(silent.term().dividedBy(2));
        assertTrue(silent.renew(), "a renewal in time");
        Grant successor = heldInTheEnd(contender, silent);
        assertRefused(lease(), RUN);
        successor.release();
        held(lease(), RUN);
    }

    @Test
    @DisplayName("LEA-05 of many threads that ask at once, one acquires the run")
    public final void ofManyThreadsOneGetsTheRun() throws Exception {
        RunLease lease = lease();
        for (int round = 0; round < ROUNDS; round++) {
            List<Grant> grants = new ArrayList<>();
            onOtherThreads(THREADS, () -> {
                Optional<Grant> grant = lease.acquire(RUN);
                synchronized (grants) {
                    grant.ifPresent(grants::add);
                }
                lease.holder(RUN);
            });
            assertEquals(1, grants.size(), "the number of threads that acquired the run");
            onOtherThreads(1, () -> {
                assertTrue(grants.get(0).renew(), "a renewal by another thread");
                grants.get(0).release();
            });
        }
    }

    @Test
    @DisplayName("LEA-05 threads concurrently hold their own runs and contend for one")
    public final void threadsHoldRunsOfTheirOwn() throws Exception {
        RunLease lease = lease();
        held(lease, RUN);
        AtomicInteger numbers = new AtomicInteger();
        onOtherThreads(THREADS, () -> {
            RunId own = new RunId(Integer.toHexString(numbers.incrementAndGet()).repeat(32));
            for (int round = 0; round < ROUNDS; round++) {
                Grant grant = held(lease, own);
                assertRefused(lease, RUN);
                assertTrue(grant.renew(), "a renewal");
                grant.release();
            }
        });
    }

    @Test
    @DisplayName("LEA-06 the holder of a run is named while it is held, and nobody after a release")
    public final void whoHoldsARunIsNamed() throws Exception {
        RunLease onlooker = lease();
        assertEquals(Optional.empty(), onlooker.holder(RUN), "the holder of a new run");
        Grant grant = held(lease(), RUN);
        assertFalse(
                onlooker.holder(RUN).orElseGet(() -> fail("no holder is named")).isBlank(), "the name is blank");
        assertEquals(Optional.empty(), onlooker.holder(OTHER), "the holder of another run");
        letPass(grant.term().dividedBy(2));
        assertTrue(onlooker.holder(RUN).isPresent(), "a holder is named within the term");
        grant.release();
        assertEquals(Optional.empty(), onlooker.holder(RUN), "the holder after a release");
    }

    @Test
    @DisplayName("LEA-06 a location that is unusable is an IOException, and the lease works again once it is usable")
    public final void aPlaceThatCannotBeUsedIsAnException() throws Exception {
        Grant grant = held(lease(), RUN);
        RunLease contender = lease();
        cutOff();
        assertThrows(IOException.class, () -> contender.acquire(RUN), "an acquire while the location is unusable");
        assertThrows(IOException.class, () -> contender.acquire(OTHER), "an acquire while the location is unusable");
        assertThrows(IOException.class, () -> contender.holder(RUN), "a run in an unreadable location looks free");
        assertThrows(IOException.class, grant::renew, "a renewal while the location is unusable");
        restore();
        assertRefused(contender, RUN);
        assertTrue(grant.renew(), "a renewal after one that failed");
        assertRefused(lease(), RUN);
    }

    @Test
    @DisplayName("LEA-06 a release that cannot be recorded is an IOException, and the run becomes free later")
    public final void aReleaseThatCannotBeIsAnException() throws Exception {
        Grant grant = held(lease(), RUN);
        cutOff();
        assertThrows(IOException.class, grant::release, "a release while the location is unusable");
        restore();
        assertFalse(grant.renew(), "a renewal after a release that failed");
        grant.release();
        held(lease(), RUN);
    }

    private void letPass(Duration time) throws Exception {
        spend(time);
        pass(time);
    }

    private static Grant held(RunLease lease, RunId run) throws IOException {
        return lease.acquire(run).orElseGet(() -> fail("a free run was not granted"));
    }

    private static void assertRefused(RunLease lease, RunId run) throws IOException {
        assertTrue(lease.acquire(run).isEmpty(), "a held run was granted");
    }

    /** Asks for the run repeatedly while nobody renews its current grant. */
    private Grant heldInTheEnd(RunLease lease, Grant before) throws Exception {
        Optional<Grant> grant = lease.acquire(RUN);
        Duration pause = before.term().dividedBy(ASKED_IN_A_TERM);
        for (int i = 0; i < MOST_TERMS * ASKED_IN_A_TERM && grant.isEmpty(); i++) {
            letPass(pause);
            grant = lease.acquire(RUN);
        }
        return grant.orElseGet(() -> fail("a run that nobody renews was not granted within " + MOST_TERMS + " terms"));
    }
}

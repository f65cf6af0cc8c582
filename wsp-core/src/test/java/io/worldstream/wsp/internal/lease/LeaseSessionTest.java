package io.worldstream.wsp.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.OutcomeCounts;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.internal.tasks.HandTurned;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.report.RunState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** I8, I9: the lease is renewed in time or the run stops, and what is saved is saved when it should be. */
class LeaseSessionTest {
    private static final RunId RUN = new RunId("c".repeat(32));
    private static final long SECOND = 1_000_000_000L;
    private static final long TERM = 12 * SECOND;
    private static final long START = HandTurned.justBeforeTheClockWraps();
    private static final long LOST = START + TERM - TERM / 10;

    private final HandTurned offload = new HandTurned();
    private final Store store = new Store();
    private final Lease lease = new Lease();
    private final List<Optional<ReasonCode>> ended = new ArrayList<>();
    private final LeaseSession session = new LeaseSession(
            RunStore.in(store, lease, null),
            lease,
            START,
            null,
            offload,
            new CheckpointPolicy(100, Duration.ofSeconds(5), Duration.ofMinutes(1)));
    private long events;

    private int turn(long now) {
        return session.doWork(now, events, () -> record(events));
    }

    /** Turns until there is nothing to do at that instant, with all that is done beside. */
    private void settle(long now) {
        do {
            offload.turnAll(now);
        } while (turn(now) > 0);
    }

    private static RunRecord record(long events) {
        StreamDigest digest = new StreamDigest();
        for (int i = 0; i < events; i++) {
            digest.add(new byte[32]);
        }
        EventId last = events == 0 ? null : new EventId("e".repeat(64));
        Cursor cursor = new Cursor(events, last, new OutcomeCounts(events, 0, 0, 0), 0, 0, digest.state());
        return new RunRecord(
                new ReadySignal("m", RUN, "view.json", new Hex64("a".repeat(64))),
                7,
                RunState.STREAMING,
                null,
                new RunRecord.Plan(new Hex64("b".repeat(64)), 1000, 0),
                cursor,
                Instant.EPOCH);
    }

    private void hear(@Nullable WspException failure) {
        ended.add(Optional.ofNullable(failure).map(WspException::code));
    }

    @Test
    void theLeaseIsRenewedAfterAThirdOfItsTerm() {
        assertThat(session.nanosToNextWork(START, 0)).isEqualTo(TERM / 3);
        assertThat(turn(START + TERM / 3 - 1)).isZero();
        assertThat(turn(START + TERM / 3)).isEqualTo(1);
        assertThat(turn(START + TERM / 3)).as("one at a time").isZero();
        offload.turnAll(START + TERM / 3 + SECOND);
        assertThat(lease.renewals).isEqualTo(1);
        assertThat(session.lost(LOST)).isFalse();
        assertThat(session.lost(LOST + TERM / 3 - 1)).isFalse();
        assertThat(session.lost(LOST + TERM / 3))
                .as("the term counts from when the renewal was asked for")
                .isTrue();
    }

    @Test
    void aRenewalThatIsNotAnsweredIsNoRenewal() {
        turn(START + TERM / 3);
        LongConsumer answer = offload.turnUntold();
        assertThat(session.nanosToNextWork(START + TERM / 3, 0))
                .as("the end of the term is an instant that matters")
                .isEqualTo(LOST - (START + TERM / 3));
        assertThat(session.lost(LOST - 1)).isFalse();
        assertThat(session.lost(LOST)).isTrue();
        answer.accept(LOST);
        assertThat(session.lost(LOST)).as("the store says that it is held").isFalse();
    }

    @Test
    void aRenewalThatFailsIsTriedAgain() {
        lease.unavailable = true;
        long now = START;
        while (!session.lost(now)) {
            now += Math.max(session.nanosToNextWork(now, 0), 1);
            settle(now);
        }
        assertThat(now).isEqualTo(LOST);
        assertThat(lease.renewals).isBetween(5, 12);
    }

    @Test
    void aRunThatAnotherTookIsLostAtOnceAndForGood() {
        lease.held = false;
        turn(START + TERM / 3);
        offload.turnAll(START + TERM / 3);
        assertThat(session.lost(START + TERM / 3)).isTrue();
        lease.held = true;
        settle(START + TERM / 2);
        assertThat(session.lost(START + TERM / 2)).isTrue();
        assertThat(lease.renewals).isEqualTo(1);
    }

    /** Otherwise the engine's thread would spin until the gate has answered what is in flight. */
    @Test
    void nanosToNextWork_termOver_isZeroUntilATurnHasSeenIt() {
        turn(START + TERM / 3);
        LongConsumer answer = offload.turnUntold();
        assertThat(session.nanosToNextWork(LOST, 0)).isZero();
        turn(LOST);
        assertThat(session.nanosToNextWork(LOST, 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(session.nanosToNextWork(LOST + SECOND, 0)).isEqualTo(Long.MAX_VALUE);
        answer.accept(LOST + SECOND);
        assertThat(session.lost(LOST + SECOND)).isFalse();
        long secondEnd = LOST + TERM / 3;
        assertThat(session.nanosToNextWork(LOST + SECOND, 0))
                .as("the renewed lease has an end again")
                .isBetween(0L, secondEnd - LOST - SECOND);
    }

    @Test
    void nanosToNextWork_termOverAndRenewalFails_waitsForTheNextTry() {
        lease.unavailable = true;
        long now = LOST;
        for (int turns = 0; turns < 20; turns++) {
            settle(now);
            assertThat(session.nanosToNextWork(now, 0)).isEqualTo(TERM / 12);
            now += TERM / 12;
        }
        assertThat(session.lost(now)).isTrue();
    }

    @Test
    void aRunIsSavedAfterSoManyEvents() {
        events = 99;
        settle(START);
        assertThat(store.saved).isEmpty();
        events = 100;
        settle(START);
        events = 199;
        settle(START);
        assertThat(store.savedEvents()).containsExactly(100L);
        events = 200;
        settle(START);
        assertThat(store.savedEvents()).containsExactly(100L, 200L);
    }

    @Test
    void aRunIsSavedAfterSoLongIfThereIsAnything() {
        settle(START + 5 * SECOND);
        assertThat(store.saved).isEmpty();
        events = 1;
        assertThat(session.nanosToNextWork(START + 5 * SECOND, 1)).isZero();
        settle(START + 5 * SECOND);
        assertThat(store.savedEvents()).containsExactly(1L);
        settle(START + 10 * SECOND);
        assertThat(store.savedEvents()).containsExactly(1L);
    }

    @Test
    void aMarkedRunIsSavedSoonAlsoWhereItStood() {
        session.mark();
        assertThat(session.nanosToNextWork(START, 0)).isZero();
        settle(START);
        assertThat(store.savedEvents()).containsExactly(0L);
    }

    @Test
    void whatHappensWhileItIsSavedIsSavedNext() {
        events = 100;
        turn(START);
        events = 350;
        session.mark();
        assertThat(turn(START)).as("one save at a time").isZero();
        settle(START);
        assertThat(store.savedEvents()).containsExactly(100L, 350L);
    }

    @Test
    void aSaveThatFailsIsTriedAgainAndThenTheRunCannotGoOn() {
        store.unavailable = true;
        session.mark();
        settle(START);
        assertThat(session.failure()).isNull();
        for (long now = START; session.failure() == null; now += SECOND) {
            assertThat(now - START).isLessThanOrEqualTo(62 * SECOND);
            settle(now);
        }
        assertThat(session.failure().code()).isEqualTo(ReasonCode.CHECKPOINT_UNAVAILABLE);
    }

    @Test
    void aSaveThatIsFencedOffMeansThatTheRunIsLost() {
        store.fenced = true;
        session.mark();
        settle(START);
        assertThat(session.lost(START)).isTrue();
    }

    @Test
    void theEndIsSavedAfterWhatIsBeingSavedAndThenTheRunIsLetGo() {
        events = 100;
        turn(START);
        session.end(record(150), this::hear);
        assertThat(turn(START)).isZero();
        settle(START);
        assertThat(store.savedEvents()).containsExactly(100L, 150L);
        assertThat(lease.released).isEqualTo(1);
        assertThat(ended).containsExactly(Optional.empty());
        settle(START + TERM / 3);
        assertThat(lease.renewals).as("what is let go is not renewed").isZero();
    }

    @Test
    void anEndWithNothingToSaveOnlyLetsTheRunGo() {
        session.end(null, this::hear);
        settle(START);
        assertThat(store.saved).isEmpty();
        assertThat(lease.released).isEqualTo(1);
        assertThat(ended).containsExactly(Optional.empty());
    }

    /** Otherwise the engine's thread would spin until the store has answered. */
    @Test
    void nanosToNextWork_whileTheLeaseIsReleased_isNever() {
        session.end(null, this::hear);
        turn(START);
        assertThat(session.nanosToNextWork(START + TERM / 3, 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(session.nanosToNextWork(LOST, 0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anEndThatCannotBeSavedSaysSo() {
        store.fenced = true;
        session.end(record(3), this::hear);
        settle(START);
        assertThat(ended).containsExactly(Optional.of(ReasonCode.LEASE_LOST));
        assertThat(lease.released).isEqualTo(1);
    }

    @Test
    void aRunThatIsLostIsNotSavedAtItsEnd() {
        lease.held = false;
        turn(START + TERM / 3);
        offload.turnAll(START + TERM / 3);
        session.end(record(3), this::hear);
        settle(START + TERM / 3);
        assertThat(store.saved).isEmpty();
        assertThat(ended).hasSize(1);
    }

    /** Remembers what was saved. */
    private static final class Store implements CheckpointStore {
        final List<RunRecord> saved = new ArrayList<>();
        boolean unavailable;
        boolean fenced;
        private byte[] newest = new byte[0];

        List<Long> savedEvents() {
            return saved.stream().map(record -> record.cursor().events()).toList();
        }

        @Override
        public Set<RunId> runs() {
            throw new AssertionError("not asked for");
        }

        @Override
        public Optional<byte[]> read(RunId run) {
            return Optional.of(newest);
        }

        @Override
        public Optional<byte[]> open(RunId run, long epoch) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void save(RunId run, long epoch, byte[] record) throws IOException {
            if (unavailable) {
                throw new IOException("no space");
            }
            if (fenced) {
                throw new WspException(ReasonCode.LEASE_LOST, "a higher epoch");
            }
            newest = record;
            saved.add(RunStore.in(this, new Lease(), null).read(run).orElseThrow());
        }

        @Override
        public void discard(RunId run, long epoch) {
            throw new AssertionError("not asked for");
        }
    }

    /** A lease and its only grant. */
    private static final class Lease implements RunLease, RunLease.Grant {
        boolean held = true;
        boolean unavailable;
        int renewals;
        int released;

        @Override
        public Optional<Grant> acquire(RunId run) {
            throw new AssertionError("not asked for");
        }

        @Override
        public Optional<String> holder(RunId run) {
            throw new AssertionError("not asked for");
        }

        @Override
        public long epoch() {
            return 7;
        }

        @Override
        public Duration term() {
            return Duration.ofNanos(TERM);
        }

        @Override
        public boolean renew() throws IOException {
            renewals++;
            if (unavailable) {
                throw new IOException("away");
            }
            return held;
        }

        @Override
        public void release() {
            released++;
        }
    }
}

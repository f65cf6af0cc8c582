package io.worldstream.wsp.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.adapter.s3.FaultyNetwork.Fault;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease.Grant;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

@Tag("server")
final class S3RunLeaseTest {
    private static final RunId RUN = new RunId("0123456789abcdef".repeat(2));
    private static final String KEY = "lease/" + RUN;
    private static final Duration TERM = Duration.ofSeconds(10);

    private final StateBucket bucket = new StateBucket();
    private final FaultyNetwork network = bucket.network();
    private final ManualClock clock = new ManualClock();

    @AfterEach
    void close() {
        bucket.close();
    }

    @Nested
    class Costs {
        @Test
        void acquireRenewReleaseAndAskForAHeldRun_takeFewRequests() throws Exception {
            S3RunLease lease = lease("a");
            bucket.folder().requireConditionalWrites();
            network.forgetRequests();
            Grant grant = lease.acquire(RUN).orElseThrow();
            assertThat(network.requests()).as("acquire").hasSize(2);
            grant.renew();
            assertThat(network.requests()).as("renew").hasSize(3);
            lease("b").acquire(RUN);
            assertThat(network.requests()).as("ask").hasSize(4);
            grant.release();
            assertThat(network.requests()).as("release").hasSize(5);
        }
    }

    @Nested
    class LostAnswers {
        @Test
        void acquire_answerLost_isGranted() throws Exception {
            bucket.folder().requireConditionalWrites();
            network.faultWrites(Fault.ANSWER_LOST);
            Grant grant = lease("a").acquire(RUN).orElseThrow();
            assertThat(grant.renew()).isTrue();
            assertThat(lease("b").acquire(RUN)).isEmpty();
        }

        @Test
        void acquire_answerLostAndCannotBeReadBack_isAcquiredByTheSameHostAtOnce() throws Exception {
            bucket.folder().requireConditionalWrites();
            S3RunLease lease = lease("a");
            network.faultWrites(Fault.ANSWER_LOST);
            FutureTask<Optional<Grant>> first = new FutureTask<>(() -> lease.acquire(RUN));
            // The read before the write succeeds, the one after it does not.
            network.cutReadsAfter(1);
            first.run();
            assertThatThrownBy(first::get).hasCauseInstanceOf(IOException.class);
            network.restore();
            assertThat(lease("b").acquire(RUN)).as("another host").isEmpty();
            assertThat(lease.acquire(RUN).orElseThrow().epoch()).isEqualTo(2);
            assertThat(lease.acquire(RUN)).as("now it is held").isEmpty();
        }

        @Test
        void renew_answerLost_isTrue() throws Exception {
            Grant grant = lease("a").acquire(RUN).orElseThrow();
            network.faultWrites(Fault.ANSWER_LOST);
            assertThat(grant.renew()).isTrue();
            assertThat(grant.renew()).isTrue();
        }

        @Test
        void renew_arrivesLate_isNotTakenForAnotherHolder() throws Exception {
            Grant grant = lease("a").acquire(RUN).orElseThrow();
            network.faultWrites(Fault.HELD_BACK);
            assertThatIOException().isThrownBy(grant::renew);
            assertThat(network.deliver()).containsExactly(200);
            assertThat(grant.renew()).isTrue();
            grant.release();
            assertThat(lease("b").acquire(RUN)).isPresent();
        }

        @Test
        void renewAndRelease_arriveAfterAnotherTookTheRun_changeNothing() throws Exception {
            Grant late = lease("a").acquire(RUN).orElseThrow();
            S3RunLease next = lease("b");
            assertThat(next.acquire(RUN)).isEmpty();
            network.faultWrites(Fault.HELD_BACK, Fault.HELD_BACK);
            assertThatIOException().isThrownBy(late::renew);
            assertThatIOException().isThrownBy(late::release);
            clock.advance(TERM.multipliedBy(2));
            Grant grant = next.acquire(RUN).orElseThrow();
            assertThat(network.deliver()).containsExactly(412, 412);
            late.release();
            assertThat(late.renew()).isFalse();
            assertThat(grant.renew()).isTrue();
            assertThat(next.holder(RUN)).hasValue("b (epoch 2)");
        }
    }

    @Nested
    class Terms {
        /** The holder may have renewed while the read was under way. */
        @Test
        void acquire_slowRead_countsFromItsEnd() throws Exception {
            assertThat(lease("a").acquire(RUN)).isPresent();
            Readings readings = new Readings(0, 10, 11, 12, 20, 22);
            S3RunLease slow = new S3RunLease(bucket.folder(), readings, TERM, "b");
            assertThat(slow.acquire(RUN)).as("first seen at 10 s").isEmpty();
            assertThat(slow.acquire(RUN)).as("at 11 s").isEmpty();
            assertThat(slow.acquire(RUN)).as("at 12 s").isEmpty();
            assertThat(slow.acquire(RUN)).as("at 20 s, the margin is not over").isEmpty();
            assertThat(slow.acquire(RUN)).as("at 22 s").isPresent();
        }

        @Test
        void acquire_holderOfALongerTerm_waitsForThatTerm() throws Exception {
            S3RunLease patient = new S3RunLease(bucket.folder(), clock, TERM.multipliedBy(10), "a");
            assertThat(patient.acquire(RUN)).isPresent();
            S3RunLease next = lease("b");
            assertThat(next.acquire(RUN)).isEmpty();
            clock.advance(TERM.multipliedBy(10));
            assertThat(next.acquire(RUN)).isEmpty();
            clock.advance(TERM);
            assertThat(next.acquire(RUN)).isPresent();
        }
    }

    @Nested
    class Damage {
        @Test
        void lease_damaged_isCorruptAndARenewalIsAnIoException() throws Exception {
            Grant grant = lease("a").acquire(RUN).orElseThrow();
            for (int offset : new int[] {3, 30, 70, -1}) {
                bucket.damage(KEY, offset);
                assertCorrupt(() -> lease("b").acquire(RUN));
                assertCorrupt(() -> lease("b").holder(RUN));
                assertThatIOException().isThrownBy(grant::renew);
                bucket.damage(KEY, offset);
            }
            assertThat(grant.renew()).isTrue();
        }

        @Test
        void lease_removedAndAcquiredAnew_isNotTheOldHolders() throws Exception {
            Grant old = lease("a").acquire(RUN).orElseThrow();
            bucket.remove(KEY);
            Grant anew = lease("b").acquire(RUN).orElseThrow();
            assertThat(anew.epoch()).isEqualTo(old.epoch());
            assertThat(old.renew()).isFalse();
            old.release();
            assertThat(anew.renew()).isTrue();
        }

        @Test
        void renewAndRelease_bucketGone_areIoExceptionsWhileTheTermRuns() throws Exception {
            Grant grant = lease("a").acquire(RUN).orElseThrow();
            network.faultWrites(Fault.NO_BUCKET);
            assertThatIOException().isThrownBy(grant::renew).withMessageContaining("there is no bucket");
            assertThat(grant.renew()).isTrue();
            network.faultWrites(Fault.NO_BUCKET);
            assertThatIOException().isThrownBy(grant::release);
            grant.release();
            assertThat(lease("b").acquire(RUN)).isPresent();
        }

        @Test
        void lease_removed_isLost() throws Exception {
            Grant grant = lease("a").acquire(RUN).orElseThrow();
            bucket.remove(KEY);
            assertThat(grant.renew()).isFalse();
        }

        private void assertCorrupt(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CHECKPOINT_CORRUPT));
        }
    }

    @Test
    void acquire_manyHostsAtOnce_grantsEachEpochOnceAndNeverTwoHolders() throws Exception {
        int hosts = 6;
        int grantsOfAHost = 4;
        List<Long> epochs = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger holders = new AtomicInteger();
        List<FutureTask<Void>> tasks = new ArrayList<>();
        List<S3Client> clients = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            S3Client client = network.client(StateBucket.server());
            clients.add(client);
            S3RunLease lease = new S3RunLease(bucket.folder(client), clock, TERM, "host " + i);
            FutureTask<Void> task = new FutureTask<>(() -> {
                for (int granted = 0; granted < grantsOfAHost; ) {
                    Optional<Grant> grant = lease.acquire(RUN);
                    if (grant.isPresent()) {
                        assertThat(holders.incrementAndGet()).as("holders").isEqualTo(1);
                        epochs.add(grant.get().epoch());
                        assertThat(grant.get().renew()).isTrue();
                        holders.decrementAndGet();
                        grant.get().release();
                        granted++;
                    }
                }
                return null;
            });
            tasks.add(task);
            new Thread(task, "host " + i).start();
        }
        for (FutureTask<Void> each : tasks) {
            each.get(3, TimeUnit.MINUTES);
        }
        clients.forEach(S3Client::close);
        assertThat(epochs)
                .hasSize(hosts * grantsOfAHost)
                .doesNotHaveDuplicates()
                .isSorted();
    }

    private S3RunLease lease(String owner) {
        return new S3RunLease(bucket.folder(), clock, TERM, owner);
    }

    /** A clock with given readings, in seconds: one at the start of each acquire, and one when a lease is new to it. */
    private static final class Readings implements Clock {
        private final int[] seconds;
        private int next;

        Readings(int... seconds) {
            this.seconds = seconds;
        }

        @Override
        public long monotonicNanos() {
            return Duration.ofSeconds(seconds[next++]).toNanos();
        }

        @Override
        public Instant wallTime() {
            throw new IllegalStateException("a lease needs no time of day");
        }
    }
}

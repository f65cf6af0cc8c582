package io.worldstream.wsp.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease.Grant;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("server")
@Timeout(300)
final class JdbcRunLeaseTest {
    private static final RunId RUN = new RunId("ab".repeat(16));
    private static final Duration TERM = Duration.ofSeconds(10);

    private TableClock clock;
    private JdbcRunLease lease;

    @BeforeEach
    void lease() throws Exception {
        clock = new TableClock();
        lease = new JdbcRunLease(clock.database(), TERM, "host-1");
    }

    @Test
    void acquire_unrenewed_isGrantedATenthAfterTheTerm() throws Exception {
        Grant silent = acquired();
        clock.advance(Duration.ofSeconds(11).minusNanos(1_000));
        assertThat(contender(TERM).acquire(RUN)).as("a microsecond too early").isEmpty();
        clock.advance(Duration.ofNanos(1_000));
        Grant next = contender(TERM).acquire(RUN).orElseThrow();
        assertThat(next.epoch()).isGreaterThan(silent.epoch());
        assertThat(silent.renew()).isFalse();
    }

    /** A host with another configuration must not cut short what this one was granted. */
    @Test
    void acquire_byAShorterTerm_waitsForTheHoldersTerm() throws Exception {
        acquired();
        JdbcRunLease hasty = contender(Duration.ofSeconds(1));
        clock.advance(TERM);
        assertThat(hasty.acquire(RUN)).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(hasty.acquire(RUN)).isPresent();
    }

    @Test
    void acquire_byTheClockOfTheServer_isGrantedOnceTheTermHasPassed() throws Exception {
        JdbcDatabase database = TestServer.newDatabase();
        JdbcRunLease real = new JdbcRunLease(database, Duration.ofMillis(200), "host-1");
        Grant silent = real.acquire(RUN).orElseThrow();
        Optional<Grant> next = Optional.empty();
        for (long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2); next.isEmpty(); ) {
            assertThat(System.nanoTime()).as("the run is still not free").isLessThan(end);
            next = real.acquire(RUN);
        }
        assertThat(silent.renew()).isFalse();
        assertThat(next.get().renew()).isTrue();
        assertThat(TestServer.query(
                        database,
                        "SELECT abs(epoch - extract(epoch FROM clock_timestamp()) * 1000) < 600000 FROM @wsp_lease"))
                .as("the epoch is the time in milliseconds")
                .isEqualTo("t");
    }

    /** Else a host that died would hold its run for as long as the clock was set back. */
    @Test
    void acquire_afterTheClockWasSetBack_isGrantedATermLater() throws Exception {
        Grant holder = acquired();
        clock.advance(Duration.ofDays(-3));
        assertThat(contender(TERM).acquire(RUN)).as("still held").isEmpty();
        clock.advance(TERM);
        assertThat(contender(TERM).acquire(RUN)).as("within the term").isEmpty();
        clock.advance(Duration.ofSeconds(1));
        Grant next = contender(TERM).acquire(RUN).orElseThrow();
        assertThat(next.epoch()).as("although the clock is behind").isEqualTo(holder.epoch() + 1);
    }

    @Test
    void acquire_afterTheClockWasSetBack_leavesAHolderThatRenews() throws Exception {
        Grant holder = acquired();
        clock.advance(Duration.ofDays(-3));
        for (int i = 0; i < 5; i++) {
            assertThat(contender(TERM).acquire(RUN)).isEmpty();
            clock.advance(TERM);
            assertThat(holder.renew()).isTrue();
        }
    }

    /** A failover to a replica that had not received the last grant, or a restore from a backup. */
    @Test
    void acquire_afterTheLastGrantWasUndone_givesAHigherEpoch() throws Exception {
        acquired().release();
        TestServer.execute(clock.database(), "CREATE TABLE @backup AS SELECT * FROM @wsp_lease");
        clock.advance(Duration.ofSeconds(1));
        Grant undone = acquired();
        TestServer.execute(clock.database(), "DELETE FROM @wsp_lease");
        TestServer.execute(clock.database(), "INSERT INTO @wsp_lease SELECT * FROM @backup");

        assertThat(undone.renew()).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(acquired().epoch()).isGreaterThan(undone.epoch());
    }

    /** Even if its epoch came again, since the clock of the new primary is behind. */
    @Test
    void renew_ofAnotherGrantWithTheSameEpoch_isFalse() throws Exception {
        Grant undone = acquired();
        TestServer.execute(
                clock.database(), "UPDATE @wsp_lease SET epoch = epoch - 1, token = NULL, expires_at = NULL");
        Grant next = acquired();
        assertThat(next.epoch()).isEqualTo(undone.epoch());
        assertThat(undone.renew()).isFalse();
        undone.release();
        assertThat(next.renew()).isTrue();
    }

    @Test
    void acquire_whoseAnswerIsLost_isGrantedToTheSameHostAtOnce() throws Exception {
        AtomicBoolean lost = new AtomicBoolean();
        ReplacedCalls calls = new ReplacedCalls(TestServer.dataSource(), Map.of("commit", (connection, call) -> {
            Object done = call.proceed();
            if (lost.compareAndSet(false, true)) {
                connection.close();
                throw new SQLException("the connection broke", "08006");
            }
            return done;
        }));
        JdbcRunLease unlucky = new JdbcRunLease(clock.database(calls.dataSource()), TERM, "host-1");
        assertThatIOException().isThrownBy(() -> unlucky.acquire(RUN)).withMessageContaining("may have been made");
        assertThat(lease.acquire(RUN)).as("another host's").isEmpty();
        Grant grant = unlucky.acquire(RUN).orElseThrow();
        assertThat(grant.renew()).isTrue();
        assertThat(unlucky.acquire(RUN)).as("held by the same host").isEmpty();
        grant.release();
        assertThat(lease.acquire(RUN)).isPresent();
    }

    @Test
    void holder_whileHeld_isNamed() throws Exception {
        Grant grant = acquired();
        assertThat(contender(TERM).holder(RUN))
                .hasValue("host-1 (epoch " + grant.epoch()
                        + ", until 2026-01-01T00:00:11Z by the clock of the database)");
    }

    /**
     * Hosts that take a run from each other as fast as they can: each epoch is granted once, and between a grant and
     * its release there is no other.
     */
    @Test
    void acquire_byManyHosts_grantsOneAtATime() throws Exception {
        int hosts = 8;
        int grantsOfAHost = 10;
        AtomicInteger holders = new AtomicInteger();
        Set<Long> epochs = new HashSet<>();
        ExecutorService threads = Executors.newFixedThreadPool(hosts);
        try {
            List<Callable<Integer>> contenders = new ArrayList<>();
            for (int host = 0; host < hosts; host++) {
                JdbcRunLease own = contender(TERM);
                contenders.add(() -> race(own, grantsOfAHost, holders, epochs));
            }
            for (Future<Integer> each : threads.invokeAll(contenders, 4, TimeUnit.MINUTES)) {
                assertThat(each.get()).isEqualTo(grantsOfAHost);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(epochs).hasSize(hosts * grantsOfAHost);
        assertThat(lease.holder(RUN)).isEmpty();
    }

    private static int race(JdbcRunLease lease, int grants, AtomicInteger holders, Set<Long> epochs)
            throws IOException {
        int granted = 0;
        while (granted < grants && !Thread.currentThread().isInterrupted()) {
            Optional<Grant> grant = lease.acquire(RUN);
            if (grant.isPresent()) {
                assertThat(holders.incrementAndGet()).as("holders").isEqualTo(1);
                synchronized (epochs) {
                    assertThat(epochs.add(grant.get().epoch()))
                            .as("a new epoch")
                            .isTrue();
                }
                assertThat(grant.get().renew()).isTrue();
                holders.decrementAndGet();
                grant.get().release();
                granted++;
            }
        }
        return granted;
    }

    @Test
    void constructor_termOrOwnerOutOfRange_isIllegal() {
        JdbcDatabase database = clock.database();
        for (Duration term : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofDays(366))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new JdbcRunLease(database, term, "host-1"));
        }
        for (String owner : List.of("", " ", "a\u0000b", "a\nb", "\ud800", "x".repeat(201))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new JdbcRunLease(database, TERM, owner));
        }
    }

    private JdbcRunLease contender(Duration term) {
        return new JdbcRunLease(clock.database(), term, "host-2");
    }

    private Grant acquired() throws IOException {
        return lease.acquire(RUN).orElseThrow();
    }
}

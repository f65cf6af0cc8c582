package io.worldstream.wsp.adapter.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
@Timeout(300)
final class JdbcCheckpointStoreTest {
    private static final RunId RUN = new RunId("ab".repeat(16));
    private static final String ROW = " WHERE run_id = '" + RUN + "'";

    private JdbcDatabase database;
    private JdbcCheckpointStore store;

    @BeforeEach
    void opened() throws IOException {
        database = TestServer.newDatabase();
        store = new JdbcCheckpointStore(database);
        store.open(RUN, 7);
        store.save(RUN, 7, "one".getBytes(UTF_8));
    }

    @Test
    void save_ofAStaleEpoch_updatesNoRow() throws Exception {
        store.open(RUN, 8);
        String before = TestServer.query(database, "SELECT xmin || ' ' || ctid FROM @wsp_checkpoint" + ROW);
        assertLost(() -> store.save(RUN, 7, new byte[1]));
        assertThat(TestServer.query(database, "SELECT xmin || ' ' || ctid FROM @wsp_checkpoint" + ROW))
                .isEqualTo(before);
        assertThat(store.read(RUN)).map(String::new).hasValue("one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "record = 'two'::bytea",
                "record = NULL",
                "record = ''::bytea",
                "crc32c = crc32c # 1",
                "crc32c = NULL",
                "saved_epoch = 6"
            })
    void read_ofADamagedRow_isCorrupt(String damage) throws Exception {
        TestServer.execute(database, "UPDATE @wsp_checkpoint SET " + damage + ROW);
        assertThatThrownBy(() -> store.read(RUN))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CHECKPOINT_CORRUPT))
                .hasMessageContaining("wsp run --restart " + RUN);
    }

    /** The checksum covers the run, so a row that was copied is not taken for another run's. */
    @Test
    void read_ofARecordOfAnotherRun_isCorrupt() throws Exception {
        TestServer.execute(database, "UPDATE @wsp_checkpoint SET run_id = '" + "cd".repeat(16) + "'" + ROW);
        assertThatThrownBy(() -> store.read(new RunId("cd".repeat(16)))).hasMessageContaining("is damaged");
    }

    @Test
    void open_epochBelowOne_isIllegal() {
        assertThatIllegalArgumentException().isThrownBy(() -> store.open(RUN, 0));
    }

    @Test
    void discard_ofTheRow_keepsTheFence() throws Exception {
        store.discard(RUN, 7);
        assertThat(TestServer.query(database, "SELECT epoch FROM @wsp_checkpoint" + ROW))
                .isEqualTo("7");
        assertLost(() -> store.open(RUN, 6));
    }

    /** A session of an operator, or of a host that hangs, holds the row. */
    @Test
    void save_whileTheRowIsLocked_failsAndNamesTheCause() throws Exception {
        JdbcCheckpointStore impatient = new JdbcCheckpointStore(JdbcDatabase.builder(TestServer.dataSource())
                .schema(database.schema())
                .timeout(Duration.ofMillis(400))
                .build());
        try (Connection other = lockedRow()) {
            assertThatIOException()
                    .isThrownBy(() -> impatient.save(RUN, 7, "two".getBytes(UTF_8)))
                    .withMessageContaining("another session holds a lock")
                    .withMessageContaining("SQLState 55P03");
            other.rollback();
        }
        assertThat(store.read(RUN)).map(String::new).hasValue("one");
    }

    @Test
    void save_whoseConnectionIsKilled_changesNothingAndCanBeRepeated() throws Exception {
        CompletableFuture<Throwable> failed = new CompletableFuture<>();
        try (Connection other = lockedRow()) {
            Thread saving = new Thread(() -> {
                try {
                    store.save(RUN, 7, "two".getBytes(UTF_8));
                    failed.complete(new AssertionError("the save succeeded"));
                } catch (IOException | RuntimeException e) {
                    failed.complete(e);
                }
            });
            saving.start();
            killWhoWaits();
            assertThat(failed.get(2, TimeUnit.MINUTES))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot save the checkpoint of run " + RUN)
                    .hasMessageContaining("SQLState 57P01");
            other.rollback();
        }
        assertThat(store.read(RUN)).map(String::new).hasValue("one");
        store.save(RUN, 7, "two".getBytes(UTF_8));
        assertThat(store.read(RUN)).map(String::new).hasValue("two");
    }

    @Test
    void save_whoseAnswerIsLost_saysSoAndCanBeRepeated() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        ReplacedCalls calls = new ReplacedCalls(TestServer.dataSource(), Map.of("commit", (connection, call) -> {
            Object done = call.proceed();
            if (commits.incrementAndGet() == 1) {
                connection.close();
                throw new SQLException("the connection broke", "08006");
            }
            return done;
        }));
        JdbcCheckpointStore unlucky = new JdbcCheckpointStore(JdbcDatabase.builder(calls.dataSource())
                .schema(database.schema())
                .build());
        assertThatIOException()
                .isThrownBy(() -> unlucky.save(RUN, 7, "two".getBytes(UTF_8)))
                .withMessageContaining("may have been made");
        assertThat(store.read(RUN)).map(String::new).hasValue("two");
        unlucky.save(RUN, 7, "two".getBytes(UTF_8));
        assertThat(store.read(RUN)).map(String::new).hasValue("two");
        assertThat(calls.open()).isZero();
    }

    /** Two conflicts in turn, as a deadlock is one; a third would be told to the caller. */
    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void save_thatConflicts_isTriedThreeTimes(String state) throws Exception {
        AtomicInteger left = new AtomicInteger(2);
        JdbcCheckpointStore contended = new JdbcCheckpointStore(JdbcDatabase.builder(new ReplacedCalls(
                                TestServer.dataSource(), Map.of("commit", (connection, call) -> {
                                    if (left.getAndDecrement() > 0) {
                                        throw new SQLException("a conflict", state);
                                    }
                                    return call.proceed();
                                }))
                        .dataSource())
                .schema(database.schema())
                .build());
        contended.save(RUN, 7, "two".getBytes(UTF_8));
        assertThat(store.read(RUN)).map(String::new).hasValue("two");

        left.set(3);
        assertThatIOException()
                .isThrownBy(() -> contended.save(RUN, 7, "three".getBytes(UTF_8)))
                .withMessageContaining("3 times");
        assertThat(store.read(RUN)).map(String::new).hasValue("two");
    }

    @Test
    void save_ofALargeRecord_isRead() throws Exception {
        byte[] large = new byte[16 << 20];
        large[large.length - 1] = 1;
        store.save(RUN, 7, large);
        assertThat(store.read(RUN)).map(record -> record.length).hasValue(large.length);
        assertThat(store.open(RUN, 7)).get().isEqualTo(large);
    }

    /** Each write waits for the disk, even where the role's default is not to. */
    @Test
    void save_whereCommitsAreAsynchronous_isSynchronous() throws Exception {
        String role = TestServer.newName();
        TestServer.execute("CREATE ROLE " + role + " LOGIN SUPERUSER");
        TestServer.execute("ALTER ROLE " + role + " SET synchronous_commit = off");
        String[] seen = new String[1];
        JdbcCheckpointStore durable = new JdbcCheckpointStore(JdbcDatabase.builder(new ReplacedCalls(
                                TestServer.dataSource(TestServer.port(), role), Map.of("commit", (connection, call) -> {
                                    try (Statement statement = connection.createStatement()) {
                                        seen[0] = TestServer.text(statement.executeQuery("SHOW synchronous_commit"));
                                    }
                                    return call.proceed();
                                }))
                        .dataSource())
                .schema(database.schema())
                .build());
        durable.save(RUN, 7, new byte[1]);
        assertThat(seen[0]).isEqualTo("on");
        durable.read(RUN);
        assertThat(seen[0]).as("of a read").isEqualTo("off");
    }

    private Connection lockedRow() throws SQLException {
        Connection other = TestServer.dataSource().getConnection();
        other.setAutoCommit(false);
        try (Statement statement = other.createStatement()) {
            statement.execute(database.sql("SELECT 1 FROM @wsp_checkpoint" + ROW + " FOR UPDATE"));
        }
        return other;
    }

    /** Ends the session that waits for a lock on the test's table, as soon as there is one. */
    private void killWhoWaits() throws SQLException {
        String kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query"
                + " LIKE '%" + database.schema() + "\".wsp_checkpoint SET%'";
        for (long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2); ; ) {
            if (TestServer.query(database, kill).equals("t")) {
                return;
            }
            assertThat(System.nanoTime()).as("no save waits for the lock").isLessThan(end);
        }
    }

    private static void assertLost(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.LEASE_LOST));
    }

    @Test
    void runs_withoutRecords_areNone() throws IOException {
        store.discard(RUN, 7);
        assertThat(store.runs()).isEmpty();
        assertThat(store.read(RUN)).isEqualTo(Optional.empty());
    }
}

package io.worldstream.wsp.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.StoredAuditTrail;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditLine;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
@Timeout(300)
final class JdbcAuditSinkTest {
    private static final Duration TERM = Duration.ofHours(1);
    private static final String RECORDS =
            "SELECT record::json -> 'detail' ->> 'number' FROM @wsp_audit_record" + " WHERE host = 'host' ORDER BY seq";

    private TableClock clock;
    private JdbcDatabase database;

    @BeforeEach
    void tables() throws IOException, SQLException {
        clock = new TableClock();
        database = clock.database();
    }

    private JdbcAuditSink sink(String owner) {
        return new JdbcAuditSink(database, "host", TERM, owner);
    }

    private static AuditEntry entry(int number) {
        return AuditEntry.builder(AuditKind.PAUSED, Instant.parse("2026-01-02T10:15:30Z"))
                .detail("number", String.valueOf(number))
                .build();
    }

    private List<String> numbers() throws SQLException {
        return TestServer.texts(database, RECORDS);
    }

    private void requireIntact(long records) throws IOException {
        assertThat(JdbcAuditTrail.in(database))
                .hasSize(1)
                .first()
                .satisfies(trail -> assertThat(trail.verify(record -> {}))
                        .isEqualTo(new StoredAuditTrail.Result(records, 0, null)));
    }

    private void execute(String sql) throws SQLException {
        TestServer.execute(database, sql);
    }

    /** A host that ended without closing its sink: its chain is free when the term and a tenth of it have passed. */
    @Test
    void append_chainOfAHostThatWasKilled_isFreeAfterItsTerm() throws Exception {
        JdbcAuditSink killed = sink("process 1");
        killed.append(entry(1));
        try (JdbcAuditSink next = sink("process 2")) {
            clock.advance(TERM);
            assertHeld(() -> next.append(entry(2)), "process 1, until 2026-01-01T01:06:00Z");
            clock.advance(TERM.dividedBy(10));
            assertThat(next.append(entry(3)).seq()).isEqualTo(2);

            // It was only slow: it has lost the chain, and stores nothing.
            assertHeld(() -> killed.append(entry(4)), "process 2, until ");
        }
        assertThat(killed.append(entry(5)).seq()).as("once the chain is free").isEqualTo(3);
        killed.close();
        assertThat(numbers()).containsExactly("1", "3", "5");
        requireIntact(3);
    }

    /** The end of the chain is as the former holder left it: only the fence keeps it from appending. */
    @Test
    void append_chainTakenAndNothingAppended_isFencedOut() throws Exception {
        JdbcAuditSink slow = sink("process 1");
        slow.append(entry(1));
        clock.advance(TERM.multipliedBy(2));
        try (JdbcAuditSink next = free("process 2")) {
            assertHeld(() -> slow.append(entry(2)), "process 2, until ");
            assertThat(numbers()).containsExactly("1");
            assertThat(next.append(entry(3)).seq()).isEqualTo(2);
        }
        slow.close();
        requireIntact(2);
    }

    /** A statement that a process gave up, and that reaches the server after it took the chain again. */
    @Test
    void append_underAFormerEpochOfTheSameProcess_storesNothing() throws Exception {
        AuditHold hold = new AuditHold(database, "host", TERM, "process 1");
        AuditHold.Held before = hold.take(AuditChain.EMPTY).orElseThrow();
        AuditHold.Held again = hold.take(AuditChain.EMPTY).orElseThrow();
        AuditRecord record = AuditChain.EMPTY.next(entry(1));
        assertThat(hold.append(before, record)).isFalse();
        assertThat(numbers()).isEmpty();
        assertThat(hold.append(again, record)).isTrue();
        assertThat(numbers()).containsExactly("1");
        hold.release();
    }

    @Test
    void append_holderThatRenews_isNotOusted() throws Exception {
        try (JdbcAuditSink holder = sink("process 1");
                JdbcAuditSink rival = sink("process 2")) {
            holder.append(entry(1));
            clock.advance(TERM);
            holder.renew();
            clock.advance(TERM);
            assertHeld(() -> rival.append(entry(2)), "process 1");
            holder.append(entry(3));
            clock.advance(TERM);
            assertHeld(() -> rival.append(entry(2)), "process 1");
        }
        assertThat(numbers()).containsExactly("1", "3");
    }

    /** The thread of renewals, by the server's clock: the test waits for its second renewal. */
    @Test
    void append_once_renewsFromThenOn() throws Exception {
        String renewed = "SELECT expires_at > '2026-01-01T00:00:01Z' FROM @wsp_audit_chain";
        try (JdbcAuditSink holder = new JdbcAuditSink(database, "host", Duration.ofMillis(30), "process 1")) {
            holder.append(entry(1));
            assertThat(TestServer.query(database, renewed)).isEqualTo("f");
            clock.advance(Duration.ofSeconds(1));
            long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (!TestServer.query(database, renewed).equals("t")) {
                assertThat(System.nanoTime()).as("no renewal").isLessThan(end);
            }
        }
        assertThat(TestServer.query(database, "SELECT holder FROM @wsp_audit_chain"))
                .as("released")
                .isEqualTo("null");
    }

    @Test
    void append_clockSetBack_freesTheChainAfterATerm() throws Exception {
        JdbcAuditSink killed = sink("process 1");
        killed.append(entry(1));
        clock.advance(Duration.ofDays(-100));
        try (JdbcAuditSink next = sink("process 2")) {
            assertHeld(() -> next.append(entry(2)), "process 1");
            clock.advance(TERM.plus(TERM.dividedBy(10)));
            assertThat(next.append(entry(3)).seq()).isEqualTo(2);
        }
        killed.close();
    }

    /** The transaction was committed, and its answer lost: the next append goes behind its record. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void append_connectionBreaksAtTheCommit_goesOnBehindWhatIsStored(boolean committed) throws Exception {
        AtomicBoolean breaks = new AtomicBoolean();
        ReplacedCalls calls = new ReplacedCalls(TestServer.dataSource(), Map.of("commit", (connection, call) -> {
            Object done = !breaks.get() || committed ? call.proceed() : null;
            if (breaks.compareAndSet(true, false)) {
                connection.close();
                throw new SQLException("the connection broke", "08006");
            }
            return done;
        }));
        try (JdbcAuditSink sink = new JdbcAuditSink(clock.database(calls.dataSource()), "host", TERM, "process 1")) {
            sink.append(entry(1));
            breaks.set(true);
            assertThatIOException()
                    .isThrownBy(() -> sink.append(entry(2)))
                    .withMessageContaining("cannot append to the audit trail of host host")
                    .withMessageContaining("may have been made");
            AuditRecord next = sink.append(entry(3));
            assertThat(next.seq()).isEqualTo(committed ? 3 : 2);
        }
        assertThat(numbers()).isEqualTo(committed ? List.of("1", "2", "3") : List.of("1", "3"));
        requireIntact(committed ? 3 : 2);
        assertThat(calls.open()).isZero();
    }

    @Test
    void append_connectionBreaksBeforeTheCommit_storesNothing() throws Exception {
        AtomicBoolean breaks = new AtomicBoolean();
        ReplacedCalls calls =
                new ReplacedCalls(TestServer.dataSource(), Map.of("prepareStatement", (connection, call) -> {
                    if (breaks.compareAndSet(true, false)) {
                        connection.close();
                    }
                    return call.proceed();
                }));
        try (JdbcAuditSink sink = new JdbcAuditSink(clock.database(calls.dataSource()), "host", TERM, "process 1")) {
            sink.append(entry(1));
            breaks.set(true);
            assertThatIOException().isThrownBy(() -> sink.append(entry(2)));
            assertThat(sink.append(entry(3)).seq()).isEqualTo(2);
        }
        assertThat(numbers()).containsExactly("1", "3");
        requireIntact(2);
    }

    /**
     * The transaction of an append that was given up is still open in the server, and may commit. Taking the chain again
     * waits for it, so that no second record gets its number.
     */
    @Test
    void append_formerTransactionIsStillOpen_waitsForIt() throws Exception {
        AuditRecord one;
        try (JdbcAuditSink first = sink("process 1")) {
            one = first.append(entry(1));
        }
        try (JdbcAuditSink patient = new JdbcAuditSink(slow(), "host", TERM, "process 2")) {
            CompletableFuture<AuditRecord> appended = new CompletableFuture<>();
            try (Connection given = TestServer.dataSource().getConnection();
                    Statement statement = given.createStatement()) {
                given.setAutoCommit(false);
                AuditChain end = AuditChain.endingWith(one);
                AuditRecord two = end.next(entry(2));
                statement.execute(database.sql("UPDATE @wsp_audit_chain SET seq = 2, hash = '" + two.hash() + "'"));
                statement.execute(database.sql(
                        "INSERT INTO @wsp_audit_record VALUES ('host', 2, '" + AuditLine.write(two) + "')"));
                Thread appending = new Thread(() -> {
                    try {
                        appended.complete(patient.append(entry(3)));
                    } catch (IOException | RuntimeException e) {
                        appended.completeExceptionally(e);
                    }
                });
                appending.start();
                awaitWaiter(given);
                assertThat(appended).isNotDone();
                given.commit();
            }
            assertThat(appended.get().seq()).isEqualTo(3);
        }
        assertThat(numbers()).containsExactly("1", "2", "3");
        requireIntact(3);
    }

    private JdbcDatabase slow() {
        return JdbcDatabase.builder(TestServer.dataSource())
                .schema(database.schema())
                .timeout(Duration.ofMinutes(4))
                .build();
    }

    /** Waits until a session waits for the one of a connection. */
    private void awaitWaiter(Connection connection) throws SQLException {
        String pid;
        try (Statement statement = connection.createStatement()) {
            pid = TestServer.text(statement.executeQuery("SELECT pg_backend_pid()"));
        }
        String waiters = "SELECT count(*) FROM pg_stat_activity WHERE " + pid + " = ANY (pg_blocking_pids(pid))";
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (TestServer.query(database, waiters).equals("0")) {
            assertThat(System.nanoTime()).as("nobody waits").isLessThan(end);
        }
    }

    /** Each by another hand, while the host runs; then at its next start. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE @wsp_audit_record SET record = record || ' ' WHERE seq = 3",
                "UPDATE @wsp_audit_record SET record = replace(record, '\"3\"', '\"\u00fc\"') WHERE seq = 3",
                "DELETE FROM @wsp_audit_record WHERE seq = 3",
                "DELETE FROM @wsp_audit_record; DELETE FROM @wsp_audit_chain",
                "UPDATE @wsp_audit_chain SET seq = 2",
                "UPDATE @wsp_audit_chain SET hash = repeat('0', 64)",
                "INSERT INTO @wsp_audit_record SELECT host, 4, record FROM @wsp_audit_record WHERE seq = 3",
                "INSERT INTO @wsp_audit_record SELECT host, 9, record FROM @wsp_audit_record WHERE seq = 3"
            })
    void append_endWasChanged_isRefused(String edit) throws Exception {
        try (JdbcAuditSink sink = sink("process 1")) {
            for (int i = 1; i <= 3; i++) {
                sink.append(entry(i));
            }
            execute(edit);
            String before = String.valueOf(TestServer.texts(database, "SELECT record FROM @wsp_audit_record"));
            assertCorrupt(() -> sink.append(entry(4)));
            assertCorrupt(() -> sink.append(entry(5)));
            assertThat(String.valueOf(TestServer.texts(database, "SELECT record FROM @wsp_audit_record")))
                    .as("nothing was stored")
                    .isEqualTo(before);
        }
        if (!edit.startsWith("DELETE FROM @wsp_audit_record;")) {
            assertCorrupt(() -> JdbcAuditSink.ofFreeChain(database, "host", TERM, "process 2"));
            assertThat(TestServer.query(database, "SELECT holder FROM @wsp_audit_chain"))
                    .as("a chain that is refused is not held")
                    .isEqualTo("null");
        }
    }

    /** A take reads the last 100 records; what is before them is for {@link JdbcAuditTrail}. */
    @Test
    void append_longChainAtANextStart_verifiesItsTail() throws Exception {
        int records = AuditHold.TAIL + 20;
        try (JdbcAuditSink sink = sink("process 1")) {
            for (int i = 1; i <= records; i++) {
                sink.append(entry(i));
            }
        }
        try (JdbcAuditSink next = sink("process 2")) {
            assertThat(next.append(entry(0)).seq()).isEqualTo(records + 1);
        }
        execute("UPDATE @wsp_audit_record SET record = replace(record, 'paused', 'halted') WHERE seq = 22");
        try (JdbcAuditSink next = sink("process 3")) {
            assertCorrupt(() -> next.append(entry(0)));
        }
    }

    /** The rows of a damaged chain get another host, and the host begins a new chain, as messages and documents say. */
    @Test
    void append_damagedChainPutAside_beginsANewOne() throws Exception {
        try (JdbcAuditSink sink = sink("process 1")) {
            sink.append(entry(1));
        }
        execute("UPDATE @wsp_audit_record SET record = '{}'");
        execute("UPDATE @wsp_audit_record SET host = 'host.kept' WHERE host = 'host';"
                + " UPDATE @wsp_audit_chain SET host = 'host.kept' WHERE host = 'host'");
        try (JdbcAuditSink sink = sink("process 2")) {
            assertThat(sink.append(entry(2)).seq()).isEqualTo(1);
        }
        assertThat(JdbcAuditTrail.in(database)).extracting(JdbcAuditTrail::host).containsExactly("host", "host.kept");
    }

    @Test
    void ofFreeChain_chainsAreHeld_takesTheNext() throws Exception {
        try (JdbcAuditSink one = free("process 1")) {
            assertThat(one.describe())
                    .isEqualTo("table wsp_audit_record in schema " + database.schema() + " of the database, host host");
            try (JdbcAuditSink two = free("process 2")) {
                assertThat(two.describe()).endsWith(", host host-2");
            }
        }
        try (JdbcAuditSink three = free("process 3")) {
            assertThat(three.describe()).endsWith(", host host");
        }
    }

    private JdbcAuditSink free(String owner) throws IOException {
        return JdbcAuditSink.ofFreeChain(database, "host", TERM, owner);
    }

    @Test
    void append_rowIsLocked_failsInTimeAndNamesTheCause() throws Exception {
        JdbcDatabase impatient = JdbcDatabase.builder(TestServer.dataSource())
                .schema(database.schema())
                .timeout(Duration.ofMillis(400))
                .build();
        try (JdbcAuditSink sink = new JdbcAuditSink(impatient, "host", TERM, "process 1");
                Connection other = TestServer.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            sink.append(entry(1));
            other.setAutoCommit(false);
            statement.execute(database.sql("SELECT 1 FROM @wsp_audit_chain FOR UPDATE"));
            assertThatIOException()
                    .isThrownBy(() -> sink.append(entry(2)))
                    .withMessageContaining("another session holds a lock on it")
                    .withMessageContaining("SQLState 55P03");
            other.rollback();
            assertThat(sink.append(entry(3)).seq()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".host", "a/b", "a b", "\u00fc"})
    void sink_argumentBreaksItsRule_isRefused(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JdbcAuditSink(database, host, TERM, "process"))
                .withMessageContaining("not the name of a host");
        assertThatIllegalArgumentException().isThrownBy(() -> new JdbcAuditSink(database, "host", TERM, "a\nb"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JdbcAuditSink(database, "host", Duration.ZERO, "process"));
    }

    private static void assertHeld(ThrowingCallable append, String by) {
        assertThatThrownBy(append)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE))
                .hasMessageContaining("another process appends to the audit trail in table wsp_audit_record")
                .hasMessageContaining(by);
    }

    private static void assertCorrupt(ThrowingCallable append) {
        assertThatThrownBy(append)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.AUDIT_CORRUPT));
    }
}

package io.worldstream.wsp.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore.Entry;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.DeadLetterBytes;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
@Timeout(300)
final class JdbcDeadLetterStoreTest {
    private static final RunId RUN = new RunId("ab".repeat(16));
    private static final String FIRST = "stream#event=1";

    private JdbcDatabase database;
    private JdbcDeadLetterStore store;

    @BeforeEach
    void opened() throws IOException {
        database = TestServer.newDatabase();
        store = new JdbcDeadLetterStore(database);
        store.open(RUN, 1);
    }

    /** Text columns of PostgreSQL hold neither NUL nor half a character. */
    @Test
    void record_textThatNoColumnHolds_isReadAsItWas() throws Exception {
        String odd = "a\u0000b \ud800 \udc00\ud800 \ufffd \ud83d\ude00 \n";
        DeadLetter letter = DeadLetter.builder(
                        RUN,
                        new OutputId("o"),
                        new Violation(ReasonCode.INGRESS_QUARANTINED, odd, odd),
                        new Hex64("0f".repeat(32)))
                .eventId(new EventId("ab".repeat(32)))
                .row(odd)
                .eventTime(Instant.MIN)
                .quarantine(new DeadLetter.Quarantine(List.of(odd, ""), odd, new Hex64("ef".repeat(32)), Instant.MAX))
                .build();
        RedriveAttempt attempt = new RedriveAttempt(Instant.MAX, RedriveAttempt.Outcome.FAILED, List.of(odd), odd);
        store.record(1, letter);
        store.redriven(1, RUN, odd, attempt);
        assertThat(store.find(RUN, odd)).hasValue(new Entry(letter, List.of(attempt)));
        assertThat(TestServer.query(database, "SELECT reason FROM @wsp_dead_letter"))
                .startsWith("a\\u0000b \\ud800 \\udc00\\ud800");
    }

    @Test
    void record_isShownToPeople() throws Exception {
        store.record(1, quarantined(FIRST, "a row"));
        assertThat(TestServer.query(
                        database,
                        "SELECT concat_ws(' ', position, kind, code, reason, output_id, event_time AT TIME ZONE 'UTC')"
                                + " FROM @wsp_dead_letter"))
                .isEqualTo(FIRST + " gate_quarantine INGRESS_QUARANTINED the gate quarantined it o"
                        + " 2026-01-31 23:59:59.000001");
    }

    /** Pages by rows, and by bytes: 2,500 small records, then 12 of 1 MiB. */
    @Test
    void forEach_manyPages_passesEachRecordOnce() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            expected.add("large#event=" + i);
            store.record(1, quarantined("large#event=" + i, "x".repeat(1 << 20)));
        }
        IntStream.range(0, 2_500).forEach(i -> expected.add("stream#event=" + i));
        insertAll(2_500);
        List<String> positions = new ArrayList<>();
        store.forEach(RUN, entry -> positions.add(entry.letter().position()));
        assertThat(positions).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void page_ofLargeRecords_endsAtFourMebibytes() throws Exception {
        for (int i = 0; i < 7; i++) {
            store.record(1, quarantined("large#event=" + i, "x".repeat(1 << 20)));
        }
        assertThat(new DeadLetterPages(database).after(RUN, new byte[0])).hasSize(4);
    }

    /** A pool of one connection: the consumer would wait for ever if the store kept it. */
    @Test
    void forEach_consumerThatCallsTheStore_findsAConnection() throws Exception {
        ReplacedCalls calls = new ReplacedCalls(TestServer.dataSource(), Map.of());
        JdbcDeadLetterStore counted = new JdbcDeadLetterStore(JdbcDatabase.builder(calls.dataSource())
                .schema(database.schema())
                .build());
        counted.record(1, quarantined(FIRST, null));
        List<Integer> open = new ArrayList<>();
        counted.forEach(RUN, entry -> open.add(calls.open()));
        assertThat(open).containsExactly(0);
    }

    @Test
    void redriven_sameAttemptAgain_isRecordedOnce() throws Exception {
        store.record(1, quarantined(FIRST, null));
        RedriveAttempt one = attempt(RedriveAttempt.Outcome.QUARANTINE);
        RedriveAttempt two = attempt(RedriveAttempt.Outcome.ADMIT);
        for (RedriveAttempt each : List.of(one, one, two, two)) {
            store.redriven(1, RUN, FIRST, each);
        }
        assertThat(store.find(RUN, FIRST).orElseThrow().attempts()).containsExactly(one, two);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wsp_dead_letter SET document = document || 'x'::bytea",
                "wsp_dead_letter SET crc32c = crc32c # 1",
                "wsp_dead_letter SET epoch = 2",
                "wsp_redrive_attempt SET document = set_byte(document, 5, 7)",
                "wsp_redrive_attempt SET number = number + 1",
            })
    void read_damagedRow_isCorruptAndNeverEmpty(String damage) throws Exception {
        store.record(1, quarantined(FIRST, "a row"));
        store.redriven(1, RUN, FIRST, attempt(RedriveAttempt.Outcome.ADMIT));
        TestServer.execute(database, "UPDATE @" + damage);
        assertCorrupt(() -> store.find(RUN, FIRST));
        assertCorrupt(() -> store.forEach(RUN, entry -> {}));
        assertCorrupt(() -> store.redriven(1, RUN, FIRST, attempt(RedriveAttempt.Outcome.FAILED)));
    }

    @Test
    void find_documentOfALaterVersion_isCorruptAndSaysSo() throws Exception {
        store.record(1, quarantined(FIRST, null));
        TestServer.execute(
                database,
                "UPDATE @wsp_dead_letter SET document = '\\x02', crc32c = " + Checksum.of(RUN, 1, new byte[] {2}));
        assertCorrupt(() -> store.find(RUN, FIRST));
        assertThatThrownBy(() -> store.find(RUN, FIRST))
                .hasMessageContaining("is damaged: it has version 2, which this release does not know; restore");
    }

    @Test
    void find_rowOfAnotherPosition_isCorrupt() throws Exception {
        store.record(1, quarantined(FIRST, null));
        TestServer.execute(database, "UPDATE @wsp_dead_letter SET position_sha256 = sha256('stream#event=2')");
        assertCorrupt(() -> store.find(RUN, "stream#event=2"));
    }

    /** Else a lower epoch could write behind the back of a higher one. */
    @Test
    void open_whileALowerEpochWrites_waitsForIt() throws Exception {
        JdbcDeadLetterStore successor = new JdbcDeadLetterStore(JdbcDatabase.builder(TestServer.dataSource())
                .schema(database.schema())
                .timeout(Duration.ofMillis(200))
                .build());
        List<Throwable> failed = new ArrayList<>();
        ReplacedCalls calls = new ReplacedCalls(TestServer.dataSource(), Map.of("commit", (connection, call) -> {
            failed.add(catchThrowable(() -> successor.open(RUN, 2)));
            return call.proceed();
        }));
        JdbcDeadLetterStore writing = new JdbcDeadLetterStore(JdbcDatabase.builder(calls.dataSource())
                .schema(database.schema())
                .build());
        writing.record(1, quarantined(FIRST, null));
        writing.redriven(1, RUN, FIRST, attempt(RedriveAttempt.Outcome.ADMIT));
        assertThat(failed)
                .hasSize(2)
                .allSatisfy(each -> assertThat(each).hasMessageContaining("another session holds a lock"));
        successor.open(RUN, 2);
        assertThat(store.find(RUN, FIRST).orElseThrow().attempts()).hasSize(1);
    }

    @Test
    void describe_namesTheTable() {
        assertThat(store.describe(RUN))
                .isEqualTo("table wsp_dead_letter in schema " + database.schema() + " of the database, run_id " + RUN);
    }

    /** As {@code record} would, in one transaction. */
    private void insertAll(int count) throws Exception {
        store.record(1, quarantined("seed#event=0", null));
        database.transactions().write("insert", connection -> {
            String sql =
                    database.sql("INSERT INTO @wsp_dead_letter (run_id, position_sha256, position, kind, code, reason,"
                            + " output_id, epoch, document, crc32c) SELECT run_id, ?, ?, kind, code, reason, output_id, 1, ?, ?"
                            + " FROM @wsp_dead_letter WHERE position = 'seed#event=0'");
            try (PreparedStatement insert = connection.prepareStatement(sql)) {
                for (int i = 0; i < count; i++) {
                    String position = "stream#event=" + i;
                    byte[] document = DeadLetterBytes.write(quarantined(position, null));
                    insert.setBytes(1, JdbcDeadLetterStore.sha256(position));
                    insert.setString(2, position);
                    insert.setBytes(3, document);
                    insert.setLong(4, Checksum.of(RUN, 1, document));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            return count;
        });
        TestServer.execute(database, "DELETE FROM @wsp_dead_letter WHERE position = 'seed#event=0'");
    }

    private static DeadLetter quarantined(String position, @Nullable String row) {
        return DeadLetter.builder(
                        RUN,
                        new OutputId("o"),
                        new Violation(ReasonCode.INGRESS_QUARANTINED, position, "the gate quarantined it"),
                        new Hex64("cd".repeat(32)))
                .eventId(new EventId("ab".repeat(32)))
                .row(row)
                .eventTime(Instant.parse("2026-01-31T23:59:59.000001Z"))
                .quarantine(new DeadLetter.Quarantine(List.of("SCHEMA_FAIL"), null, new Hex64("ef".repeat(32)), null))
                .build();
    }

    private static RedriveAttempt attempt(RedriveAttempt.Outcome outcome) {
        return new RedriveAttempt(Instant.parse("2026-03-01T00:00:00.000001Z"), outcome, List.of("A", "B"), null);
    }

    private static void assertCorrupt(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.QUARANTINE_CORRUPT))
                .hasMessageContaining("wsp_dead_letter");
    }
}

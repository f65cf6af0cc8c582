package io.worldstream.wsp.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.StoredAuditTrail.Fault;
import io.worldstream.wsp.api.StoredAuditTrail.Result;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditLine;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("server")
@Timeout(300)
final class JdbcAuditTrailTest {
    private static final int RECORDS = 5;

    private JdbcDatabase database;
    /** The chain behind each record. */
    private final List<AuditChain> chains = new ArrayList<>();

    @BeforeEach
    void tables() throws IOException {
        database = TestServer.newDatabase();
    }

    /** Stores a chain as the sink does, faster. */
    private void store(String host, int records, String reason) throws SQLException {
        chains.clear();
        AuditChain chain = AuditChain.EMPTY;
        try (Connection connection = TestServer.dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        database.sql("INSERT INTO @wsp_audit_record VALUES ('" + host + "', ?, ?)"))) {
            connection.setAutoCommit(false);
            for (int i = 1; i <= records; i++) {
                AuditRecord record =
                        chain.next(AuditEntry.builder(AuditKind.PAUSED, Instant.parse("2026-01-02T10:15:30Z"))
                                .reason(reason)
                                .detail("number", String.valueOf(i))
                                .build());
                chain = AuditChain.endingWith(record);
                chains.add(chain);
                insert.setLong(1, i);
                insert.setString(2, AuditLine.write(record));
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
        execute("INSERT INTO @wsp_audit_chain (host, seq, hash, epoch, owner, hold_for) VALUES ('" + host + "', "
                + chain.seq() + ", '" + chain.hash() + "', 1, 'test', interval '1 minute')");
    }

    private void execute(String sql) throws SQLException {
        TestServer.execute(database, sql);
    }

    private JdbcAuditTrail only() throws IOException {
        List<JdbcAuditTrail> trails = JdbcAuditTrail.in(database);
        assertThat(trails).hasSize(1);
        return trails.get(0);
    }

    @Test
    void in_manyHosts_hasEachByName() throws Exception {
        assertThat(JdbcAuditTrail.in(database)).isEmpty();
        store("b", 2, "x");
        store("a", 300, "x");
        store("C", 0, "x");
        store("d", 1, "x");
        execute("DELETE FROM @wsp_audit_chain WHERE host = 'd'");
        assertThat(JdbcAuditTrail.in(database)).extracting(JdbcAuditTrail::host).containsExactly("C", "a", "b", "d");
    }

    @Test
    void verify_intactChain_givesEachRecordInOrder() throws Exception {
        store("a", 0, "x");
        assertThat(only().verify(record -> {})).isEqualTo(new Result(0, 0, null));
        assertThat(only().head()).hasValue(AuditChain.EMPTY);
        store("b", RECORDS, "x");
        JdbcAuditTrail trail = JdbcAuditTrail.in(database).get(1);
        List<AuditChain> read = new ArrayList<>();
        assertThat(trail.verify(record -> read.add(AuditChain.endingWith(record))))
                .isEqualTo(new Result(RECORDS, 0, null));
        assertThat(read).isEqualTo(chains);
        assertThat(trail.head()).hasValue(chains.get(RECORDS - 1));
    }

    /** By another hand, who owns the tables. The number of the first bad record, and what is said of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "3 | its hash is not that of its content | UPDATE @wsp_audit_record SET record = replace(record, '\"3\"', '\"4\"') WHERE seq = 3",
                "3 | it is not spelled as records are | UPDATE @wsp_audit_record SET record = replace(record, '\"3\"', '\"\u00fc\"') WHERE seq = 3",
                "1 | it is no record | UPDATE @wsp_audit_record SET record = '' WHERE seq = 1",
                "2 | it has more than 262144 bytes | UPDATE @wsp_audit_record SET record = repeat('x', 262145) WHERE seq = 2",
                "1 | no such row, although there is one of seq 2 | DELETE FROM @wsp_audit_record WHERE seq = 1",
                "3 | no such row, although there is one of seq 4 | DELETE FROM @wsp_audit_record WHERE seq = 3",
                "5 | the chain ends with record 4, but its head is record 5 | DELETE FROM @wsp_audit_record WHERE seq = 5",
                "1 | the chain ends with record 0, but its head is record 5 | DELETE FROM @wsp_audit_record",
                "3 | its seq is 4, but record 3 comes here | DELETE FROM @wsp_audit_record WHERE seq = 3; UPDATE @wsp_audit_record SET seq = seq - 1 WHERE seq = 4",
                "2 | its seq is 4, but record 2 comes here | UPDATE @wsp_audit_record AS r SET record = (SELECT record FROM @wsp_audit_record WHERE seq = 6 - r.seq) WHERE seq IN (2, 4)",
                "6 | its seq is 5, but record 6 comes here | INSERT INTO @wsp_audit_record SELECT host, 6, record FROM @wsp_audit_record WHERE seq = 5",
                "6 | although there is one of seq 9 | INSERT INTO @wsp_audit_record SELECT host, 9, record FROM @wsp_audit_record WHERE seq = 5",
                "1 | there is a row of seq 0 | ALTER TABLE @wsp_audit_record DROP CONSTRAINT wsp_audit_record_seq_check; INSERT INTO @wsp_audit_record SELECT host, 0, record FROM @wsp_audit_record WHERE seq = 5",
                "4 | it is not covered by the head | UPDATE @wsp_audit_chain SET seq = 3, hash = (SELECT record::json ->> 'hash' FROM @wsp_audit_record WHERE seq = 3)",
                "5 | the head has another hash for it | UPDATE @wsp_audit_chain SET hash = repeat('f', 64)",
                "6 | the chain ends with record 5, but its head is record 7 | UPDATE @wsp_audit_chain SET seq = 7",
                "0 | the head is missing, although there are records | DELETE FROM @wsp_audit_chain",
                "0 | it is no head | ALTER TABLE @wsp_audit_chain DROP CONSTRAINT wsp_audit_chain_hash_check; UPDATE @wsp_audit_chain SET hash = 'x'"
            })
    void verify_changedChain_namesTheFirstBadRecord(long seq, String why, String edit) throws Exception {
        store("host-1", RECORDS, "x");
        execute(edit);
        List<Long> read = new ArrayList<>();
        Result result = only().verify(record -> read.add(record.seq()));
        Fault fault = Objects.requireNonNull(result.fault(), "no fault was found");
        assertThat(fault.why()).contains(why);
        assertThat(fault.seq()).isEqualTo(seq);
        String table = seq == 0 ? "wsp_audit_chain" : "wsp_audit_record";
        assertThat(fault.place())
                .isEqualTo("table " + table + " in schema " + database.schema() + " of the database, host host-1");
        assertThat(result.records()).isEqualTo(Math.max(seq - 1, 0));
        if (!why.contains("covered")) {
            assertThat(read).hasSize((int) result.records());
        }
        if (why.equals("it is no head")) {
            assertThatIOException().isThrownBy(only()::head).withMessageContaining("it is no head");
        }
    }

    /** The consumer appends, as a running host may: to the reader, the head has moved with its records. */
    @Test
    void verify_whileTheHostAppends_isIntact() throws Exception {
        try (JdbcAuditSink host = new JdbcAuditSink(database, "host-1", Duration.ofHours(1), "a process")) {
            AuditEntry entry =
                    AuditEntry.builder(AuditKind.PAUSED, Instant.EPOCH).build();
            host.append(entry);
            AtomicLong appended = new AtomicLong(1);
            Result result = only().verify(record -> {
                if (appended.get() < 3) {
                    try {
                        appended.set(host.append(entry).seq());
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            });
            assertThat(result).isEqualTo(new Result(3, 0, null));
        }
    }

    /** However long the chain is, a page is all of it that is in memory. */
    @Test
    void verify_longChain_isReadInBoundedPages() throws Exception {
        int records = 2 * AuditRows.PAGE_ROWS + 1;
        store("host-1", records, "x");
        AuditRows rows = new AuditRows(database, "host-1");
        assertThat(pages(rows)).containsExactly(AuditRows.PAGE_ROWS, AuditRows.PAGE_ROWS, 1);
        int bytes = 10_000;
        AuditRows few = new AuditRows(database, "host-1", AuditRows.PAGE_ROWS, bytes);
        int each = Integer.parseInt(TestServer.query(database, "SELECT max(length(record)) FROM @wsp_audit_record"));
        assertThat(pages(few))
                .allMatch(size -> (size - 1) * each < bytes + each)
                .hasSizeGreaterThan(20);
        assertThat(new JdbcAuditTrail(database, few).verify(record -> {})).isEqualTo(new Result(records, 0, null));
    }

    /** Returns the number of rows of each page. */
    private List<Integer> pages(AuditRows rows) throws IOException {
        List<Integer> sizes = new ArrayList<>();
        long last = AuditRows.START;
        while (true) {
            long from = last;
            List<AuditRows.Row> page = database.transactions().read("read", connection -> rows.after(connection, from));
            if (page.isEmpty()) {
                return sizes;
            }
            sizes.add(page.size());
            last = page.get(page.size() - 1).seq();
        }
    }
}

package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.StoredAuditTrail.Fault;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditLine;
import io.worldstream.wsp.api.support.AuditVerification;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one audit chain: its head in {@code wsp_audit_chain}, its records in {@code wsp_audit_record}, which are read in
 * pages. A page ends with the record that reaches its bytes, and has at most its rows; a record that is longer than any can be
 * is not read. Immutable and thread-safe.
 */
final class AuditRows {
    static final int PAGE_ROWS = 1_000;
    static final int PAGE_BYTES = 4 << 20;

    /** Before any record that there can be, even in a table whose constraints somebody has dropped. */
    static final long START = Long.MIN_VALUE;

    private final JdbcDatabase database;
    private final String host;
    private final String page;

    AuditRows(JdbcDatabase database, String host) {
        this(database, host, PAGE_ROWS, PAGE_BYTES);
    }

    AuditRows(JdbcDatabase database, String host, int pageRows, int pageBytes) {
        this.database = database;
        this.host = host;
        page = database.sql("SELECT seq, CASE WHEN bytes <= " + AuditLine.MAX_BYTES + " THEN record END"
                + " FROM (SELECT *, sum(bytes) OVER (ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - bytes"
                + " AS bytes_before FROM (SELECT seq, record, octet_length(record)::bigint AS bytes FROM @wsp_audit_record"
                + " WHERE host = ? AND seq > ? ORDER BY seq LIMIT " + pageRows + ") AS next) AS page"
                + " WHERE bytes_before < " + pageBytes + " ORDER BY seq");
    }

    /**
     * A row as it is stored.
     *
     * @param seq its number
     * @param record its record, or null if that is longer than any can be
     */
    record Row(long seq, @Nullable String record) {
        /** Returns the bytes of the record; longer than any can be if it is. */
        byte[] line() {
            // Not as ASCII: each character that is none would become a question mark, which may have stood there.
            return record == null ? new byte[AuditLine.MAX_BYTES + 1] : record.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Returns the rows behind a number, in order, or none if it is the last. */
    List<Row> after(Connection connection, long seq) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(page)) {
            select.setString(1, host);
            select.setLong(2, seq);
            try (ResultSet each = select.executeQuery()) {
                while (each.next()) {
                    rows.add(new Row(each.getLong(1), each.getString(2)));
                }
            }
        }
        return rows;
    }

    /** Returns the head as it is stored; empty if there is none. */
    Optional<StoredHead> head(Connection connection) throws SQLException {
        String sql = database.sql("SELECT seq, hash FROM @wsp_audit_chain WHERE host = ?");
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, host);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new StoredHead(row.getLong(1), row.getString(2))) : Optional.empty();
            }
        }
    }

    /** A head as it is stored: somebody may have dropped the constraints of its table. */
    record StoredHead(long seq, @Nullable String hash) {
        /** Returns the head, or an empty result if it is none. */
        Optional<AuditChain> chain() {
            try {
                return hash == null ? Optional.empty() : Optional.of(new AuditChain(seq, new Hex64(hash)));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    /** Verifies a row as the next one of a pass; returns what is wrong, or null. */
    @Nullable Fault verify(AuditVerification pass, Row row) {
        if (row.seq() != pass.end().seq() + 1) {
            return pass.fault(
                    records(),
                    row.seq() > pass.end().seq()
                            ? "there is no such row, although there is one of seq " + row.seq()
                            : "there is a row of seq " + row.seq());
        }
        return pass.next(records(), row.line());
    }

    String host() {
        return host;
    }

    /** Returns the place of the records, in words. */
    String records() {
        return place("wsp_audit_record");
    }

    /** Returns the place of the head, in words. */
    String heads() {
        return place("wsp_audit_chain");
    }

    private String place(String table) {
        return "table " + table + " in schema " + database.schema() + " of the database, host " + host;
    }
}

package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.adapter.jdbc.AuditRows.Row;
import io.worldstream.wsp.adapter.jdbc.AuditRows.StoredHead;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.StoredAuditTrail.Fault;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditChain.BrokenException;
import io.worldstream.wsp.api.support.AuditLine;
import io.worldstream.wsp.api.support.AuditVerification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statements by which one process takes an audit chain, appends to it, renews its hold and releases it. The row of the head
 * has the holder, a random id of this process, and the epoch, which each take increments. Thread-safe; calls block.
 */
final class AuditHold {
    /** Records that a take verifies. */
    static final int TAIL = 100;

    private static final String TAKE = "INSERT INTO @wsp_audit_chain AS held"
            + " (host, seq, hash, holder, epoch, owner, hold_for, expires_at)"
            + " SELECT ?, 0, ?, ?, 1, ?, given.hold_for, $now + given.hold_for"
            + " FROM (SELECT ? * interval '1 microsecond' AS hold_for) AS given"
            + " ON CONFLICT (host) DO UPDATE SET holder = EXCLUDED.holder, epoch = held.epoch + 1,"
            + " owner = EXCLUDED.owner, hold_for = EXCLUDED.hold_for, expires_at = $now + EXCLUDED.hold_for"
            // Evaluated once the row is locked, on its last version: after a transaction that may still have committed.
            + " WHERE held.holder IS NULL OR held.holder = EXCLUDED.holder OR held.expires_at <= $now"
            + " RETURNING held.epoch, held.seq, held.hash";

    /** No hold ends later than its time from now on, unless the clock was set back since it was renewed. */
    private static final String SHORTEN = "UPDATE @wsp_audit_chain SET expires_at = $now + hold_for"
            + " WHERE host = ? AND holder IS NOT NULL AND expires_at > $now + hold_for";

    private static final String APPEND = "WITH moved AS (UPDATE @wsp_audit_chain SET seq = ?, hash = ?,"
            + " appended_at = clock_timestamp(), expires_at = $now + hold_for"
            + " WHERE host = ? AND holder = ? AND epoch = ? AND seq = ? AND hash = ?"
            + " AND (?::text IS NULL OR EXISTS (SELECT FROM @wsp_audit_record AS last"
            + " WHERE last.host = ? AND last.seq = ? AND last.record = ?))"
            + " AND NOT EXISTS (SELECT FROM @wsp_audit_record AS later WHERE later.host = ? AND later.seq > ?)"
            + " RETURNING host)"
            + " INSERT INTO @wsp_audit_record (host, seq, record) SELECT host, ?, ? FROM moved";

    private static final String RENEW =
            "UPDATE @wsp_audit_chain SET expires_at = $now + hold_for WHERE host = ? AND holder = ?";
    private static final String RELEASE =
            "UPDATE @wsp_audit_chain SET holder = NULL, expires_at = NULL WHERE host = ? AND holder = ?";

    private final JdbcDatabase database;
    private final AuditRows rows;
    private final Duration term;
    private final String owner;
    private final UUID holder = UUID.randomUUID();

    AuditHold(JdbcDatabase database, String host, Duration term, String owner) {
        this.database = database;
        rows = new AuditRows(database, host);
        this.term = term;
        this.owner = owner;
    }

    /**
     * The chain as this process holds it.
     *
     * @param epoch the epoch under which it was taken
     * @param end its last record
     * @param lastLine the text of its last record; null if there is none
     */
    record Held(long epoch, AuditChain end, @Nullable String lastLine) {}

    /**
     * Takes the chain and verifies its end; begins one if there is none.
     *
     * @param confirmed a record that this process knows to be stored
     * @return an empty result if another process holds it
     * @throws WspException {@code AUDIT_CORRUPT}; the chain is not taken
     */
    Optional<Held> take(AuditChain confirmed) throws IOException {
        return database.transactions().write("take the audit trail of host " + rows.host(), connection -> {
            Optional<Taken> taken = taken(connection);
            if (taken.isEmpty()) {
                try (PreparedStatement shorten = connection.prepareStatement(database.sql(SHORTEN))) {
                    shorten.setString(1, rows.host());
                    shorten.executeUpdate();
                }
                return Optional.empty();
            }
            AuditChain head = taken.get().head().chain().orElseThrow(() -> corrupt("its head is none"));
            requireConfirmed(connection, confirmed);
            return Optional.of(new Held(taken.get().epoch(), head, verifiedEnd(connection, head)));
        });
    }

    private record Taken(long epoch, StoredHead head) {}

    private Optional<Taken> taken(Connection connection) throws SQLException {
        try (PreparedStatement take = connection.prepareStatement(database.sql(TAKE))) {
            take.setString(1, rows.host());
            take.setString(2, AuditChain.EMPTY.hash().value());
            take.setObject(3, holder);
            take.setString(4, owner);
            take.setLong(5, Holding.micros(term));
            try (ResultSet row = take.executeQuery()) {
                return row.next()
                        ? Optional.of(new Taken(row.getLong(1), new StoredHead(row.getLong(2), row.getString(3))))
                        : Optional.empty();
            }
        }
    }

    /** Verifies the last records; returns the text of the last one, or null if there is none. */
    private @Nullable String verifiedEnd(Connection connection, AuditChain head) throws SQLException {
        long from = Math.max(head.seq() - TAIL, 0);
        AuditVerification pass = null;
        String last = null;
        long at = from == 0 ? AuditRows.START : from;
        for (List<Row> page = rows.after(connection, at); !page.isEmpty(); page = rows.after(connection, at)) {
            for (Row row : page) {
                if (pass == null) {
                    pass = new AuditVerification(before(row, from), head, record -> {});
                }
                Fault fault = rows.verify(pass, row);
                if (fault != null) {
                    throw corrupt("record " + fault.seq() + ": " + fault.why());
                }
                if (pass.end().seq() > head.seq()) {
                    throw corrupt("record " + pass.end().seq() + " is behind its head, which moves with each record");
                }
                last = row.record();
                at = row.seq();
            }
        }
        if (!(pass == null ? AuditChain.EMPTY : pass.end()).equals(head)) {
            throw corrupt("its head is record " + head.seq() + ", but the chain ends before it");
        }
        return last;
    }

    /** Returns the chain before a row, as its record has it: the records before are not read. */
    private AuditChain before(Row first, long seq) {
        if (seq == 0) {
            return AuditChain.EMPTY;
        }
        try {
            return new AuditChain(seq, AuditLine.read(first.line()).prev());
        } catch (BrokenException e) {
            throw corrupt("record " + (seq + 1) + ": " + e.getMessage());
        }
    }

    /** Requires a record that this process stored. Others may have appended behind it since. */
    private void requireConfirmed(Connection connection, AuditChain confirmed) throws SQLException {
        if (confirmed.seq() == 0) {
            return;
        }
        String sql = database.sql("SELECT record FROM @wsp_audit_record WHERE host = ? AND seq = ?");
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, rows.host());
            select.setLong(2, confirmed.seq());
            try (ResultSet row = select.executeQuery()) {
                byte[] line = row.next() ? row.getString(1).getBytes(StandardCharsets.UTF_8) : new byte[0];
                if (AuditChain.endingWith(AuditLine.read(line)).equals(confirmed)) {
                    return;
                }
            }
        } catch (BrokenException e) {
            throw corrupt("record " + confirmed.seq() + ", which this host stored, is gone: " + e.getMessage());
        }
        throw corrupt("record " + confirmed.seq() + " is not the one that this host stored");
    }

    /**
     * Appends a record and moves the head, if the end of the chain is as this process left it.
     *
     * @return false if another process has taken the chain since; nothing was stored
     * @throws IOException if it is unknown whether the record was stored
     * @throws WspException {@code AUDIT_CORRUPT} if the end of the chain was changed by another hand; nothing was stored
     */
    boolean append(Held before, AuditRecord record) throws IOException {
        String line = AuditLine.write(record);
        return database.transactions().write("append to the audit trail of host " + rows.host(), connection -> {
            try (PreparedStatement append = connection.prepareStatement(database.sql(APPEND))) {
                append.setLong(1, record.seq());
                append.setString(2, record.hash().value());
                append.setString(3, rows.host());
                append.setObject(4, holder);
                append.setLong(5, before.epoch());
                append.setLong(6, before.end().seq());
                append.setString(7, before.end().hash().value());
                append.setString(8, before.lastLine());
                append.setString(9, rows.host());
                append.setLong(10, before.end().seq());
                append.setString(11, before.lastLine());
                append.setString(12, rows.host());
                append.setLong(13, before.end().seq());
                append.setLong(14, record.seq());
                append.setString(15, line);
                if (append.executeUpdate() == 1) {
                    return true;
                }
            }
            if (isTakenByAnother(connection, before.epoch())) {
                return false;
            }
            throw corrupt("its head or its last record is not the one that this host stored");
        });
    }

    private boolean isTakenByAnother(Connection connection, long epoch) throws SQLException {
        String sql =
                database.sql("SELECT holder IS DISTINCT FROM ? OR epoch <> ? FROM @wsp_audit_chain WHERE host = ?");
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setObject(1, holder);
            select.setLong(2, epoch);
            select.setString(3, rows.host());
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Renews the hold; does nothing if another process has taken the chain. */
    void renew() throws IOException {
        update("renew the hold of", RENEW);
    }

    void release() throws IOException {
        update("release", RELEASE);
    }

    private void update(String verb, String sql) throws IOException {
        database.transactions().write(verb + " the audit trail of host " + rows.host(), connection -> {
            try (PreparedStatement update = connection.prepareStatement(database.sql(sql))) {
                update.setString(1, rows.host());
                update.setObject(2, holder);
                return update.executeUpdate();
            }
        });
    }

    /** Returns the process that holds the chain, in words. */
    String holder() throws IOException {
        String sql =
                database.sql("SELECT owner, expires_at FROM @wsp_audit_chain WHERE host = ? AND holder IS NOT NULL");
        return database.transactions().read("read the holder of the audit trail of host " + rows.host(), connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setString(1, rows.host());
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? row.getString(1) + ", until "
                                    + row.getObject(2, OffsetDateTime.class).toInstant()
                                    + " by the clock of the database unless it renews"
                            : "one that has ended meanwhile";
                }
            }
        });
    }

    /** Returns the place of the records, in words. */
    String place() {
        return rows.records();
    }

    private WspException corrupt(String why) {
        return new WspException(
                ReasonCode.AUDIT_CORRUPT,
                "the audit trail in " + place() + " is damaged: " + why
                        + "; find out who changed it (wsp audit verify names the first bad record), and give the rows of"
                        + " both tables another host as evidence: the host then begins a new chain");
    }
}

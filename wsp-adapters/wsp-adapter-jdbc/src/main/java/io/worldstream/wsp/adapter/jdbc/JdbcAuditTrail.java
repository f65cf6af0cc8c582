package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.adapter.jdbc.AuditRows.Row;
import io.worldstream.wsp.adapter.jdbc.AuditRows.StoredHead;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.StoredAuditTrail;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditVerification;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The chain of one host in PostgreSQL, as {@link JdbcAuditSink} wrote it, for readers. Reads pages of about 4 MiB, each in its
 * own transaction, on a replica too; the consumer runs while no connection is held. A record and its head are stored in one
 * transaction, so a record behind the head is a fault here. Immutable and thread-safe; calls block for a small multiple of
 * {@link JdbcDatabase#timeout()}, {@code verify} for each page.
 */
public final class JdbcAuditTrail implements StoredAuditTrail {
    /** Finds each name by the index, however many records there are. */
    private static final String HOSTS = "WITH RECURSIVE known (host) AS ("
            + "(SELECT host FROM @wsp_audit_record ORDER BY host LIMIT 1) UNION ALL"
            + " SELECT (SELECT next.host FROM @wsp_audit_record AS next WHERE next.host > known.host"
            + " ORDER BY next.host LIMIT 1) FROM known WHERE known.host IS NOT NULL)"
            + " SELECT host FROM known WHERE host IS NOT NULL UNION SELECT host FROM @wsp_audit_chain ORDER BY host";

    private final JdbcDatabase database;
    private final AuditRows rows;

    JdbcAuditTrail(JdbcDatabase database, AuditRows rows) {
        this.database = database;
        this.rows = rows;
    }

    /**
     * Returns the chains in a database, by the names of their hosts.
     *
     * @throws IOException if they cannot be listed
     */
    public static List<JdbcAuditTrail> in(JdbcDatabase database) throws IOException {
        return database.transactions().read("list the audit trails", connection -> {
            List<JdbcAuditTrail> trails = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(database.sql(HOSTS));
                    ResultSet hosts = select.executeQuery()) {
                while (hosts.next()) {
                    trails.add(new JdbcAuditTrail(database, new AuditRows(database, hosts.getString(1))));
                }
            }
            return trails;
        });
    }

    @Override
    public String host() {
        return rows.host();
    }

    @Override
    public Optional<AuditChain> head() throws IOException {
        Optional<StoredHead> head = storedHead();
        if (head.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(head.get().chain().orElseThrow(() -> new IOException(rows.heads() + ": it is no head")));
    }

    @Override
    public Result verify(Consumer<AuditRecord> each) throws IOException {
        // Before the records, so that a head that was changed while they are read cannot hide one that was cut off.
        Optional<StoredHead> stored = storedHead();
        if (stored.isEmpty()) {
            return page(AuditRows.START).isEmpty()
                    ? new Result(0, 0, null)
                    : headFault(0, "the head is missing, although there are records");
        }
        Optional<AuditChain> head = stored.get().chain();
        if (head.isEmpty()) {
            return headFault(0, "it is no head");
        }
        AuditVerification pass = new AuditVerification(AuditChain.EMPTY, head.get(), each);
        long last = AuditRows.START;
        for (List<Row> page = page(last); !page.isEmpty(); page = page(last)) {
            for (Row row : page) {
                Fault fault = rows.verify(pass, row);
                if (fault != null) {
                    return Result.bad(pass.end().seq(), fault);
                }
                last = row.seq();
            }
        }
        Fault cut = pass.cutShort(rows.records());
        if (cut != null) {
            return Result.bad(pass.end().seq(), cut);
        }
        return pass.end().equals(head.get()) ? new Result(pass.end().seq(), 0, null) : behind(pass.end());
    }

    /** Returns the result of a chain that goes on behind the head: it is intact if the head has moved with its records. */
    private Result behind(AuditChain end) throws IOException {
        AuditChain now = storedHead().flatMap(StoredHead::chain).orElse(AuditChain.EMPTY);
        if (now.seq() > end.seq() || now.equals(end)) {
            return new Result(end.seq(), 0, null);
        }
        long covered = Math.min(now.seq(), end.seq() - 1);
        String why = "it is not covered by the head, which moves with each record";
        return Result.bad(covered, new Fault(rows.records(), covered + 1, why));
    }

    private Result headFault(long records, String why) {
        return Result.bad(records, new Fault(rows.heads(), 0, why));
    }

    private List<Row> page(long after) throws IOException {
        return database.transactions()
                .read("read the audit trail of host " + host(), connection -> rows.after(connection, after));
    }

    private Optional<StoredHead> storedHead() throws IOException {
        return database.transactions().read("read the head of the audit trail of host " + host(), rows::head);
    }
}

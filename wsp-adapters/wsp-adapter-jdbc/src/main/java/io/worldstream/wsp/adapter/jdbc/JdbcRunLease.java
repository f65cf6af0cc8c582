package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Leases in PostgreSQL: one row of {@code wsp_lease} for each run, with the epoch granted last and the holder. Time is
 * that of the server's {@code clock_timestamp()} alone; the clocks of the hosts do not matter. A run that is not renewed
 * is free a tenth of the term after the term's end. There are no advisory locks, and no connection is kept.
 *
 * <p>An epoch is the number of milliseconds since 1970 by the server's clock, or one more than the last if that is
 * higher. So an epoch that a failover or a restore from a backup has undone is not granted again, unless the clock of
 * the new server is behind. Rows are never deleted.
 *
 * <p>If the server's clock is set back, a run without a living holder is free at the latest a term and a tenth after the
 * next attempt to acquire it.
 *
 * <p>Thread-safe; hosts share a database. Calls block for a small multiple of {@link JdbcDatabase#timeout()}, which should
 * be well below the term.
 */
public final class JdbcRunLease implements RunLease {
    private static final String EPOCH_BY_CLOCK = "greatest(1, (extract(epoch FROM $now) * 1000)::bigint)";

    private static final String ACQUIRE = "INSERT INTO @wsp_lease AS held"
            + " (run_id, epoch, token, owner, hold_for, acquired_at, renewed_at, expires_at)"
            + " SELECT ?, " + EPOCH_BY_CLOCK + ", ?, ?, given.hold_for, $now, $now, $now + given.hold_for"
            + " FROM (SELECT ? * interval '1 microsecond' AS hold_for) AS given"
            + " ON CONFLICT (run_id) DO UPDATE SET epoch = greatest(held.epoch + 1, " + EPOCH_BY_CLOCK + "),"
            + " token = EXCLUDED.token, owner = EXCLUDED.owner, hold_for = EXCLUDED.hold_for, acquired_at = $now,"
            + " renewed_at = $now, expires_at = $now + EXCLUDED.hold_for"
            // Evaluated once the row is locked, on its last version.
            + " WHERE held.token IS NULL OR held.expires_at <= $now OR held.token = ?"
            + " RETURNING held.epoch";

    /** No grant ends later than its time from now on, unless the clock was set back since it was renewed. */
    private static final String SHORTEN = "UPDATE @wsp_lease SET expires_at = $now + hold_for"
            + " WHERE run_id = ? AND token IS NOT NULL AND expires_at > $now + hold_for";

    private final JdbcDatabase database;
    private final Duration term;
    private final String owner;

    /** Grants that the server may have made, and that nobody was given, since the answer was lost. */
    private final Map<RunId, UUID> unanswered = new ConcurrentHashMap<>();

    /**
     * Creates a lease. Does not connect.
     *
     * @param term the term of the grants; positive, at most 365 days
     * @param owner this host, in words; at most 200 characters, none of them a control character
     */
    public JdbcRunLease(JdbcDatabase database, Duration term, String owner) {
        this.database = Objects.requireNonNull(database, "database");
        this.term = Holding.requireTerm(term);
        this.owner = Holding.requireOwner(owner);
    }

    @Override
    public Optional<Grant> acquire(RunId run) throws IOException {
        UUID token = UUID.randomUUID();
        UUID lost = unanswered.get(run);
        String what = "acquire the lease of run " + run;
        Optional<Long> epoch;
        try {
            epoch = database.transactions().write(what, connection -> {
                Optional<Long> granted = granted(connection, run, token, lost);
                if (granted.isEmpty()) {
                    shorten(connection, run);
                }
                return granted;
            });
        } catch (IOException e) {
            if (e.getCause() instanceof UnconfirmedCommitException) {
                unanswered.put(run, token);
            }
            throw e;
        }
        if (lost != null) {
            unanswered.remove(run, lost);
        }
        return epoch.map(granted -> new JdbcGrant(database, run, granted, token, term));
    }

    @Override
    public Optional<String> holder(RunId run) throws IOException {
        String sql =
                database.sql("SELECT owner, epoch, expires_at FROM @wsp_lease WHERE run_id = ? AND token IS NOT NULL");
        return database.transactions().read("read the lease of run " + run, connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setString(1, run.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(row.getString(1) + " (epoch " + row.getLong(2) + ", until "
                                    + row.getObject(3, OffsetDateTime.class).toInstant()
                                    + " by the clock of the database)")
                            : Optional.empty();
                }
            }
        });
    }

    private Optional<Long> granted(Connection connection, RunId run, UUID token, @Nullable UUID lost)
            throws SQLException {
        try (PreparedStatement acquire = connection.prepareStatement(database.sql(ACQUIRE))) {
            acquire.setString(1, run.value());
            acquire.setObject(2, token);
            acquire.setString(3, owner);
            acquire.setLong(4, Holding.micros(term));
            acquire.setObject(5, lost, Types.OTHER);
            try (ResultSet row = acquire.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    private void shorten(Connection connection, RunId run) throws SQLException {
        try (PreparedStatement shorten = connection.prepareStatement(database.sql(SHORTEN))) {
            shorten.setString(1, run.value());
            shorten.executeUpdate();
        }
    }
}

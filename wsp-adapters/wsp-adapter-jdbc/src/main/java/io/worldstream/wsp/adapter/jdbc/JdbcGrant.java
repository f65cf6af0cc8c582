package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.UUID;

/**
 * A grant of a {@link JdbcRunLease}, which its token identifies: of two grants with one epoch, as a failover can make
 * them, only one is in the row. Thread-safe.
 */
final class JdbcGrant implements RunLease.Grant {
    private static final String RENEW = "UPDATE @wsp_lease SET renewed_at = $now, expires_at = $now + hold_for"
            + " WHERE run_id = ? AND epoch = ? AND token = ?";
    private static final String RELEASE =
            "UPDATE @wsp_lease SET token = NULL, expires_at = NULL" + " WHERE run_id = ? AND epoch = ? AND token = ?";

    private final JdbcDatabase database;
    private final RunId run;
    private final long epoch;
    private final UUID token;
    private final Duration term;
    private volatile boolean over;

    JdbcGrant(JdbcDatabase database, RunId run, long epoch, UUID token, Duration term) {
        this.database = database;
        this.run = run;
        this.epoch = epoch;
        this.token = token;
        this.term = term;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Duration term() {
        return term;
    }

    @Override
    public boolean renew() throws IOException {
        if (over) {
            return false;
        }
        if (!update("renew", RENEW)) {
            over = true;
        }
        return !over;
    }

    @Override
    public void release() throws IOException {
        over = true;
        update("release", RELEASE);
    }

    /** Changes the row if it is still this grant's, and returns whether it is. */
    private boolean update(String verb, String sql) throws IOException {
        return database.transactions().write(verb + " the lease of run " + run, connection -> {
            try (PreparedStatement update = connection.prepareStatement(database.sql(sql))) {
                update.setString(1, run.value());
                update.setLong(2, epoch);
                update.setObject(3, token);
                return update.executeUpdate() == 1;
            }
        });
    }
}

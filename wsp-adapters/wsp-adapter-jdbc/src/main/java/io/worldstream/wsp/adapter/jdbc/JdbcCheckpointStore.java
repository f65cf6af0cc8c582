package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoint store in PostgreSQL: one row of {@code wsp_checkpoint} for each run, with the last epoch to open the run,
 * the record and a checksum. A save is one update by primary key; it changes nothing and is {@code LEASE_LOST} if
 * another epoch opened the run. The row of a discarded checkpoint remains, so that lower epochs stay fenced out.
 *
 * <p>Repeating a call is harmless: after an {@code IOException} that leaves open whether the server committed, the
 * engine makes the same call again. A save that was given up cannot overwrite a later one: it holds the lock of the row
 * before its commit is sent.
 *
 * <p>Thread-safe; hosts share a database. Calls block for a small multiple of {@link JdbcDatabase#timeout()}.
 */
public final class JdbcCheckpointStore implements CheckpointStore {
    private final JdbcDatabase database;

    /** Creates a store. Never fails, and does not connect. */
    public JdbcCheckpointStore(JdbcDatabase database) {
        this.database = Objects.requireNonNull(database, "database");
    }

    /** A row as it was read; null fields if no checkpoint is saved. */
    private static final class Saved {
        private final @Nullable Long epoch;
        private final byte @Nullable [] record;
        private final @Nullable Long crc32c;

        Saved(ResultSet row) throws SQLException {
            epoch = row.getObject("saved_epoch", Long.class);
            record = row.getBytes("record");
            crc32c = row.getObject("crc32c", Long.class);
        }

        Optional<byte[]> intact(RunId run) {
            if (epoch == null) {
                return Optional.empty();
            }
            if (record == null || crc32c == null || crc32c != Checksum.of(run, epoch, record)) {
                throw new WspException(
                        ReasonCode.CHECKPOINT_CORRUPT,
                        "the checkpoint of run " + run + " in wsp_checkpoint "
                                + (record == null ? "is missing, although it was not discarded" : "is damaged")
                                + "; restart the run (wsp run --restart " + run
                                + ", or RunLedger.restart) and publish its READY again");
            }
            return Optional.of(record);
        }
    }

    @Override
    public Set<RunId> runs() throws IOException {
        String sql = database.sql("SELECT run_id FROM @wsp_checkpoint WHERE saved_epoch IS NOT NULL");
        return database.transactions().read("list the checkpoints", connection -> {
            Set<RunId> runs = new HashSet<>();
            try (PreparedStatement select = connection.prepareStatement(sql);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    runs.add(new RunId(rows.getString(1)));
                }
            }
            return runs;
        });
    }

    @Override
    public Optional<byte[]> read(RunId run) throws IOException {
        String sql = database.sql("SELECT saved_epoch, record, crc32c FROM @wsp_checkpoint WHERE run_id = ?");
        return database.transactions()
                .read("read the checkpoint of run " + run, connection -> {
                    try (PreparedStatement select = connection.prepareStatement(sql)) {
                        select.setString(1, run.value());
                        return saved(select);
                    }
                })
                .flatMap(saved -> saved.intact(run));
    }

    @Override
    public Optional<byte[]> open(RunId run, long epoch) throws IOException {
        Fences.requirePositive(epoch);
        String sql = database.sql("INSERT INTO @wsp_checkpoint AS kept (run_id, epoch) VALUES (?, ?)"
                + " ON CONFLICT (run_id) DO UPDATE SET epoch = EXCLUDED.epoch WHERE kept.epoch <= EXCLUDED.epoch"
                + " RETURNING saved_epoch, record, crc32c");
        // Damage is thrown after the commit: lower epochs are fenced out all the same.
        return database.transactions()
                .write("open the checkpoint of run " + run, connection -> {
                    try (PreparedStatement upsert = connection.prepareStatement(sql)) {
                        upsert.setString(1, run.value());
                        upsert.setLong(2, epoch);
                        return saved(upsert);
                    }
                })
                .orElseThrow(() -> lost(run, epoch))
                .intact(run);
    }

    @Override
    public void save(RunId run, long epoch, byte[] record) throws IOException {
        String sql = database.sql("UPDATE @wsp_checkpoint SET saved_epoch = ?, saved_at = clock_timestamp(),"
                + " record = ?, crc32c = ? WHERE run_id = ? AND epoch = ?");
        long crc32c = Checksum.of(run, epoch, record);
        update("save", run, epoch, sql, update -> {
            update.setLong(1, epoch);
            update.setBytes(2, record);
            update.setLong(3, crc32c);
            update.setString(4, run.value());
            update.setLong(5, epoch);
        });
    }

    @Override
    public void discard(RunId run, long epoch) throws IOException {
        String sql = database.sql("UPDATE @wsp_checkpoint SET saved_epoch = NULL, saved_at = NULL, record = NULL,"
                + " crc32c = NULL WHERE run_id = ? AND epoch = ?");
        update("discard", run, epoch, sql, update -> {
            update.setString(1, run.value());
            update.setLong(2, epoch);
        });
    }

    @FunctionalInterface
    private interface Binding {
        void to(PreparedStatement update) throws SQLException;
    }

    private void update(String verb, RunId run, long epoch, String sql, Binding binding) throws IOException {
        int rows = database.transactions().write(verb + " the checkpoint of run " + run, connection -> {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                binding.to(update);
                return update.executeUpdate();
            }
        });
        if (rows == 0) {
            throw lost(run, epoch);
        }
    }

    private static Optional<Saved> saved(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(new Saved(row)) : Optional.empty();
        }
    }

    private static WspException lost(RunId run, long epoch) {
        return Fences.lost("the checkpoint", run, epoch);
    }
}

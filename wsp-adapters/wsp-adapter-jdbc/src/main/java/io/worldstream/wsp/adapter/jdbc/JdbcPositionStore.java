package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Position store in PostgreSQL: one row of {@code wsp_position} for each name, with the record, its version and a
 * checksum. A save is one statement by primary key; it changes nothing if the row has another version. Versions are
 * random, so that none comes again, even after the row was deleted.
 *
 * <p>A damaged record is an {@link IOException} until its row is deleted; then its messages come again.
 *
 * <p>Thread-safe; hosts share a database. Calls block for a small multiple of {@link JdbcDatabase#timeout()}.
 */
public final class JdbcPositionStore implements PositionStore {
    /** The SPI's bound. */
    private static final int MOST_BYTES = 1 << 20;

    private static final String INSERT = "INSERT INTO @wsp_position (version, record, crc32c, saved_at, name)"
            + " VALUES (?, ?, ?, clock_timestamp(), ?) ON CONFLICT (name) DO NOTHING";

    /** The version as text: any text may be given, and one that is no version of this store matches none. */
    private static final String UPDATE = "UPDATE @wsp_position SET version = ?, record = ?, crc32c = ?,"
            + " saved_at = clock_timestamp() WHERE name = ? AND version::text = ?";

    private final JdbcDatabase database;

    /** Creates a store. Never fails, and does not connect. */
    public JdbcPositionStore(JdbcDatabase database) {
        this.database = Objects.requireNonNull(database, "database");
    }

    @Override
    public Optional<Position> load(PositionName name) throws IOException {
        String sql = database.sql("SELECT version, record, crc32c FROM @wsp_position WHERE name = ?");
        Optional<Row> stored = call(() -> database.transactions().read("load the position " + name, connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setString(1, name.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(new Row(row)) : Optional.empty();
                }
            }
        }));
        return stored.isEmpty() ? Optional.empty() : Optional.of(stored.get().intact(name));
    }

    @Override
    public Optional<String> save(PositionName name, byte[] record, @Nullable String version) throws IOException {
        if (record.length > MOST_BYTES) {
            throw new IOException("cannot save the position " + name + ": it has "
                    + LogText.count(record.length, "byte") + "; the limit is " + MOST_BYTES);
        }
        UUID next = UUID.randomUUID();
        long crc32c = Checksum.of(name, next, record);
        int rows = call(() -> database.transactions().write("save the position " + name, connection -> {
            try (PreparedStatement save =
                    connection.prepareStatement(database.sql(version == null ? INSERT : UPDATE))) {
                save.setObject(1, next);
                save.setBytes(2, record);
                save.setLong(3, crc32c);
                save.setString(4, name.value());
                if (version != null) {
                    save.setString(5, version);
                }
                return save.executeUpdate();
            }
        }));
        if (rows == 0) {
            load(name); // a damaged row is no conflict
            return Optional.empty();
        }
        return Optional.of(next.toString());
    }

    @FunctionalInterface
    private interface Call<T> {
        T make() throws IOException;
    }

    /** A database that no retry helps to, such as one of another product, is an {@code IOException} for callers too. */
    private static <T> T call(Call<T> call) throws IOException {
        try {
            return call.make();
        } catch (WspException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A row as it was read. */
    private static final class Row {
        private final UUID version;
        private final byte[] record;
        private final long crc32c;

        Row(ResultSet row) throws SQLException {
            version = row.getObject("version", UUID.class);
            record = row.getBytes("record");
            crc32c = row.getLong("crc32c");
        }

        Position intact(PositionName name) throws IOException {
            if (crc32c != Checksum.of(name, version, record)) {
                throw new IOException("the position " + name + " in wsp_position is damaged; restore its row from a"
                        + " backup, or delete it, and the messages that it records come again");
            }
            return new Position(record, version.toString());
        }
    }
}

package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.support.DeadLetterBytes;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters in PostgreSQL: one row of {@code wsp_dead_letter} for each position of a run, one of {@code
 * wsp_redrive_attempt} for each attempt to send an event again, and in {@code wsp_dead_letter_fence} the last epoch to
 * open the run. The whole record is in {@code document}, with a checksum; further columns show it to people. Rows are
 * only ever added.
 *
 * <p>Repeating a call is harmless. That goes for {@link #redriven} too: an attempt that equals the last one of its
 * position, to its time, is taken for it.
 *
 * <p>{@link #forEach} reads pages of about 4 MiB, each in its own transaction; the consumer runs while no connection is
 * held, so it may take its time and call this store.
 *
 * <p>Thread-safe; hosts share a database. Calls block for a small multiple of {@link JdbcDatabase#timeout()}, {@code
 * forEach} for each page.
 */
public final class JdbcDeadLetterStore implements DeadLetterStore {
    private static final Instant EARLIEST_SHOWN = Instant.parse("-4000-01-01T00:00:00Z");
    private static final Instant LATEST_SHOWN = Instant.parse("+200000-01-01T00:00:00Z");

    private final JdbcDatabase database;
    private final DeadLetterPages pages;

    /** Creates a store. Never fails, and does not connect. */
    public JdbcDeadLetterStore(JdbcDatabase database) {
        this.database = Objects.requireNonNull(database, "database");
        pages = new DeadLetterPages(database);
    }

    @Override
    public void open(RunId run, long epoch) throws IOException {
        Fences.requirePositive(epoch);
        String sql = database.sql("INSERT INTO @wsp_dead_letter_fence AS fence (run_id, epoch) VALUES (?, ?)"
                + " ON CONFLICT (run_id) DO UPDATE SET epoch = EXCLUDED.epoch WHERE fence.epoch <= EXCLUDED.epoch");
        int rows = database.transactions().write("open the dead letters of run " + run, connection -> {
            try (PreparedStatement upsert = connection.prepareStatement(sql)) {
                upsert.setString(1, run.value());
                upsert.setLong(2, epoch);
                return upsert.executeUpdate();
            }
        });
        if (rows == 0) {
            throw Fences.lost("the fence of dead letters", run, epoch);
        }
    }

    @Override
    public void record(long epoch, DeadLetter evidence) throws IOException {
        RunId run = evidence.runId();
        byte[] document = DeadLetterBytes.write(evidence);
        database.transactions().write("record a dead letter of run " + run, connection -> {
            // Shared: records do not wait for each other, and an open waits for them.
            requireEpoch(connection, run, epoch, "FOR SHARE");
            insert(connection, epoch, evidence, document);
            return run;
        });
    }

    @Override
    public void forEach(RunId run, Consumer<Entry> each) throws IOException {
        byte[] last = new byte[0];
        for (List<DeadLetterRow> page = pages.after(run, last); !page.isEmpty(); page = pages.after(run, last)) {
            for (DeadLetterRow row : page) {
                each.accept(row.entry(run));
                last = row.positionSha256();
            }
        }
    }

    @Override
    public Optional<Entry> find(RunId run, String position) throws IOException {
        return pages.at(run, sha256(position)).map(row -> row.entry(run));
    }

    @Override
    public void redriven(long epoch, RunId run, String position, RedriveAttempt attempt) throws IOException {
        byte[] digest = sha256(position);
        database.transactions().write("record a redrive attempt of run " + run, connection -> {
            // Exclusive: two attempts must not have one number.
            requireEpoch(connection, run, epoch, "FOR UPDATE");
            Entry entry = pages.at(connection, run, digest)
                    .orElseThrow(
                            () -> new IllegalArgumentException("run " + run + " has no dead letter at " + position))
                    .entry(run);
            if (!attempt.equals(entry.last())) {
                insert(connection, epoch, run, digest, entry.attempts().size() + 1, attempt);
            }
            return run;
        });
    }

    @Override
    public String describe(RunId run) {
        return "table wsp_dead_letter in schema " + database.schema() + " of the database, run_id " + run;
    }

    private void requireEpoch(Connection connection, RunId run, long epoch, String lock) throws SQLException {
        String sql = database.sql("SELECT epoch FROM @wsp_dead_letter_fence WHERE run_id = ? " + lock);
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, run.value());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next() || row.getLong(1) != epoch) {
                    throw Fences.lost("the fence of dead letters", run, epoch);
                }
            }
        }
    }

    private void insert(Connection connection, long epoch, DeadLetter letter, byte[] document) throws SQLException {
        String sql = database.sql("INSERT INTO @wsp_dead_letter (run_id, position_sha256, position, kind, code, reason,"
                + " output_id, event_id, event_time, epoch, document, crc32c)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
        EventId eventId = letter.eventId();
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, letter.runId().value());
            insert.setBytes(2, sha256(letter.position()));
            insert.setString(3, LogText.path(letter.position()));
            insert.setString(4, letter.kind().wireName());
            insert.setString(5, letter.code().name());
            insert.setString(6, LogText.path(letter.reason()));
            insert.setString(7, letter.outputId().value());
            insert.setString(8, eventId == null ? null : eventId.value());
            insert.setObject(9, shown(letter.eventTime()), Types.TIMESTAMP_WITH_TIMEZONE);
            insert.setLong(10, epoch);
            insert.setBytes(11, document);
            insert.setLong(12, Checksum.of(letter.runId(), epoch, document));
            insert.executeUpdate();
        }
    }

    private void insert(Connection connection, long epoch, RunId run, byte[] digest, int number, RedriveAttempt attempt)
            throws SQLException {
        String sql = database.sql("INSERT INTO @wsp_redrive_attempt"
                + " (run_id, position_sha256, number, at, outcome, epoch, document, crc32c)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        byte[] document = DeadLetterBytes.write(attempt);
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, run.value());
            insert.setBytes(2, digest);
            insert.setInt(3, number);
            insert.setObject(4, shown(attempt.at()), Types.TIMESTAMP_WITH_TIMEZONE);
            insert.setString(5, attempt.outcome().name());
            insert.setLong(6, epoch);
            insert.setBytes(7, document);
            insert.setLong(8, Checksum.of(run, number, document));
            insert.executeUpdate();
        }
    }

    /** Brought into the range of the server's type; the document has the exact time. */
    private static @Nullable OffsetDateTime shown(@Nullable Instant instant) {
        if (instant == null) {
            return null;
        }
        Instant late = instant.isBefore(EARLIEST_SHOWN) ? EARLIEST_SHOWN : instant;
        return (late.isAfter(LATEST_SHOWN) ? LATEST_SHOWN : late).atOffset(ZoneOffset.UTC);
    }

    static byte[] sha256(String position) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(position.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }
}

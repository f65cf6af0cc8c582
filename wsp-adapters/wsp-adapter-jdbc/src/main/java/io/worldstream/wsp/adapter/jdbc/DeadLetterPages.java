package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.RunId;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads dead letters with their attempts, by position or in pages in the order of {@code position_sha256}. A page has at
 * most 1,000 rows, and ends with the row whose document reaches 4 MiB. Thread-safe; calls block.
 */
final class DeadLetterPages {
    static final int PAGE_BYTES = 4 << 20;
    private static final int PAGE_ROWS = 1_000;

    private static final String COLUMNS = "SELECT letter.position_sha256, letter.epoch, letter.document, letter.crc32c,"
            + attempts("number") + "," + attempts("document") + "," + attempts("crc32c");

    /** Sizes are those of the documents before compression, which the server knows without reading them. */
    private static final String PAGE = COLUMNS
            + " FROM (SELECT *, sum(length(document)::bigint) OVER (ORDER BY position_sha256"
            + " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - length(document) AS bytes_before"
            + " FROM (SELECT * FROM @wsp_dead_letter WHERE run_id = ? AND position_sha256 > ?"
            + " ORDER BY position_sha256 LIMIT " + PAGE_ROWS + ") AS next) AS letter"
            + " WHERE bytes_before < " + PAGE_BYTES + " ORDER BY position_sha256";

    private static final String ONE =
            COLUMNS + " FROM @wsp_dead_letter AS letter WHERE run_id = ? AND position_sha256 = ?";

    private final JdbcDatabase database;

    DeadLetterPages(JdbcDatabase database) {
        this.database = database;
    }

    private static String attempts(String column) {
        return " ARRAY(SELECT attempt." + column + " FROM @wsp_redrive_attempt AS attempt"
                + " WHERE attempt.run_id = letter.run_id AND attempt.position_sha256 = letter.position_sha256"
                + " ORDER BY attempt.number)";
    }

    /** Returns the rows behind a digest, or none if it is the last. */
    List<DeadLetterRow> after(RunId run, byte[] digest) throws IOException {
        return database.transactions()
                .read("read the dead letters of run " + run, connection -> select(connection, PAGE, run, digest));
    }

    Optional<DeadLetterRow> at(RunId run, byte[] digest) throws IOException {
        return database.transactions()
                .read("read a dead letter of run " + run, connection -> at(connection, run, digest));
    }

    Optional<DeadLetterRow> at(Connection connection, RunId run, byte[] digest) throws SQLException {
        return select(connection, ONE, run, digest).stream().findFirst();
    }

    private List<DeadLetterRow> select(Connection connection, String sql, RunId run, byte[] digest)
            throws SQLException {
        List<DeadLetterRow> page = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(database.sql(sql))) {
            select.setString(1, run.value());
            select.setBytes(2, digest);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    page.add(new DeadLetterRow(
                            rows.getBytes(1),
                            rows.getLong(2),
                            rows.getBytes(3),
                            rows.getLong(4),
                            attempts(rows.getArray(5), rows.getArray(6), rows.getArray(7))));
                }
            }
        }
        return page;
    }

    private static List<DeadLetterRow.Attempt> attempts(Array numbers, Array documents, Array sums)
            throws SQLException {
        Integer[] number = (Integer[]) numbers.getArray();
        byte[][] document = (byte[][]) documents.getArray();
        Long[] sum = (Long[]) sums.getArray();
        List<DeadLetterRow.Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < number.length; i++) {
            attempts.add(new DeadLetterRow.Attempt(number[i], document[i], sum[i]));
        }
        return attempts;
    }
}

package io.worldstream.wsp.adapter.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A clock of a database that a test sets: a table with one time, which takes the place of {@code clock_timestamp()}.
 * Starts in 2026.
 */
final class TableClock {
    private final String schema = TestServer.newName();

    /** Creates the tables of WSP and the clock. */
    TableClock() throws IOException, SQLException {
        JdbcDatabase database = database(TestServer.dataSource());
        new JdbcSchema(database).migrate();
        TestServer.execute(database, "CREATE TABLE @test_clock (at timestamptz)");
        TestServer.execute(database, "INSERT INTO @test_clock VALUES ('2026-01-01 00:00:00Z')");
    }

    /** Returns the database, by its clock. */
    JdbcDatabase database(DataSource dataSource) {
        return JdbcDatabase.builder(dataSource)
                .schema(schema)
                .clock("(SELECT at FROM " + schema + ".test_clock)")
                .build();
    }

    JdbcDatabase database() {
        return database(TestServer.dataSource());
    }

    /** Sets the clock forward, or back if the time is negative; by whole microseconds. */
    void advance(Duration time) throws SQLException {
        TestServer.execute(
                database(),
                "UPDATE @test_clock SET at = at + " + time.toNanos() / 1000 + " * interval '1 microsecond'");
    }
}

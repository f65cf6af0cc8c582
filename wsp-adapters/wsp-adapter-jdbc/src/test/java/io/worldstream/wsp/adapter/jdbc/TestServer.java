package io.worldstream.wsp.adapter.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server that all tests of a JVM share, each in a schema of its own. It stops with the JVM. */
final class TestServer {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private TestServer() {}

    private static final class Started {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = builder().start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server), "wsp-test-postgres-stop"));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void close(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Without forcing its disk: no test cuts the power. */
    static EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("max_connections", "100")
                .setRegisterShutdownHook(false);
    }

    static int port() {
        return Started.SERVER.getPort();
    }

    static DataSource dataSource() {
        return dataSource(port(), "postgres");
    }

    static DataSource dataSource(int port, String user) {
        return dataSource(port, user, "postgres");
    }

    static DataSource dataSource(int port, String user, String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {"127.0.0.1"});
        dataSource.setPortNumbers(new int[] {port});
        dataSource.setDatabaseName(database);
        dataSource.setUser(user);
        dataSource.setLoginTimeout(60);
        return dataSource;
    }

    /** Returns a name that no other test of the server has. */
    static String newName() {
        return "t" + NUMBERS.incrementAndGet();
    }

    /** Returns tables of this release in a schema of their own, named {@link #newName}. */
    static JdbcDatabase newDatabase() throws IOException {
        JdbcDatabase database =
                JdbcDatabase.builder(dataSource()).schema(newName()).build();
        new JdbcSchema(database).migrate();
        return database;
    }

    /** Runs statements as the superuser; {@code @} stands for the schema of a database and its dot. */
    static void execute(JdbcDatabase database, String sql) throws SQLException {
        execute(database.sql(sql));
    }

    static void execute(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns the first column of the first row as text; "none" if there is no row. */
    static String query(JdbcDatabase database, String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(database.sql(sql))) {
            return text(rows);
        }
    }

    /** Returns the first column of all rows as text. */
    static List<String> texts(JdbcDatabase database, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(database.sql(sql))) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    /** Returns the first column of the next row as text; "none" if there is no row. */
    static String text(ResultSet rows) throws SQLException {
        return rows.next() ? String.valueOf(rows.getString(1)) : "none";
    }
}

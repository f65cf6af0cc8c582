package io.worldstream.wsp.tests;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A real PostgreSQL server on loopback, with a user {@code wsp} that must give its password. */
final class FieldDatabase implements AutoCloseable {
    /** The variable that the configuration names, with the password. */
    static final Map<String, String> ENVIRONMENT = Map.of("STATE_PASSWORD", "lighthouse");

    private final EmbeddedPostgres server;

    private FieldDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    static FieldDatabase start() throws IOException, SQLException {
        // Without forcing its disk: no test cuts the power.
        FieldDatabase database = new FieldDatabase(
                EmbeddedPostgres.builder().setServerConfig("fsync", "off").start());
        database.execute("CREATE USER wsp PASSWORD 'lighthouse'");
        database.requirePasswordOfOthers();
        return database;
    }

    private void requirePasswordOfOthers() throws IOException, SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            Path rules;
            try (ResultSet row = statement.executeQuery("SHOW hba_file")) {
                row.next();
                rules = Path.of(row.getString(1));
            }
            Files.writeString(rules, """
                    host all postgres 127.0.0.1/32 trust
                    host all all 127.0.0.1/32 scram-sha-256
                    """);
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    /** Creates a database that the user {@code wsp} owns; returns its URL. */
    String create(String name) throws SQLException {
        execute("CREATE DATABASE " + name + " OWNER wsp");
        return url(name);
    }

    String url(String name) {
        return url(name, port());
    }

    /** Returns the URL of a database over another port that leads to the server. */
    static String url(String name, int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    int port() {
        return server.getPort();
    }

    /** Runs a statement in a database. */
    void execute(String name, String sql) throws SQLException {
        try (Connection connection = server.getDatabase("postgres", name).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void execute(String sql) throws SQLException {
        execute("postgres", sql);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

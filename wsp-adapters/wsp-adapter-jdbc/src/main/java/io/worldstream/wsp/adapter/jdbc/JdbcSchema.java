package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables that hold the state of runs and of a control bus, and audit trails. They are versioned: {@code wsp_schema} has a row for each version that was
 * applied, and the statements of a version are an SQL file in this jar. Nothing creates or alters tables but {@link
 * #migrate}.
 *
 * <p>Thread-safe; calls block for a small multiple of {@link JdbcDatabase#timeout()}.
 */
public final class JdbcSchema {
    /** Of a table or schema that two hosts create at once: the second fails, and finds it when it looks again. */
    private static final Set<String> CREATED_BY_ANOTHER = Set.of("23505", "42P06", "42P07");

    /** The second: a schema that the user may not use is not found by search_path. */
    private static final Set<String> LACKS_PRIVILEGE = Set.of("42501", "3F000");

    private static final int MOST_TRIES = 5;

    private final JdbcDatabase database;
    private final List<SchemaVersion> known;

    /** Does not connect. */
    public JdbcSchema(JdbcDatabase database) {
        this(database, SchemaVersion.KNOWN);
    }

    JdbcSchema(JdbcDatabase database, List<SchemaVersion> known) {
        this.database = Objects.requireNonNull(database, "database");
        this.known = List.copyOf(known);
    }

    /**
     * The result of {@link JdbcSchema#migrate}.
     *
     * @param schema the schema of the tables
     * @param from the version before; 0 if there were no tables
     * @param to the version now, which equals {@code from} if there was nothing to do
     */
    public record Migration(String schema, int from, int to) {
        public Migration {
            Objects.requireNonNull(schema, "schema");
        }

        /** Returns whether anything was changed. */
        public boolean changed() {
            return from != to;
        }

        /** Returns what was done, as a sentence without a full stop. */
        @Override
        public String toString() {
            String tables = "the tables of WSP in schema " + schema;
            if (!changed()) {
                return tables + " are of version " + to + " already; nothing was changed";
            }
            return from == 0
                    ? "created " + tables + ", version " + to
                    : "brought " + tables + " from version " + from + " to " + to;
        }
    }

    /**
     * Checks that the tables are there, are of this release, and may be used. Changes nothing, and also works on a
     * replica.
     *
     * @throws IOException if the database cannot be asked
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if the tables are absent or old (the message has the
     *     {@linkplain JdbcDatabase.Builder#migrationAdvice advice}), were made by a later release, or are not WSP's; if the user lacks a privilege;
     *     or if the database is not PostgreSQL or not encoded in UTF-8
     */
    public void check() throws IOException {
        database.transactions().read("check the tables in " + where(), connection -> {
            SchemaCatalogue catalogue = new SchemaCatalogue(database, connection);
            int version = catalogue.version(known);
            if (version < latest()) {
                throw catalogue.invalid(
                        (version == 0 ? "it has no tables of WSP" : "its tables are of version " + version)
                                + "; this release needs version " + latest()
                                + ": " + database.migration());
            }
            catalogue.requirePrivileges();
            return version;
        });
    }

    /**
     * Creates the tables, or brings them to the version of this release, in one transaction: all of it or nothing. Does
     * nothing if they are of this version. Hosts may do so at once; one waits for the other. Tables that WSP did not
     * create are never touched. Creates the schema if it is absent.
     *
     * <p>Needs the privilege to create tables in the schema ({@code CREATE}), or on the database if the schema is absent;
     * later versions need their owner.
     *
     * @return the versions before and after
     * @throws IOException if the tables cannot be created or altered; nothing was changed, unless the answer to the
     *     commit was lost. The call can be repeated
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if the tables were made by a later release, or are not
     *     WSP's; if the user lacks a privilege; or if the database is not PostgreSQL or not encoded in UTF-8
     */
    public Migration migrate() throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return database.transactions().write("create the tables in " + where(), this::migrate);
            } catch (IOException e) {
                boolean again = e.getCause() instanceof SQLException failure
                        && CREATED_BY_ANOTHER.contains(SqlFailure.state(failure));
                if (!again || tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    private Migration migrate(Connection connection) throws SQLException {
        SchemaCatalogue catalogue = new SchemaCatalogue(database, connection);
        try {
            return migrate(connection, catalogue);
        } catch (SQLException e) {
            if (!LACKS_PRIVILEGE.contains(SqlFailure.state(e))) {
                throw e;
            }
            throw catalogue.invalid("the user may not create or alter tables there ("
                    + SqlFailure.firstLine(e)
                    + "); use their owner, or a user with the privileges CREATE and USAGE on the schema, or"
                    + " on the database if the schema is absent");
        }
    }

    private Migration migrate(Connection connection, SchemaCatalogue catalogue) throws SQLException {
        int before = catalogue.version(known);
        if (before == latest()) {
            return new Migration(database.schema(), before, before);
        }
        try (Statement statement = connection.createStatement()) {
            if (!catalogue.hasSchema()) {
                statement.execute("CREATE SCHEMA " + database.quotedSchema());
            }
            statement.execute("SET LOCAL search_path TO " + database.quotedSchema());
            if (before == 0) {
                statement.execute(SchemaCatalogue.CREATE_VERSIONS);
            }
            // Others who migrate wait here; those who check or stream do not.
            statement.execute("LOCK TABLE wsp_schema IN SHARE ROW EXCLUSIVE MODE");
            before = catalogue.version(known);
            for (SchemaVersion version : known.subList(before, known.size())) {
                statement.execute(version.sql());
            }
        }
        return new Migration(database.schema(), before, latest());
    }

    private int latest() {
        return known.size();
    }

    private String where() {
        return "schema " + database.schema();
    }

    /** Returns the SQL of all versions, oldest first, for those who apply it by other means. */
    public static String sql() {
        return SchemaVersion.KNOWN.stream()
                .map(SchemaVersion::sql)
                .collect(Collectors.joining("\n", SchemaCatalogue.CREATE_VERSIONS + ";\n\n", ""));
    }
}

package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads the catalogue of a database: which tables it has, of which version, and what the user may do. */
final class SchemaCatalogue {
    static final String CREATE_VERSIONS = """
            CREATE TABLE wsp_schema (
                version    integer PRIMARY KEY,
                applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                applied_by text NOT NULL DEFAULT current_user
            )""";

    private static final String VERSIONS = "wsp_schema";

    private static final List<String> CHANGED = List.of("SELECT", "INSERT", "UPDATE");
    private static final List<String> ADDED_TO = List.of("SELECT", "INSERT");

    /** In the order of their versions. */
    private static final List<Table> NEEDED = List.of(
            new Table("wsp_lease", 1, CHANGED),
            new Table("wsp_checkpoint", 1, CHANGED),
            new Table("wsp_dead_letter_fence", 1, CHANGED),
            new Table("wsp_dead_letter", 1, ADDED_TO),
            new Table("wsp_redrive_attempt", 1, ADDED_TO),
            new Table("wsp_position", 2, CHANGED),
            new Table("wsp_audit_chain", 3, CHANGED),
            new Table("wsp_audit_record", 3, ADDED_TO));

    private final JdbcDatabase database;
    private final Connection connection;

    SchemaCatalogue(JdbcDatabase database, Connection connection) {
        this.database = database;
        this.connection = connection;
    }

    /**
     * A table that the stores need.
     *
     * @param name its name
     * @param version the first version that has it
     * @param privileges those that the stores need
     */
    private record Table(String name, int version, List<String> privileges) {}

    /**
     * Returns the version of the tables, 0 if there are none.
     *
     * @throws WspException {@code CONFIG_INVALID} if they are not WSP's, are incomplete or of a later release
     */
    int version(List<SchemaVersion> known) throws SQLException {
        String encoding = text("SHOW server_encoding");
        if (!encoding.equals("UTF8")) {
            throw invalid("the encoding of the database is " + encoding + "; use one with UTF8");
        }
        List<String> present = present();
        boolean created = present.contains(VERSIONS);
        List<Integer> versions = created ? versions(known) : List.of();
        // Read before the versions, which a migration changes together with the tables.
        List<String> foreign = names(table -> table.version() > versions.size() && present.contains(table.name()));
        if (!foreign.isEmpty()) {
            throw invalid("it has tables that WSP needs and did not create (" + String.join(", ", foreign)
                    + (created ? "" : ", without " + VERSIONS) + "); choose another schema");
        }
        List<String> now = present();
        List<String> missing = names(table -> table.version() <= versions.size() && !now.contains(table.name()));
        if (!missing.isEmpty()) {
            throw invalid("it lacks " + String.join(", ", missing) + ", which version " + versions.size()
                    + " has; restore it from a backup, or choose another schema");
        }
        return versions.size();
    }

    private static List<String> names(Predicate<Table> condition) {
        return NEEDED.stream().filter(condition).map(Table::name).toList();
    }

    private List<String> present() throws SQLException {
        return texts("SELECT table_name FROM (SELECT c.relname::text AS table_name FROM pg_class c"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f'))"
                + " AS tables");
    }

    /** Returns the versions that were applied, without a gap. */
    private List<Integer> versions(List<SchemaVersion> known) throws SQLException {
        List<Integer> versions = versions();
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i) != i + 1) {
                throw invalid(VERSIONS + " has the versions " + versions + ", one of which is missing; restore it");
            }
        }
        if (versions.size() > known.size()) {
            throw invalid("its tables are of version " + versions.size() + ", made by a later release of WSP; this one"
                    + " knows version " + known.size() + ": use that release or a later one here, too");
        }
        return versions;
    }

    boolean hasSchema() throws SQLException {
        return !texts("SELECT nspname::text FROM pg_namespace WHERE nspname = ?")
                .isEmpty();
    }

    /** @throws WspException {@code CONFIG_INVALID} if one is missing, with the statements that grant them */
    void requirePrivileges() throws SQLException {
        List<String> grants = new ArrayList<>();
        if (texts("SELECT 'yes' WHERE has_schema_privilege(?, 'USAGE')").isEmpty()) {
            grants.add("GRANT USAGE ON SCHEMA " + database.quotedSchema());
        } else {
            for (Table table : NEEDED) {
                List<String> missing = new ArrayList<>();
                for (String privilege : table.privileges()) {
                    if (!has(table.name(), privilege)) {
                        missing.add(privilege);
                    }
                }
                if (!missing.isEmpty()) {
                    grants.add("GRANT " + String.join(", ", missing) + " ON " + database.sql("@" + table.name()));
                }
            }
        }
        if (!grants.isEmpty()) {
            String user = text("SELECT quote_ident(current_user)");
            throw invalid(
                    "the user " + LogText.segment(user) + " lacks privileges; the owner of the tables can give them: "
                            + String.join(" TO " + user + "; ", grants) + " TO " + user);
        }
    }

    private boolean has(String table, String privilege) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT has_table_privilege(?, ?)")) {
            select.setString(1, database.sql("@" + table));
            select.setString(2, privilege);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private List<Integer> versions() throws SQLException {
        List<Integer> versions = new ArrayList<>();
        String sql = database.sql("SELECT version FROM @wsp_schema ORDER BY version");
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                versions.add(rows.getInt(1));
            }
        } catch (SQLException e) {
            switch (SqlFailure.state(e)) {
                case "42703" -> throw invalid("its table " + VERSIONS + " is not WSP's; choose another schema");
                case "42501" ->
                    throw invalid("the user may not read " + VERSIONS + "; the owner of the tables can give"
                            + " the privilege: GRANT USAGE ON SCHEMA " + database.quotedSchema()
                            + " TO ...; GRANT SELECT ON "
                            + database.sql("@" + VERSIONS) + " TO ...");
                default -> throw e;
            }
        }
        return versions;
    }

    /** Of a statement whose only parameter, if it has one, is the schema. */
    private List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            if (sql.contains("?")) {
                select.setString(1, database.schema());
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
        }
        return texts;
    }

    private String text(String sql) throws SQLException {
        return texts(sql).get(0);
    }

    WspException invalid(String fault) {
        return new WspException(
                ReasonCode.CONFIG_INVALID,
                "schema " + database.schema() + " of the database is not ready for the state of runs: " + fault);
    }
}

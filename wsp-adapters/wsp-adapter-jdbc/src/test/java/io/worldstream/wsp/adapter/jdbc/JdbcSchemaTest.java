package io.worldstream.wsp.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.adapter.jdbc.JdbcSchema.Migration;
import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
@Timeout(300)
final class JdbcSchemaTest {
    private static final RunId RUN = new RunId("ab".repeat(16));

    /** A release before this one, without positions and audit trails. */
    private static final List<SchemaVersion> FORMER = SchemaVersion.KNOWN.subList(0, 1);

    /** A release after this one. */
    private static final List<SchemaVersion> LATER = Stream.concat(
                    SchemaVersion.KNOWN.stream(), Stream.of(new SchemaVersion("004-of-the-test.sql")))
            .toList();

    private String name;
    private JdbcDatabase database;
    private JdbcSchema schema;

    @BeforeEach
    void absent() {
        name = TestServer.newName();
        database = JdbcDatabase.builder(TestServer.dataSource()).schema(name).build();
        schema = new JdbcSchema(database);
    }

    @Test
    void migrate_absentSchema_createsItOnce() throws Exception {
        Migration first = schema.migrate();
        assertThat(first).isEqualTo(new Migration(name, 0, 3));
        assertThat(first).hasToString("created the tables of WSP in schema " + name + ", version 3");
        Migration second = schema.migrate();
        assertThat(second).isEqualTo(new Migration(name, 3, 3));
        assertThat(second.toString()).endsWith("are of version 3 already; nothing was changed");
        assertThatNoException().isThrownBy(schema::check);
        assertThat(TestServer.query(database, "SELECT count(*) FROM @wsp_schema"))
                .isEqualTo("3");
    }

    @Test
    void migrate_emptySchema_leavesOtherTables() throws Exception {
        TestServer.execute("CREATE SCHEMA " + name);
        TestServer.execute(database, "CREATE TABLE @orders AS SELECT 1 AS n");
        schema.migrate();
        assertThat(TestServer.query(database, "SELECT n FROM @orders")).isEqualTo("1");
    }

    @Test
    void check_absentSchemaOrTables_namesTheCall() throws Exception {
        for (String setUp : List.of("SELECT 1", "CREATE SCHEMA " + name)) {
            TestServer.execute(setUp);
            assertInvalid(schema::check)
                    .hasMessageContaining("schema " + name)
                    .hasMessageContaining("has no tables of WSP")
                    .hasMessageContaining("call JdbcSchema.migrate()");
        }
    }

    /** A host says what its own users do. */
    @Test
    void check_ofAHostWithItsOwnAdvice_hasThatAdvice() {
        JdbcDatabase advised = JdbcDatabase.builder(TestServer.dataSource())
                .schema(name)
                .migrationAdvice("run `our-tool init`")
                .build();
        assertInvalid(new JdbcSchema(advised)::check).hasMessageEndingWith("needs version 3: run `our-tool init`");
        assertThatIOException()
                .isThrownBy(() -> new JdbcPositionStore(advised).load(new PositionName("a")))
                .withMessageContaining("of another release: run `our-tool init`");
    }

    /** The stores do not look at the version; they say what is missing. */
    @Test
    void store_withoutTables_namesTheCall() {
        assertThatIOException()
                .isThrownBy(() -> new JdbcCheckpointStore(database).read(RUN))
                .withMessageContaining("call JdbcSchema.migrate()")
                .withMessageContaining("SQLState 42P01");
    }

    @Test
    void migrate_tablesOfTheFormerRelease_keepsTheirRows() throws Exception {
        new JdbcSchema(database, FORMER).migrate();
        long epoch = new EverySpiCall(database).ofRuns(RUN);
        new JdbcCheckpointStore(database).open(RUN, epoch);
        new JdbcCheckpointStore(database).save(RUN, epoch, new byte[] {7});
        String before = rows();

        assertInvalid(schema::check)
                .hasMessageContaining("of version 1; this release needs version 3")
                .hasMessageContaining("call JdbcSchema.migrate()");
        assertThat(TestServer.query(database, "SELECT count(*) FROM @wsp_schema"))
                .as("a check changes nothing")
                .isEqualTo("1");
        assertThat(schema.migrate())
                .hasToString("brought the tables of WSP in schema " + name + " from version 1 to 3");
        assertThatNoException().isThrownBy(schema::check);
        assertThat(rows()).isEqualTo(before);
        assertThat(new JdbcCheckpointStore(database).read(RUN)).hasValue(new byte[] {7});
        new EverySpiCall(database).all(new RunId("cd".repeat(16)));
        assertThat(schema.migrate().changed()).isFalse();
    }

    /** Every row of the first version's tables, in one text. */
    private String rows() throws Exception {
        StringBuilder rows = new StringBuilder();
        for (String table : List.of(
                "wsp_lease", "wsp_checkpoint", "wsp_dead_letter_fence", "wsp_dead_letter", "wsp_redrive_attempt")) {
            String row = TestServer.query(database, "SELECT string_agg(t::text, ';') FROM @" + table + " AS t");
            assertThat(row).as(table).contains(RUN.value());
            rows.append(row).append('\n');
        }
        return rows.toString();
    }

    /** It was made by somebody else while the tables were of the former release. */
    @Test
    void migrate_tableOfOthersBesideTheFormerRelease_isNotTouched() throws Exception {
        new JdbcSchema(database, FORMER).migrate();
        TestServer.execute(database, "CREATE TABLE @wsp_position (mine text)");
        for (ThrowingCallable call : List.<ThrowingCallable>of(schema::check, schema::migrate)) {
            assertInvalid(call).hasMessageContaining("did not create (wsp_position); choose another schema");
        }
        assertThat(TestServer.query(database, "SELECT mine FROM @wsp_position")).isEqualTo("none");
    }

    @Test
    void migrate_tablesOfThisRelease_bringsThemToALaterOne() throws Exception {
        schema.migrate();
        JdbcSchema later = new JdbcSchema(database, LATER);
        assertInvalid(later::check).hasMessageContaining("of version 3; this release needs version 4");
        assertThat(later.migrate()).hasToString("brought the tables of WSP in schema " + name + " from version 3 to 4");
        assertThatNoException().isThrownBy(later::check);
        assertThat(TestServer.query(database, "SELECT added FROM @wsp_lease")).isEqualTo("none");
    }

    @Test
    void checkAndMigrate_tablesOfALaterRelease_areRefused() throws Exception {
        new JdbcSchema(database, LATER).migrate();
        for (ThrowingCallable call : List.<ThrowingCallable>of(schema::check, schema::migrate)) {
            assertInvalid(call)
                    .hasMessageContaining("of version 4, made by a later release of WSP; this one knows version 3");
        }
    }

    @Test
    void migrate_thatFailsInTheMiddle_changesNothing() throws Exception {
        List<SchemaVersion> broken = Stream.concat(
                        SchemaVersion.KNOWN.stream(), Stream.of(new SchemaVersion("004-broken-of-the-test.sql")))
                .toList();
        assertThatIOException()
                .isThrownBy(new JdbcSchema(database, broken)::migrate)
                .withMessageContaining("wsp_no_such");
        assertThat(TestServer.query(
                        database,
                        "SELECT count(*) FROM information_schema.schemata WHERE schema_name = '" + name + "'"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wsp_lease", "wsp_checkpoint", "wsp_dead_letter", "wsp_position", "wsp_audit_record"})
    void migrate_tablesOfOthers_areNotTouched(String table) throws Exception {
        TestServer.execute("CREATE SCHEMA " + name);
        TestServer.execute(database, "CREATE TABLE @" + table + " (mine text)");
        for (ThrowingCallable call : List.<ThrowingCallable>of(schema::check, schema::migrate)) {
            assertInvalid(call).hasMessageContaining(table).hasMessageContaining("choose another schema");
        }
        assertThat(TestServer.query(database, "SELECT mine FROM @" + table)).isEqualTo("none");
    }

    @Test
    void check_foreignVersionTable_isRefused() throws Exception {
        TestServer.execute("CREATE SCHEMA " + name);
        TestServer.execute(database, "CREATE TABLE @wsp_schema (mine text)");
        for (ThrowingCallable call : List.<ThrowingCallable>of(schema::check, schema::migrate)) {
            assertInvalid(call).hasMessageContaining("wsp_schema is not WSP's");
        }
    }

    @Test
    void check_lostTableOrVersion_isRefused() throws Exception {
        schema.migrate();
        TestServer.execute(database, "DROP TABLE @wsp_redrive_attempt");
        assertInvalid(schema::check).hasMessageContaining("lacks wsp_redrive_attempt");
        TestServer.execute(database, "UPDATE @wsp_schema SET version = 4 WHERE version = 1");
        assertInvalid(schema::check).hasMessageContaining("has the versions [2, 3, 4], one of which is missing");
    }

    @Test
    void migrate_byManyHostsAtOnce_isDoneOnce() throws Exception {
        int hosts = 6;
        ExecutorService threads = Executors.newFixedThreadPool(hosts);
        try {
            List<Future<Migration>> results =
                    threads.invokeAll(Collections.nCopies(hosts, schema::migrate), 4, TimeUnit.MINUTES);
            int changed = 0;
            for (Future<Migration> each : results) {
                changed += each.get().changed() ? 1 : 0;
            }
            assertThat(changed).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(TestServer.query(database, "SELECT count(*) FROM @wsp_schema"))
                .isEqualTo("3");
    }

    @Test
    void schema_oddName_isQuoted() throws Exception {
        JdbcDatabase odd = JdbcDatabase.builder(TestServer.dataSource())
                .schema(name + " \"'; DROP \u00fc$now")
                .build();
        new JdbcSchema(odd).migrate();
        assertThatNoException().isThrownBy(new JdbcSchema(odd)::check);
        new JdbcCheckpointStore(odd).open(RUN, 1);
        assertThat(new JdbcRunLease(odd, Duration.ofSeconds(9), "host").acquire(RUN))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\u0000", "a\nb", "pg_mine", "\ud800"})
    void schema_nameThatCannotBe_isInvalid(String odd) {
        assertInvalid(() -> JdbcDatabase.builder(TestServer.dataSource()).schema(odd));
        assertInvalid(() -> JdbcDatabase.builder(TestServer.dataSource()).schema("\u00fc".repeat(32)));
    }

    @Test
    void check_roleWithoutPrivileges_namesTheGrants() throws Exception {
        schema.migrate();
        String role = "role_" + name;
        TestServer.execute("CREATE ROLE " + role + " LOGIN");
        JdbcDatabase restricted = JdbcDatabase.builder(TestServer.dataSource(TestServer.port(), role))
                .schema(name)
                .build();
        JdbcSchema checked = new JdbcSchema(restricted);
        assertInvalid(checked::check).hasMessageContaining("GRANT USAGE ON SCHEMA \"" + name + "\"");
        TestServer.execute("GRANT USAGE ON SCHEMA " + name + " TO " + role);
        TestServer.execute(database, "GRANT SELECT ON @wsp_schema, @wsp_checkpoint TO " + role);
        String message = String.valueOf(assertInvalid(checked::check).actual().getMessage());
        assertThat(message)
                .contains("GRANT INSERT, UPDATE ON \"" + name + "\".wsp_checkpoint TO " + role)
                .contains("GRANT SELECT, INSERT ON \"" + name + "\".wsp_dead_letter TO " + role)
                .contains("GRANT SELECT, INSERT, UPDATE ON \"" + name + "\".wsp_position TO " + role)
                .contains("GRANT SELECT, INSERT ON \"" + name + "\".wsp_audit_record TO " + role);
        assertThatIOException()
                .isThrownBy(() -> new JdbcCheckpointStore(restricted).open(RUN, 1))
                .withMessageContaining("lacks a privilege");

        // As the message says, and no more than that: the stores then work.
        TestServer.execute(message.substring(message.indexOf("GRANT ")));
        assertThatNoException().isThrownBy(checked::check);
        new EverySpiCall(restricted).all(RUN);
        for (String edit : List.of("UPDATE %s SET record = ''", "DELETE FROM %s", "TRUNCATE %s")) {
            assertThatIOException()
                    .isThrownBy(() -> restricted.transactions().write("edit", connection -> {
                        try (Statement statement = connection.createStatement()) {
                            return statement.execute(String.format(edit, database.sql("@wsp_audit_record")));
                        }
                    }))
                    .withMessageContaining("lacks a privilege");
        }
    }

    @Test
    void migrate_roleThatMayNotCreate_isInvalid() throws Exception {
        String role = "role_" + name;
        TestServer.execute("CREATE ROLE " + role + " LOGIN");
        JdbcSchema restricted = new JdbcSchema(JdbcDatabase.builder(TestServer.dataSource(TestServer.port(), role))
                .schema(name)
                .build());
        assertInvalid(restricted::migrate).hasMessageContaining("CREATE and USAGE on the schema");
        TestServer.execute("CREATE SCHEMA " + name);
        assertInvalid(restricted::migrate).hasMessageContaining("CREATE and USAGE on the schema");
        TestServer.execute("GRANT CREATE, USAGE ON SCHEMA " + name + " TO " + role);
        assertThat(restricted.migrate().changed()).isTrue();
        assertThatNoException().isThrownBy(restricted::check);
    }

    @Test
    void check_otherEncoding_isInvalid() throws Exception {
        TestServer.execute("CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
        JdbcSchema latin =
                new JdbcSchema(JdbcDatabase.builder(TestServer.dataSource(TestServer.port(), "postgres", name))
                        .build());
        assertInvalid(latin::check).hasMessageContaining("LATIN1");
        assertInvalid(latin::migrate).hasMessageContaining("UTF8");
    }

    /** For those who may not let a program create tables. */
    @Test
    void sql_byHand_isTheSame() throws Exception {
        TestServer.execute("CREATE SCHEMA " + name);
        TestServer.execute("SET search_path TO " + name + ";" + JdbcSchema.sql());
        assertThatNoException().isThrownBy(schema::check);
        assertThat(schema.migrate().changed()).isFalse();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertInvalid(ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID));
    }
}

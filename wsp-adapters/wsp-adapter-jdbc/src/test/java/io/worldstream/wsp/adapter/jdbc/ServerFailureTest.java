package io.worldstream.wsp.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease.Grant;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** Servers that stop, hang, only read or do not confirm. */
@Tag("server")
@Timeout(500)
final class ServerFailureTest {
    private static final RunId RUN = new RunId("ab".repeat(16));
    private static final Duration TERM = Duration.ofHours(1);

    @TempDir
    Path temp;

    @Test
    void server_stoppedAndStarted_goesOnWhereItWas() throws Exception {
        int port = freePort();
        Path data = temp.resolve("data");
        JdbcDatabase database =
                JdbcDatabase.builder(TestServer.dataSource(port, "postgres")).build();
        JdbcCheckpointStore checkpoints = new JdbcCheckpointStore(database);
        Grant grant;
        try (EmbeddedPostgres server = start(data, port)) {
            assertThat(server.getPort()).isEqualTo(port);
            new JdbcSchema(database).migrate();
            grant = new JdbcRunLease(database, TERM, "host-1").acquire(RUN).orElseThrow();
            checkpoints.open(RUN, grant.epoch());
            checkpoints.save(RUN, grant.epoch(), new byte[] {1});
        }
        assertThatIOException()
                .isThrownBy(() -> checkpoints.save(RUN, grant.epoch(), new byte[] {2}))
                .withMessageContaining("there is no connection to the server")
                .withMessageContaining("SQLState 08001");
        assertThatIOException().isThrownBy(grant::renew);
        assertThatIOException().isThrownBy(new JdbcSchema(database)::check);
        try (EmbeddedPostgres server = start(data, port)) {
            assertThat(server.getPort()).isEqualTo(port);
            assertThat(checkpoints.read(RUN)).hasValue(new byte[] {1});
            assertThat(grant.renew()).isTrue();
            checkpoints.save(RUN, grant.epoch(), new byte[] {2});
            assertThat(checkpoints.read(RUN)).hasValue(new byte[] {2});
        }
    }

    /** A hot standby, made of a copy of the primary: it can be read, and refuses each write with what to do. */
    @Test
    void replica_canBeRead_andSaysWhyItCannotBeWritten() throws Exception {
        int port = freePort();
        Path data = temp.resolve("data");
        JdbcDatabase database =
                JdbcDatabase.builder(TestServer.dataSource(port, "postgres")).build();
        JdbcCheckpointStore checkpoints = new JdbcCheckpointStore(database);
        try (EmbeddedPostgres server = start(data, port)) {
            assertThat(server.getPort()).isEqualTo(port);
            new JdbcSchema(database).migrate();
            new EverySpiCall(database).all(RUN);
            checkpoints.open(RUN, Long.MAX_VALUE);
            checkpoints.save(RUN, Long.MAX_VALUE, new byte[] {1});
        }
        Files.createFile(data.resolve("standby.signal"));
        try (EmbeddedPostgres server = start(data, port)) {
            assertThat(server.getPort()).isEqualTo(port);
            assertThat(checkpoints.read(RUN)).hasValue(new byte[] {1});
            assertThat(checkpoints.runs()).containsExactly(RUN);
            assertThatNoException().isThrownBy(new JdbcSchema(database)::check);
            JdbcRunLease lease = new JdbcRunLease(database, TERM, "host-1");
            assertThat(lease.holder(RUN)).isEmpty();
            assertReadOnly(() -> lease.acquire(RUN));
            assertReadOnly(() -> checkpoints.open(RUN, Long.MAX_VALUE));
            assertReadOnly(() -> checkpoints.save(RUN, Long.MAX_VALUE, new byte[1]));
            assertReadOnly(() -> new JdbcDeadLetterStore(database).open(RUN, 1));
        }
    }

    /** Reads go on where the role is set to read only, as operators do before a change of servers. */
    @Test
    void role_setToReadOnly_saysWhyItCannotWrite() throws Exception {
        JdbcDatabase database = TestServer.newDatabase();
        String role = TestServer.newName();
        TestServer.execute("CREATE ROLE " + role + " LOGIN SUPERUSER");
        TestServer.execute("ALTER ROLE " + role + " SET default_transaction_read_only = on");
        JdbcDatabase restricted = JdbcDatabase.builder(TestServer.dataSource(TestServer.port(), role))
                .schema(database.schema())
                .build();
        assertThat(new JdbcCheckpointStore(restricted).read(RUN)).isEmpty();
        assertReadOnly(() -> new JdbcCheckpointStore(restricted).open(RUN, 1));
    }

    /** The replica that the server waits for is away: a commit that it did not confirm is not reported as one. */
    @Test
    void commit_thatNoReplicaConfirms_isAFailure() throws Exception {
        try (EmbeddedPostgres server =
                TestServer.builder().setDataDirectory(temp.resolve("data")).start()) {
            DataSource dataSource = TestServer.dataSource(server.getPort(), "postgres");
            JdbcDatabase database = JdbcDatabase.builder(dataSource)
                    .timeout(Duration.ofMillis(300))
                    .build();
            JdbcCheckpointStore checkpoints = new JdbcCheckpointStore(database);
            new JdbcSchema(database).migrate();
            checkpoints.open(RUN, 1);
            execute(dataSource, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
            execute(dataSource, "SELECT pg_reload_conf()");
            awaitSetting(dataSource, "nobody");
            assertThatIOException()
                    .isThrownBy(() -> checkpoints.save(RUN, 1, new byte[] {1}))
                    .withMessageContaining("a synchronous replica is away")
                    .withMessageContaining("may have been made");

            // An operator ends the wait; the server then reports success, with a warning.
            cancelWaits(dataSource);
            JdbcCheckpointStore patient = new JdbcCheckpointStore(JdbcDatabase.builder(dataSource)
                    .timeout(Duration.ofMinutes(2))
                    .build());
            CompletableFuture<Throwable> failed = new CompletableFuture<>();
            Thread saving = new Thread(() -> failed.complete(catchThrowable(() -> patient.save(RUN, 1, new byte[1]))));
            saving.start();
            while (!failed.isDone()) {
                cancelWaits(dataSource);
            }
            assertThat(failed.get())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("see that its synchronous replicas answer")
                    .hasMessageContaining("may have been made");

            execute(dataSource, "ALTER SYSTEM RESET synchronous_standby_names");
            execute(dataSource, "SELECT pg_reload_conf()");
            awaitSetting(dataSource, "");
            checkpoints.save(RUN, 1, new byte[] {1});
            assertThat(checkpoints.read(RUN)).hasValue(new byte[] {1});
        }
    }

    /** The network swallows what is sent, or the host is cut off, between the update and its commit. */
    @Test
    void server_thatFallsSilent_isGivenUpInTimeAndFreesTheRow() throws Exception {
        JdbcDatabase direct = TestServer.newDatabase();
        JdbcCheckpointStore near = new JdbcCheckpointStore(direct);
        near.open(RUN, 1);
        try (SilentProxy proxy = new SilentProxy(TestServer.port())) {
            ReplacedCalls calls = new ReplacedCalls(
                    TestServer.dataSource(proxy.port(), "postgres"), Map.of("commit", (connection, call) -> {
                        proxy.fallSilent();
                        return call.proceed();
                    }));
            JdbcCheckpointStore far = new JdbcCheckpointStore(JdbcDatabase.builder(calls.dataSource())
                    .schema(direct.schema())
                    .timeout(Duration.ofMillis(200))
                    .build());
            Throwable atCommit;
            do {
                // On a busy machine, connecting may take longer than the timeout: then nothing was committed.
                atCommit = catchThrowable(() -> far.save(RUN, 1, new byte[] {2}));
            } while (!proxy.isSilent());
            assertThat(atCommit).isInstanceOf(IOException.class).hasMessageContaining("did not answer in time");
            assertThatIOException()
                    .isThrownBy(() -> far.save(RUN, 1, new byte[] {2}))
                    .withMessageContaining("gave no connection within 200 ms");

            // The server ends the transaction that it hears nothing of, although its connection is still there.
            near.save(RUN, 1, new byte[] {3});
            assertThat(near.read(RUN)).hasValue(new byte[] {3});
        }
    }

    @Test
    void connection_ofTheHost_isReturnedAsItWas() throws Exception {
        JdbcDatabase direct = TestServer.newDatabase();
        try (Connection real = TestServer.dataSource().getConnection()) {
            JdbcDatabase database = JdbcDatabase.builder(new KeptConnection(real).dataSource())
                    .schema(direct.schema())
                    .build();
            JdbcCheckpointStore checkpoints = new JdbcCheckpointStore(database);
            for (boolean flag : List.of(true, false)) {
                real.setAutoCommit(flag);
                real.setReadOnly(flag);
                real.setNetworkTimeout(Runnable::run, 77_000);
                checkpoints.open(RUN, 1);
                checkpoints.save(RUN, 1, new byte[1]);
                assertThat(checkpoints.read(RUN)).isPresent();
                assertThat(catchThrowable(() -> database.transactions().write("try", connection -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.execute(database.sql("UPDATE @wsp_checkpoint SET saved_epoch = NULL"));
                            }
                            throw new IllegalStateException("stop");
                        })))
                        .hasMessage("stop");
                assertThat(checkpoints.read(RUN)).as("rolled back").isPresent();
                assertThat(real.unwrap(BaseConnection.class).getTransactionState())
                        .isEqualTo(TransactionState.IDLE);
                assertThat(real.isClosed()).isFalse();
                assertThat(real.getAutoCommit()).isEqualTo(flag);
                assertThat(real.isReadOnly()).isEqualTo(flag);
                assertThat(real.getNetworkTimeout()).isEqualTo(77_000);
                assertThat(setting(real, "statement_timeout")).isEqualTo("0");
                assertThat(setting(real, "lock_timeout")).isEqualTo("0");
                assertThat(setting(real, "idle_in_transaction_session_timeout")).isEqualTo("0");
                if (!flag) {
                    real.rollback();
                }
            }
        }
    }

    private static EmbeddedPostgres start(Path data, int port) throws IOException {
        return TestServer.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void execute(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return TestServer.text(statement.executeQuery("SHOW " + name));
        }
    }

    private static void cancelWaits(DataSource dataSource) throws SQLException {
        execute(
                dataSource,
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND pid <> pg_backend_pid()");
    }

    private static void awaitSetting(DataSource dataSource, String value) throws SQLException {
        for (long end = System.nanoTime() + Duration.ofMinutes(2).toNanos(); ; ) {
            try (Connection connection = dataSource.getConnection()) {
                if (setting(connection, "synchronous_standby_names").equals(value)) {
                    return;
                }
            }
            assertThat(System.nanoTime()).as("the setting is not in force").isLessThan(end);
        }
    }

    private static void assertReadOnly(ThrowingCallable call) {
        assertThatIOException()
                .isThrownBy(call)
                .withMessageContaining("the server accepts only reads, as a replica does: connect to the primary")
                .withMessageContaining("SQLState 25006");
    }
}

package io.worldstream.wsp.runner;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.worldstream.wsp.adapter.jdbc.JdbcAuditSink;
import io.worldstream.wsp.adapter.jdbc.JdbcAuditTrail;
import io.worldstream.wsp.adapter.jdbc.JdbcCheckpointStore;
import io.worldstream.wsp.adapter.jdbc.JdbcDatabase;
import io.worldstream.wsp.adapter.jdbc.JdbcDeadLetterStore;
import io.worldstream.wsp.adapter.jdbc.JdbcPositionStore;
import io.worldstream.wsp.adapter.jdbc.JdbcRunLease;
import io.worldstream.wsp.adapter.jdbc.JdbcSchema;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.NamedSecrets;
import io.worldstream.wsp.runner.config.SchemaUse;
import io.worldstream.wsp.runner.config.WspConfig;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Saved runs, the audit trail, or both, in a PostgreSQL database. Connects when it is first used. */
final class DatabaseRuns implements SavedRuns {
    /** State of the driver for a server that it cannot log in to, for example without a password. */
    private static final String REJECTED = "08004";

    private static final int MOST_CONNECTIONS = 4;
    /** Before {@link JdbcDatabase} gives up, so that the pool can tell why the server gave no connection. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);

    private final WspConfig config;
    private final HikariDataSource pool;
    private final JdbcDatabase database;

    private DatabaseRuns(WspConfig config, HikariDataSource pool) {
        this.config = config;
        this.pool = pool;
        database = JdbcDatabase.builder(pool)
                .migrationAdvice("run `wsp state init --config FILE`")
                .build();
    }

    /**
     * Returns the saved runs of the database that a configuration names.
     *
     * @throws WspException {@code CONFIG_INVALID} if the password cannot be read
     */
    static DatabaseRuns open(WspConfig config, Map<String, String> environment) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("wsp-state");
        pool.setJdbcUrl(config.get(ConfigTable.JDBC_URL));
        config.find(ConfigTable.JDBC_USER).ifPresent(pool::setUsername);
        pool.setPassword(NamedSecrets.password(config, environment));
        pool.setMaximumPoolSize(MOST_CONNECTIONS);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        // Connects when a connection is needed, not when the pool is made.
        pool.setInitializationFailTimeout(-1);
        return new DatabaseRuns(config, new HikariDataSource(pool));
    }

    /** Makes the tables of this release, or updates older ones; returns what was done. */
    String migrate() throws IOException {
        try {
            return new JdbcSchema(database).migrate().toString();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Returns the failure with the key that it is about.
     *
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if waiting does not mend it
     */
    private IOException unusable(IOException cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            // A pool that waited in vain has the words of the server as its cause.
            if (each instanceof SQLException failure && !(failure.getCause() instanceof SQLException)) {
                wrongSetting(String.valueOf(failure.getSQLState()), words(failure))
                        .ifPresent(fault -> {
                            throw new WspException(ReasonCode.CONFIG_INVALID, fault, cause);
                        });
            }
        }
        return new IOException(ConfigTable.JDBC_URL.name() + ": " + cause.getMessage(), cause);
    }

    /** Returns what is wrong with the settings if the server refuses them. */
    private Optional<String> wrongSetting(String state, String said) {
        if (state.equals("3D000")) {
            return Optional.of(
                    "state.jdbc.url: the database does not exist: create it, or correct the URL (" + said + ")");
        }
        boolean hasPassword = config.find(ConfigTable.JDBC_PASSWORD_ENV).isPresent()
                || config.find(ConfigTable.JDBC_PASSWORD_FILE).isPresent();
        if (!hasPassword && state.equals(REJECTED) && said.contains("password")) {
            return Optional.of("state.jdbc.password_env: the server asks for a password: set it, or"
                    + " state.jdbc.password_file (" + said + ")");
        }
        if (state.startsWith("28")) {
            return Optional.of("state.jdbc.user: the server refuses the user: check it, the password of"
                    + " state.jdbc.password_env or state.jdbc.password_file, and the server's pg_hba.conf (" + said
                    + ")");
        }
        return Optional.empty();
    }

    private static String words(SQLException failure) {
        return LogText.path(
                String.valueOf(failure.getMessage()).lines().findFirst().orElse(""));
    }

    @Override
    public CheckpointStore checkpoints() {
        return new JdbcCheckpointStore(database);
    }

    @Override
    public RunLease lease(Clock clock) {
        return new JdbcRunLease(database, config.get(ConfigTable.LEASE_TERM), ThisProcess.owner());
    }

    @Override
    public DeadLetterStore deadLetters() {
        return new JdbcDeadLetterStore(database);
    }

    @Override
    public PositionStore positions() {
        return new JdbcPositionStore(database);
    }

    /** Opens the audit chain of this process. */
    JdbcAuditSink auditSink(String host) throws IOException {
        try {
            return JdbcAuditSink.ofFreeChain(database, host, config.get(ConfigTable.LEASE_TERM), ThisProcess.owner());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Returns the audit chains of all hosts. */
    List<JdbcAuditTrail> auditTrails() throws IOException {
        requirePresent();
        try {
            return JdbcAuditTrail.in(database);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    @Override
    public String place() {
        return "the database " + config.get(ConfigTable.JDBC_URL);
    }

    @Override
    public boolean isThisProcess(String holder) {
        return ThisProcess.is(holder);
    }

    @Override
    public void requirePresent() throws IOException {
        try {
            new JdbcSchema(database).check();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    @Override
    public void prepare(InputFaults faults) throws IOException {
        if (config.get(ConfigTable.JDBC_SCHEMA) == SchemaUse.MIGRATE) {
            migrate();
        } else {
            requirePresent();
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}

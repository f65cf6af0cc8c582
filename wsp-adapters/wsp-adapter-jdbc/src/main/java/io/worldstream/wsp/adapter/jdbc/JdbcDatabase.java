package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * A PostgreSQL database that holds the state of runs and audit trails: the host's data source, the schema of the tables and the time that
 * a call may take. Checkpoints, leases, dead letters and positions over one database share one instance:
 *
 * <pre>{@code
 * JdbcDatabase database = JdbcDatabase.builder(dataSource).schema("wsp").build();
 * new JdbcSchema(database).check();
 * RunLease lease = new JdbcRunLease(database, Duration.ofSeconds(30), "host-1");
 * CheckpointStore checkpoints = new JdbcCheckpointStore(database);
 * DeadLetterStore deadLetters = new JdbcDeadLetterStore(database);
 * PositionStore positions = new JdbcPositionStore(database);
 * }</pre>
 *
 * <p>Each call takes a connection from the data source, runs one transaction under READ COMMITTED, and closes the
 * connection, with its auto-commit state, read-only flag and network timeout as they were. A pool is not needed, but
 * saves the time to log in. Only PostgreSQL is supported: on another product each call is {@code CONFIG_INVALID}.
 *
 * <p>Immutable and thread-safe. Never connects before it is used.
 */
public final class JdbcDatabase {
    /** PostgreSQL cuts longer names silently. */
    private static final int MOST_NAME_BYTES = 63;

    private final String schema;
    private final String clock;
    private final Duration timeout;
    private final String migration;
    private final Transactions transactions;

    private JdbcDatabase(Builder from) {
        schema = from.schema;
        clock = from.clock;
        timeout = from.timeout;
        migration = from.migration;
        transactions = new Transactions(new Connections(from.dataSource, timeout), timeout, migration);
    }

    /**
     * Returns a builder over a data source.
     *
     * @param dataSource connects to the primary server, not to a replica. Give it a login timeout ({@code loginTimeout}
     *     of the PostgreSQL driver, {@code connectionTimeout} of a pool) of some seconds: a request for a connection that
     *     never returns occupies one of eight threads
     */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    /** Returns the name of the schema that has the tables. */
    public String schema() {
        return schema;
    }

    /** Returns the {@linkplain Builder#timeout timeout} of a statement. */
    public Duration timeout() {
        return timeout;
    }

    /** Returns what brings the tables to this release, as a clause of a message. */
    String migration() {
        return migration;
    }

    Transactions transactions() {
        return transactions;
    }

    /** Returns the schema's name as an SQL identifier. */
    String quotedSchema() {
        return '"' + schema.replace("\"", "\"\"") + '"';
    }

    /** Returns SQL with {@code @} replaced by the schema and its dot, and {@code $now} by the clock of the database. */
    String sql(String template) {
        return template.replace("$now", clock).replace("@", quotedSchema() + ".");
    }

    /** Builds a database. Not thread-safe. */
    public static final class Builder {
        private final DataSource dataSource;
        private String schema = "public";
        private String clock = "clock_timestamp()";
        private Duration timeout = Duration.ofSeconds(5);
        private String migration = "call JdbcSchema.migrate()";

        private Builder(DataSource dataSource) {
            this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        }

        /**
         * Sets the schema of the tables, spelled as in the catalogue of the database: {@code Wsp} is not {@code wsp}.
         * The role's {@code search_path} has no influence. Default: {@code public}.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} if it is empty, is longer than 63 bytes, has a control
         *     character or starts with {@code pg_}, which PostgreSQL reserves
         */
        public Builder schema(String name) {
            boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= MOST_NAME_BYTES;
            boolean odd = name.codePoints()
                    .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
            if (name.isBlank() || !fits || odd || name.startsWith("pg_")) {
                throw new WspException(
                        ReasonCode.CONFIG_INVALID,
                        "the schema of the state's tables: expected a name of 1 to " + MOST_NAME_BYTES
                                + " bytes without control characters that does not start with pg_, found "
                                + LogText.quote(name));
            }
            schema = name;
            return this;
        }

        /**
         * Sets the time after which the server ends a statement; it waits for a lock for half of it. A server that does
         * not answer for twice this time is given up, as is a data source that has no connection after it. So a call
         * ends after a small multiple of it, which should be well below the term of a lease. Default: 5 s.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} if it is below 100 ms or above an hour
         */
        public Builder timeout(Duration timeout) {
            if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(Duration.ofHours(1)) > 0) {
                throw new WspException(
                        ReasonCode.CONFIG_INVALID,
                        "the timeout of the database: expected 100 ms to an hour, found " + timeout);
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * Sets the advice that messages give if the tables are absent or old: a clause in the words of the host's own
         * users, such as {@code run `our-tool init`}. Default: {@code call JdbcSchema.migrate()}.
         */
        public Builder migrationAdvice(String clause) {
            migration = Objects.requireNonNull(clause, "clause");
            return this;
        }

        /** Replaces the clock of the database by another SQL expression, for tests in which time is set. */
        Builder clock(String expression) {
            clock = expression;
            return this;
        }

        /** Builds the database; opens no connection. */
        public JdbcDatabase build() {
            return new JdbcDatabase(this);
        }
    }
}

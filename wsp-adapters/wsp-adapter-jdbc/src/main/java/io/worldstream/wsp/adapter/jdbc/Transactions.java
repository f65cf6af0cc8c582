package io.worldstream.wsp.adapter.jdbc;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Runs each call as one short transaction under READ COMMITTED, with limits that the server enforces: for a statement,
 * for the wait for a lock, and for the time in which it hears nothing from this host, so that a host that dies in the
 * middle holds its locks no longer. A transaction that a deadlock or a conflict ends is repeated.
 *
 * <p>Isolation and limits are set for the transaction alone, so nothing of them is left on the connection.
 *
 * <p>Thread-safe; calls block.
 */
final class Transactions {
    static final int MOST_TRIES = 3;

    private final Connections connections;
    private final Duration answerTimeout;
    private final String limits;
    private final String migration;

    /** @param migration what brings the tables to this release, as a clause of a message */
    Transactions(Connections connections, Duration timeout, String migration) {
        this.connections = connections;
        this.migration = migration;
        answerTimeout = timeout.multipliedBy(2);
        limits = "; SET LOCAL statement_timeout = " + timeout.toMillis() + "; SET LOCAL lock_timeout = "
                + timeout.dividedBy(2).toMillis() + "; SET LOCAL idle_in_transaction_session_timeout = "
                + answerTimeout.toMillis();
    }

    /** Statements of one transaction. May run more than once. */
    @FunctionalInterface
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /**
     * Runs a transaction that only reads, on a replica too.
     *
     * @param what completes "cannot ...", for messages
     * @throws IOException if it fails; the message says what to do
     */
    <T> T read(String what, Work<T> work) throws IOException {
        return run(what, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY" + limits, work);
    }

    /**
     * Runs a transaction and returns once it is durable, even if the server is set not to wait for its disk.
     *
     * @param what completes "cannot ...", for messages
     * @throws IOException if it fails, also if it may have been committed, in which case its cause is an {@link
     *     UnconfirmedCommitException}; the message says what to do
     */
    <T> T write(String what, Work<T> work) throws IOException {
        return run(
                what,
                "SET TRANSACTION ISOLATION LEVEL READ COMMITTED" + limits
                        + "; SELECT set_config('synchronous_commit', 'on', true)"
                        + " WHERE current_setting('synchronous_commit') = 'off'",
                work);
    }

    private <T> T run(String what, String setUp, Work<T> work) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return once(setUp, work);
            } catch (SQLException e) {
                if (!SqlFailure.isConflict(e) || tries == MOST_TRIES) {
                    throw new IOException("cannot " + what + ": " + SqlFailure.inWords(e, migration), e);
                }
            } catch (IOException e) {
                throw new IOException("cannot " + what + ": " + e.getMessage(), e);
            }
        }
    }

    private <T> T once(String setUp, Work<T> work) throws SQLException, IOException {
        try (BorrowedConnection borrowed = new BorrowedConnection(connections.take(), answerTimeout)) {
            try (Statement statement = borrowed.get().createStatement()) {
                statement.execute(setUp);
            }
            T result = work.in(borrowed.get());
            borrowed.commit();
            return result;
        }
    }
}

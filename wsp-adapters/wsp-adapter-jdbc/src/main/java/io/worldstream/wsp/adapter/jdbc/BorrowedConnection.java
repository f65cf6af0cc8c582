package io.worldstream.wsp.adapter.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;

/**
 * A connection of the host, set up for one transaction. Closing it rolls back, unless the transaction was committed,
 * restores what was set and returns the connection. One that cannot be restored is aborted, so that no pool lends it to
 * others. Confined to one thread.
 */
final class BorrowedConnection implements AutoCloseable {
    private final Connection connection;
    private final boolean autoCommit;
    private final boolean readOnly;
    private final int networkMillis;
    private boolean ended;

    /** Takes over the connection, and closes it if it cannot be set up. */
    BorrowedConnection(Connection connection, Duration answerTimeout) throws SQLException {
        this.connection = connection;
        try {
            autoCommit = connection.getAutoCommit();
            readOnly = connection.isReadOnly();
            networkMillis = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, (int) answerTimeout.toMillis());
            connection.setReadOnly(false);
            connection.setAutoCommit(false);
        } catch (SQLException | RuntimeException e) {
            abort(e);
            throw e;
        }
    }

    Connection get() {
        return connection;
    }

    /**
     * Commits. A commit with a warning is not one: the server ends its wait for a synchronous replica in this way.
     *
     * @throws UnconfirmedCommitException if the transaction may have been committed
     * @throws SQLException if it was rolled back
     */
    void commit() throws SQLException {
        connection.clearWarnings();
        try {
            connection.commit();
        } catch (SQLException e) {
            throw SqlFailure.isRollback(e) ? e : new UnconfirmedCommitException(e);
        }
        ended = true;
        SQLWarning warning = connection.getWarnings();
        if (warning != null) {
            throw new UnconfirmedCommitException(warning);
        }
    }

    @Override
    public void close() {
        try {
            if (!ended) {
                connection.rollback();
            }
            connection.setAutoCommit(autoCommit);
            connection.setReadOnly(readOnly);
            connection.setNetworkTimeout(Runnable::run, networkMillis);
            connection.close();
        } catch (SQLException e) {
            abort(e);
        }
    }

    /** The result was decided before: a broken connection failed the transaction, or nothing. */
    private void abort(Exception because) {
        try {
            connection.abort(Runnable::run);
            connection.close();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }
}

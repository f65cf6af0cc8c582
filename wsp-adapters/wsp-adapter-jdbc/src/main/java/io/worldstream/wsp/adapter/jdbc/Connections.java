package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections from a data source, within a time: {@code getConnection} of some data sources waits for ever if the
 * server accepts a connection and then says nothing. So it is called on threads of its own, which end when idle.
 *
 * <p>Thread-safe. {@link #take} blocks for at most the timeout.
 */
final class Connections {
    /** More requests wait for a thread. */
    static final int MOST_THREADS = 8;

    private static final String PRODUCT = "PostgreSQL";
    private static final int OLDEST_SERVER = 12;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final DataSource dataSource;
    private final Duration timeout;
    private final ThreadPoolExecutor threads;
    private volatile boolean isSupported;

    Connections(DataSource dataSource, Duration timeout) {
        this.dataSource = dataSource;
        this.timeout = timeout;
        threads = new ThreadPoolExecutor(
                MOST_THREADS, MOST_THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "wsp-jdbc-connect-" + NUMBERS.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Returns a connection, which the caller closes.
     *
     * @throws SQLException if the data source has none
     * @throws IOException if it does not answer in time, or the calling thread is interrupted
     * @throws WspException {@code CONFIG_INVALID} if it is of another product
     */
    Connection take() throws SQLException, IOException {
        Request request = new Request(dataSource);
        threads.execute(request);
        Connection connection;
        try {
            connection = request.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            giveUp(request);
            throw new IOException(
                    "the data source gave no connection within " + timeout.toMillis()
                            + " ms: the server does not answer, or all connections of the pool are in use",
                    e);
        } catch (InterruptedException e) {
            giveUp(request);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a connection", e);
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
        requireSupported(connection);
        return connection;
    }

    private void giveUp(Request request) {
        request.giveUp();
        threads.remove(request);
    }

    private static SQLException rethrown(@Nullable Throwable cause) {
        if (cause instanceof SQLException failure) {
            return failure;
        }
        if (cause instanceof RuntimeException defect) {
            throw defect;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new SQLException(String.valueOf(cause), cause);
    }

    private void requireSupported(Connection connection) throws SQLException {
        if (isSupported) {
            return;
        }
        String product;
        int version;
        try {
            product = connection.getMetaData().getDatabaseProductName();
            version = connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        isSupported = PRODUCT.equals(product) && version >= OLDEST_SERVER;
        if (!isSupported) {
            connection.close();
            throw new WspException(
                    ReasonCode.CONFIG_INVALID,
                    "the data source connects to " + LogText.segment(String.valueOf(product)) + " " + version
                            + "; the state of runs can be kept in " + PRODUCT + " " + OLDEST_SERVER
                            + " or later, and in no other database");
        }
    }

    /** A request for a connection. If nobody waits for it any more, the connection is closed when it comes. */
    private static final class Request extends FutureTask<Connection> {
        private volatile @Nullable Connection given;
        private volatile boolean abandoned;

        Request(DataSource dataSource) {
            super(dataSource::getConnection);
        }

        /** Without an interrupt: a pool would count it as a failure of its own. */
        void giveUp() {
            abandoned = true;
            cancel(false);
            close(given);
        }

        /** Either this method sees that the request is abandoned, or {@link #giveUp} sees the connection, or both. */
        @Override
        protected void set(Connection connection) {
            given = connection;
            super.set(connection);
            if (abandoned) {
                close(connection);
            }
        }

        private static void close(@Nullable Connection connection) {
            if (connection == null) {
                return;
            }
            try {
                connection.close();
            } catch (SQLException e) {
                return; // nobody is left to tell, and nothing was done with it
            }
        }
    }
}

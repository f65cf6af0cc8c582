package io.worldstream.wsp.adapter.http;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pushes in flight, and the connections that all of them use. Ends each push that nothing else will end: because
 * its deadline has passed, because its connections died, or because the sink was closed. {@link PushExchange} decides
 * which end counts. Thread-safe; no call blocks.
 */
final class InFlightPushes {
    private static final Logger LOG = LoggerFactory.getLogger(InFlightPushes.class);

    private final Connector connector;
    private final Timers timers;
    private final Object lock = new Object();

    // Guarded by lock.
    private final Set<PushExchange> pushes = new HashSet<>();
    private @Nullable Connections connections;
    private boolean closed;

    /**
     * Opens the first connections.
     *
     * @param connector called again for the next push after the connections have died
     */
    InFlightPushes(Connector connector, Timers timers) {
        this.connector = connector;
        this.timers = timers;
        synchronized (lock) {
            connections = connector.connect(this::onDeath);
        }
    }

    /** Starts a push, which ends at once if the sink is closed or its client cannot start. */
    void start(PushExchange push) {
        Connections through;
        try {
            through = admit(push);
        } catch (RuntimeException | Error e) {
            LOG.error("the HTTP client cannot start", e);
            push.clientDied(e);
            return;
        }
        if (through == null) {
            push.refuse();
            return;
        }
        try {
            push.expiresBy(timers.schedule(push::expire));
        } catch (RejectedExecutionException e) {
            push.abandon(); // closed after it was admitted
            return;
        }
        through.lease(push);
    }

    /** Registers a push and returns the connections to use, new ones if the last have died; null if closed. */
    private @Nullable Connections admit(PushExchange push) {
        synchronized (lock) {
            if (closed) {
                return null;
            }
            if (connections == null) {
                connections = connector.connect(this::onDeath);
            }
            pushes.add(push);
            return connections;
        }
    }

    /** Forgets a push that has ended. */
    void remove(PushExchange ended) {
        synchronized (lock) {
            pushes.remove(ended);
        }
    }

    /** Ends the pushes of dead connections. */
    private void onDeath(Connections dead, Throwable cause) {
        List<PushExchange> victims;
        synchronized (lock) {
            if (connections != dead) {
                return;
            }
            connections = null;
            victims = List.copyOf(pushes);
        }
        victims.forEach(push -> push.clientDied(cause));
    }

    /** Ends the pushes in flight, then closes the connections. Later pushes are refused. Idempotent. */
    void close() {
        Connections last;
        List<PushExchange> left;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            last = connections;
            left = List.copyOf(pushes);
        }
        left.forEach(PushExchange::abandon);
        if (last != null) {
            last.close();
        }
    }

    /** The connections to one gate, which die together. Thread-safe; no call blocks. */
    interface Connections {
        /** Leases a connection. The push is notified on any thread, possibly within this call. */
        void lease(PushExchange push);

        /** Closes every connection at once. Idempotent. */
        void close();
    }

    /** Opens connections. */
    interface Connector {
        /**
         * Opens new connections.
         *
         * @param onDeath called at most once, on any thread, with the connections and the cause of their death
         */
        Connections connect(BiConsumer<Connections, Throwable> onDeath);
    }

    /** Times the pushes. */
    interface Timers {
        /**
         * Runs a task when the timeout of a push that starts now has passed.
         *
         * @throws RejectedExecutionException if the sink was closed
         */
        Future<?> schedule(Runnable task);
    }
}

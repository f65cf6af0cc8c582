package io.worldstream.wsp.testkit.gate;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;

/** One life of the gate, from start to end: its server, connections and memory. Thread-safe. */
final class GateLife {
    /** Time that a previous life may take to end. */
    static final TimeValue PATIENCE = TimeValue.ofSeconds(5);

    private static final long RETRY_MILLIS = 5;

    private final CountDownLatch end = new CountDownLatch(1);
    private final GateSockets sockets = new GateSockets();
    private final GateMemory memory;
    private final HttpServer server;

    /**
     * Starts a life.
     *
     * @param patience how long to try again while a fixed port is taken; zero if no earlier life had it
     * @throws BindException if the port is taken
     */
    GateLife(EmbeddedGate.Settings settings, int port, GateLog log, TimeValue patience) throws IOException {
        memory = new GateMemory(settings.partitions(), settings.durable());
        GateHandler handler = new GateHandler(settings, log, this);
        try {
            server = started(port, handler, patience);
        } catch (IOException e) {
            memory.close();
            throw e;
        }
    }

    /**
     * Returns a listening server. A fixed port may stay taken briefly: the kernel frees it only when the accepting
     * thread of the previous life has left its system call. Connections of that life in TIME_WAIT do not matter, since
     * their sockets inherited address reuse.
     */
    private HttpServer started(int port, GateHandler handler, TimeValue patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanoseconds();
        while (true) {
            HttpServer starting = ServerBootstrap.bootstrap()
                    .setLocalAddress(InetAddress.getLoopbackAddress())
                    .setListenerPort(port)
                    .setSocketConfig(SocketConfig.custom()
                            .setTcpNoDelay(true)
                            .setSoReuseAddress(true)
                            .build())
                    .setConnectionFactory(sockets)
                    .setRequestRouter((request, context) -> handler)
                    .create();
            try {
                starting.start();
                return starting;
            } catch (BindException e) {
                if (System.nanoTime() - deadline >= 0 || ended(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw e;
                }
            }
        }
    }

    int port() {
        return server.getLocalPort();
    }

    GateMemory memory() {
        return memory;
    }

    GateSockets sockets() {
        return sockets;
    }

    /** Waits up to the given time for the end; returns whether it came. */
    boolean ended(long time, TimeUnit unit) throws IOException {
        try {
            return end.await(time, unit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the gate's thread was interrupted");
        }
    }

    /** Stops after the requests in progress; breaks off those that would never end. */
    void close() throws IOException {
        end.countDown();
        server.initiateShutdown();
        try {
            sockets.awaitQuiet(PATIENCE.toMilliseconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        memory.close();
        shutDown();
    }

    /** Ends like a killed process: takes nothing more and resets connections. */
    void kill() throws IOException {
        try {
            memory.close();
            end.countDown();
            sockets.resetAll();
        } finally {
            shutDown();
        }
    }

    private void shutDown() {
        server.close(CloseMode.IMMEDIATE);
        try {
            server.awaitTermination(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.worldstream.wsp.testkit.gate;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.io.CloseMode;

/**
 * The open connections by remote address, so that a script can act on the socket in ways that the HTTP server never
 * would. Thread-safe.
 */
final class GateSockets implements HttpConnectionFactory<DefaultBHttpServerConnection> {
    private final Map<SocketAddress, Socket> sockets = new ConcurrentHashMap<>();
    private final Set<SocketAddress> serving = new HashSet<>();

    @Override
    public DefaultBHttpServerConnection createConnection(Socket socket) throws IOException {
        SocketAddress remote = socket.getRemoteSocketAddress();
        sockets.put(remote, socket);
        DefaultBHttpServerConnection connection = new Tracked(remote);
        connection.bind(socket);
        return connection;
    }

    /** Sends bytes directly, bypassing the server, then closes. */
    void sendAndClose(SocketAddress remote, byte[] bytes) throws IOException {
        Socket socket = sockets.get(remote);
        if (socket != null) {
            socket.getOutputStream().write(bytes);
            socket.close();
        }
    }

    /** Resets a connection. Has no effect if the thread that serves it closes it at the same time. */
    void reset(SocketAddress remote) throws IOException {
        Socket socket = sockets.get(remote);
        if (socket == null) {
            return;
        }
        try {
            // Closing with linger 0 sends RST instead of FIN.
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            if (!socket.isClosed()) {
                throw e;
            }
        }
        socket.close();
    }

    void resetAll() throws IOException {
        for (SocketAddress remote : sockets.keySet()) {
            reset(remote);
        }
    }

    /** Waits up to the given time until no request is in progress. */
    synchronized void awaitQuiet(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis; !serving.isEmpty() && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
    }

    private synchronized void serves(SocketAddress remote) {
        serving.add(remote);
    }

    private synchronized void served(SocketAddress remote) {
        serving.remove(remote);
        notifyAll();
    }

    private void forget(SocketAddress remote) {
        sockets.remove(remote);
        served(remote);
    }

    private final class Tracked extends DefaultBHttpServerConnection {
        private final SocketAddress remote;

        Tracked(SocketAddress remote) {
            super("http", Http1Config.DEFAULT);
            this.remote = remote;
        }

        @Override
        protected void onRequestReceived(ClassicHttpRequest request) {
            serves(remote);
        }

        /** Marks the end of a request: the server flushes last. */
        @Override
        public void flush() throws IOException {
            super.flush();
            served(remote);
        }

        @Override
        public void close() throws IOException {
            forget(remote);
            super.close();
        }

        @Override
        public void close(CloseMode closeMode) {
            forget(remote);
            super.close(closeMode);
        }
    }
}

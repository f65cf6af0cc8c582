package io.worldstream.wsp.adapter.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** A forwarder between clients and a broker, which a test can cut or silence while the broker runs. */
final class Wire implements AutoCloseable {
    private enum State {
        OPEN,
        CUT,
        SILENT
    }

    private final ServerSocket server;
    private final IntSupplier target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile State state = State.OPEN;

    /** @param target returns the broker's port */
    Wire(IntSupplier target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        start("accept", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Closes all connections, and new ones as soon as they are made. */
    void cut() {
        state = State.CUT;
        sockets.forEach(Wire::close);
    }

    /** Keeps all connections, and forwards nothing of what comes. */
    void silence() {
        state = State.SILENT;
    }

    /** Forwards again, on new connections: the others may have lost bytes. */
    void mend() {
        State before = state;
        state = State.OPEN;
        if (before != State.OPEN) {
            sockets.forEach(Wire::close);
        }
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket client = server.accept();
                if (state == State.CUT) {
                    close(client);
                } else {
                    connect(client);
                }
            }
        } catch (IOException e) {
            assert server.isClosed() : e;
        }
    }

    private void connect(Socket client) {
        sockets.add(client);
        try {
            Socket broker = new Socket("localhost", target.getAsInt());
            sockets.add(broker);
            start("to", () -> forward(client, broker));
            start("from", () -> forward(broker, client));
        } catch (IOException | RuntimeException e) {
            close(client); // the broker is down
        }
    }

    private void forward(Socket from, Socket to) {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (state == State.OPEN) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            // One end is closed, and so becomes the other.
        } finally {
            close(from);
            close(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "wire-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}

package io.worldstream.wsp.adapter.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Forwards connections to a server on this machine, until it falls silent: then it forwards nothing, and closes nothing. */
final class SilentProxy implements AutoCloseable {
    private final ServerSocket accepting;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean isSilent;

    SilentProxy(int target) throws IOException {
        this.target = target;
        accepting = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return accepting.getLocalPort();
    }

    void fallSilent() {
        isSilent = true;
    }

    boolean isSilent() {
        return isSilent;
    }

    @Override
    public void close() throws IOException {
        accepting.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (!accepting.isClosed()) {
            Socket client = accepting.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(client);
            sockets.add(server);
            start(() -> forward(client.getInputStream(), server.getOutputStream()));
            start(() -> forward(server.getInputStream(), client.getOutputStream()));
        }
    }

    private void forward(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[8192];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            if (!isSilent) {
                to.write(buffer, 0, count);
                to.flush();
            }
        }
    }

    @FunctionalInterface
    private interface Loop {
        void run() throws IOException;
    }

    /** A loop ends when its sockets are closed. */
    private void start(Loop loop) {
        Thread thread = new Thread(
                () -> {
                    try {
                        loop.run();
                    } catch (IOException e) {
                        if (!accepting.isClosed() && !isSilent) {
                            throw new UncheckedIOException(e);
                        }
                    }
                },
                "wsp-test-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}

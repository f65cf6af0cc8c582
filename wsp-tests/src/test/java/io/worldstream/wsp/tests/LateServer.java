package io.worldstream.wsp.tests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A port of this machine at which nobody answers, until it is opened as another way to a server. */
final class LateServer implements AutoCloseable {
    private final int port;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private @Nullable ServerSocket listener;

    private LateServer(int port) {
        this.port = port;
    }

    static LateServer create() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new LateServer(socket.getLocalPort());
        }
    }

    int port() {
        return port;
    }

    /** Lets the port lead to another port of this machine. */
    void open(int server) throws IOException {
        ServerSocket opened = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        listener = opened;
        start(() -> {
            while (true) {
                Socket client = opened.accept();
                Socket way = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.add(client);
                sockets.add(way);
                start(() -> copy(client, way));
                start(() -> copy(way, client));
            }
        });
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        }
    }

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    /** A task ends when a side closes its socket. */
    private static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        return; // one side has closed it
                    }
                },
                "wsp-test-late-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        if (listener != null) {
            listener.close();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

package io.worldstream.wsp.tests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Takes TLS connections on loopback and passes their bytes on to a plain port of this machine. */
final class TlsDoor implements AutoCloseable {
    private final ServerSocket server;
    private final int plainPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private TlsDoor(ServerSocket server, int plainPort) {
        this.server = server;
        this.plainPort = plainPort;
    }

    /**
     * Opens a door.
     *
     * @param mutual whether clients need a certificate that the context trusts
     */
    static TlsDoor open(SSLContext tls, boolean mutual, int plainPort) throws IOException {
        SSLServerSocket server = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(mutual);
        TlsDoor door = new TlsDoor(server, plainPort);
        door.onThread(door::accept);
        return door;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket outside = server.accept();
            Socket inside = new Socket(InetAddress.getLoopbackAddress(), plainPort);
            sockets.addAll(List.of(outside, inside));
            onThread(() -> pass(outside, inside));
            onThread(() -> pass(inside, outside));
        }
    }

    private static void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** A connection that fails, as one does whose certificate is not accepted, just ends. */
    private void onThread(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The end of the connection, or of the door.
                    }
                },
                "tls-door");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

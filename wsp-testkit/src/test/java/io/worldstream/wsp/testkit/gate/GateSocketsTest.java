package io.worldstream.wsp.testkit.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class GateSocketsTest {
    private final GateSockets sockets = new GateSockets();

    /** A thread that serves a connection closes the socket before it forgets it. */
    @Test
    void resetAll_aSocketIsClosedMeanwhile_resetsTheOthers() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                Socket first = connect(server);
                Socket second = connect(server);
                Socket third = connect(server)) {
            for (Socket client : new Socket[] {first, second, third}) {
                client.setSoTimeout(60_000);
            }
            served(server);
            served(server).close();
            served(server);
            sockets.resetAll();
            assertThatIOException().isThrownBy(() -> first.getInputStream().read());
            assertThat(second.getInputStream().read()).as("closed, not reset").isEqualTo(-1);
            assertThatIOException().isThrownBy(() -> third.getInputStream().read());
        }
    }

    private static Socket connect(ServerSocket server) throws IOException {
        return new Socket(server.getInetAddress(), server.getLocalPort());
    }

    private Socket served(ServerSocket server) throws IOException {
        Socket socket = server.accept();
        sockets.createConnection(socket);
        return socket;
    }
}

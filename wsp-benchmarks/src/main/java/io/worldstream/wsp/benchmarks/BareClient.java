package io.worldstream.wsp.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A minimal client: one selector, a fixed number of open connections, one constant request, one request in flight per
 * connection. It learns the length of an answer from the first one and only counts bytes afterwards. Not thread-safe.
 */
final class BareClient implements AutoCloseable {
    private final Selector selector = Selector.open();
    private final List<Connection> connections = new ArrayList<>();
    private final ByteBuffer request;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(64 << 10);
    private int answerBytes;
    private long answers;

    BareClient(int port, int window, byte[] body) throws IOException {
        String head = "POST /v1/ingest/push HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
        byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
        request = ByteBuffer.allocateDirect(headBytes.length + body.length);
        request.put(headBytes).put(body).flip();
        answerBytes = answerBytes(port);
        for (int i = 0; i < window; i++) {
            connections.add(new Connection(connect(port)));
        }
    }

    private static SocketChannel connect(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return channel;
    }

    /** Sends one request, reads its whole answer, and returns the answer's length. */
    private int answerBytes(int port) throws IOException {
        try (SocketChannel channel = connect(port)) {
            channel.write(request.duplicate());
            answer.clear();
            String text = "";
            int end = -1;
            while (end < 0) {
                channel.read(answer);
                text = StandardCharsets.US_ASCII
                        .decode(answer.duplicate().flip())
                        .toString();
                end = text.indexOf("\r\n\r\n");
            }
            String length = text.toLowerCase(Locale.ROOT).replaceAll("(?s).*content-length: *([0-9]+).*", "$1");
            return end + 4 + Integer.parseInt(length);
        }
    }

    /** Sends requests for the given time and returns the answers per second. */
    double run(int seconds) throws IOException {
        answers = 0;
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        for (Connection connection : connections) {
            connection.send();
        }
        int open = connections.size();
        while (open > 0) {
            selector.select();
            boolean more = System.nanoTime() < end;
            for (SelectionKey key : selector.selectedKeys()) {
                Connection connection = (Connection) key.attachment();
                if (connection.answered()) {
                    answers++;
                    if (more) {
                        connection.send();
                    } else {
                        open--;
                    }
                }
            }
            selector.selectedKeys().clear();
        }
        return answers / ((System.nanoTime() - start) / 1e9);
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.channel.close();
        }
        selector.close();
    }

    private final class Connection {
        private final SocketChannel channel;
        private int missing;

        Connection(SocketChannel channel) throws IOException {
            this.channel = channel;
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send() throws IOException {
            ByteBuffer out = request.duplicate();
            while (out.hasRemaining()) {
                channel.write(out);
            }
            missing = answerBytes;
        }

        boolean answered() throws IOException {
            answer.clear();
            int count = channel.read(answer);
            if (count < 0) {
                throw new IOException("the gate closed the connection");
            }
            missing -= count;
            return missing == 0;
        }
    }
}

package io.worldstream.wsp.runner.control;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A connection to the socket of a state root that sends anything. */
final class RawSender implements AutoCloseable {
    private final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);

    RawSender(Path stateRoot) throws IOException {
        channel.connect(UnixDomainSocketAddress.of(new SocketPlace(stateRoot).toConnect()));
    }

    void send(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    String ask(String line) throws IOException {
        send((line + "\n").getBytes(StandardCharsets.UTF_8));
        return answer();
    }

    String answer() throws IOException {
        return requireNonNull(
                new SocketLine(channel, ControlWire.MOST_ANSWER_BYTES).read(), "the connection has ended");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package io.worldstream.wsp.runner.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads and writes lines of bounded length. One thread. */
final class SocketLine {
    private final SocketChannel channel;
    private final int mostBytes;
    private final ByteBuffer in = ByteBuffer.allocate(4096).limit(0);

    /** @param mostBytes the longest line to read */
    SocketLine(SocketChannel channel, int mostBytes) {
        this.channel = channel;
        this.mostBytes = mostBytes;
    }

    /**
     * Reads a line, without its break.
     *
     * @return the line, or null at the end
     * @throws TooLongException if it is longer than the bound
     * @throws CharacterCodingException if it is not UTF-8
     */
    @Nullable String read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (!in.hasRemaining()) {
                in.clear();
                int count = channel.read(in);
                in.flip();
                if (count < 0) {
                    return line.size() == 0 ? null : text(line);
                }
            }
            while (in.hasRemaining()) {
                byte next = in.get();
                if (next == '\n') {
                    return text(line);
                }
                line.write(next);
                if (line.size() > mostBytes) {
                    throw new TooLongException(mostBytes);
                }
            }
        }
    }

    void write(String line) throws IOException {
        ByteBuffer out = StandardCharsets.UTF_8.encode(line + "\n");
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    private static String text(ByteArrayOutputStream line) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(line.toByteArray()))
                .toString();
    }

    /** A line is longer than the bound. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException(int mostBytes) {
            super("a line is at most " + mostBytes + " bytes long");
        }
    }
}

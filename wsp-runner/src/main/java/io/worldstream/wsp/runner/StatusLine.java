package io.worldstream.wsp.runner;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Standard error of a terminal with a last line that can be redrawn. Other output appears above it. Thread-safe. */
final class StatusLine extends OutputStream {
    private static final byte[] ERASE = "\r\u001b[K".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private boolean drawn;
    private boolean atLineStart = true;

    StatusLine(OutputStream out) {
        this.out = out;
    }

    /** Draws the line, unless another writer has written an incomplete line. */
    synchronized void draw(String line) throws IOException {
        if (atLineStart) {
            erase();
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.flush();
            drawn = true;
        }
    }

    /** Erases the line. */
    synchronized void erase() throws IOException {
        if (drawn) {
            out.write(ERASE);
            out.flush();
            drawn = false;
        }
    }

    @Override
    public synchronized void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0) {
            erase();
            out.write(bytes, offset, length);
            atLineStart = bytes[offset + length - 1] == '\n';
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        out.flush();
    }
}

package io.worldstream.wsp.runner;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Writes envelopes, one per line. Not thread-safe. */
final class EnvelopeLines {
    private final OutputStream out;
    private byte[] copy = new byte[4096];

    EnvelopeLines(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 16);
    }

    void write(ByteBuffer envelope) throws IOException {
        int length = envelope.remaining();
        if (copy.length <= length) {
            copy = new byte[2 * length];
        }
        envelope.get(copy, 0, length);
        copy[length] = '\n';
        out.write(copy, 0, length + 1);
    }

    void flush() throws IOException {
        out.flush();
    }
}

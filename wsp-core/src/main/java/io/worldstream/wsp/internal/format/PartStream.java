package io.worldstream.wsp.internal.format;

import io.worldstream.wsp.api.PartContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A stream over a part's bytes, from a position to the end. One thread. */
final class PartStream extends InputStream {
    private final PartContent content;
    private long position;

    PartStream(PartContent content, long position) {
        this.content = content;
        this.position = position;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = content.read(position, ByteBuffer.wrap(target, offset, length));
        position += Math.max(count, 0);
        return count;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}

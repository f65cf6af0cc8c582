package io.worldstream.wsp.tests.fuzz;

import io.worldstream.wsp.api.PartContent;
import java.nio.ByteBuffer;

/** A part in memory. One thread. */
final class Bytes implements PartContent {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long sizeBytes() {
        return bytes.length;
    }

    @Override
    public int read(long position, ByteBuffer target) {
        if (position >= bytes.length) {
            return target.hasRemaining() ? -1 : 0;
        }
        int count = (int) Math.min(target.remaining(), bytes.length - position);
        target.put(bytes, (int) position, count);
        return count;
    }

    @Override
    public void close() {}
}

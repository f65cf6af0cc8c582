package io.worldstream.wsp.internal.format;

import io.worldstream.wsp.api.PartContent;
import java.nio.ByteBuffer;
import java.util.function.IntUnaryOperator;

/** A part of which each read gives as much as a function says, and at least one byte. */
final class InMemoryContent implements PartContent {
    private final byte[] bytes;
    private final IntUnaryOperator grant;
    private boolean closed;

    /** @param grant from the bytes that there are to the bytes that a read gives */
    InMemoryContent(byte[] bytes, IntUnaryOperator grant) {
        this.bytes = bytes;
        this.grant = grant;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public long sizeBytes() {
        return bytes.length;
    }

    @Override
    public int read(long position, ByteBuffer target) {
        if (position >= bytes.length) {
            return -1;
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        int available = Math.min(target.remaining(), bytes.length - (int) position);
        int count = Math.max(1, Math.min(available, grant.applyAsInt(available)));
        target.put(bytes, (int) position, count);
        return count;
    }

    @Override
    public void close() {
        closed = true;
    }
}

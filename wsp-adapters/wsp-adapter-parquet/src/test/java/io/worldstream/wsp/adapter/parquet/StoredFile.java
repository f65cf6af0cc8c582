package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.PartContent;
import java.nio.ByteBuffer;

/** A file in memory that gives at most so many bytes a read, as a range read may (ORC-06), and counts what it gave. */
final class StoredFile implements PartContent {
    private final byte[] bytes;
    private final int mostPerRead;
    private long given;
    private boolean closed;

    StoredFile(byte[] bytes, int mostPerRead) {
        this.bytes = bytes;
        this.mostPerRead = mostPerRead;
    }

    long given() {
        return given;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public long sizeBytes() {
        return bytes.length;
    }

    @Override
    public int read(long position, ByteBuffer target) {
        if (position < 0) {
            throw new IllegalArgumentException("position is negative: " + position);
        }
        if (position >= bytes.length) {
            return -1;
        }
        int count = (int) Math.min(Math.min(mostPerRead, target.remaining()), bytes.length - position);
        target.put(bytes, (int) position, count);
        given += count;
        return count;
    }

    @Override
    public void close() {
        closed = true;
    }
}

package io.worldstream.wsp.api;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The stored bytes of one part, readable by range. One thread at a time may call it; calls may block. */
public interface PartContent extends Closeable {
    /** Returns the stored size in bytes at the time of opening. */
    long sizeBytes();

    /**
     * Reads bytes from a position into the target. Reads at least one byte unless the position is at or past the end or
     * the target is full. A short read does not mean the end ({@code ORC-06}).
     *
     * @param position the position of the first byte, from 0
     * @param target the buffer to fill, from its own position on
     * @return the number of bytes read, or -1 at the end
     * @throws IOException if the bytes cannot be read now; the engine closes the content, reopens the part and
     *     continues at this position ({@code ORC-07})
     */
    int read(long position, ByteBuffer target) throws IOException;

    @Override
    void close() throws IOException;
}

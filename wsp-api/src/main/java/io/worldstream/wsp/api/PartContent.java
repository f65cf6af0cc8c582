package io.worldstream.wsp.api;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The stored bytes of one part, readable by range. One thread at a time; calls may block. */
public interface PartContent extends Closeable {
    /** The stored size in bytes at the time of opening. */
    long sizeBytes();

    /**
     * Reads from a position into the target, at least one byte unless the position is at or behind the end or the target
     * is full. Fewer bytes than asked for are not the end ({@code ORC-06}).
     *
     * @param position the first byte, from 0
     * @param target filled from its position on
     * @return the number of bytes read, or -1 at the end
     * @throws IOException if the bytes cannot be had now; the engine closes the content, opens the part anew and reads on
     *     at the position ({@code ORC-07})
     */
    int read(long position, ByteBuffer target) throws IOException;

    @Override
    void close() throws IOException;
}

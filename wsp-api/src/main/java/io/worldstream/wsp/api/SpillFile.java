package io.worldstream.wsp.api;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes put aside: appended, then read by range, as often as it takes. They need not outlast the process, so nothing is
 * forced to the disk. One thread at a time; another thread may use another file ({@code SPL-05}). Calls may block.
 */
public interface SpillFile extends Closeable {
    /**
     * Appends all bytes from the buffer's position to its limit, and moves its position there.
     *
     * @param bytes read within the call only
     * @throws IOException if they cannot all be kept, as when the disk is full; the file then holds what it held before, and
     *     the buffer's position is anywhere between where it was and its limit ({@code SPL-02})
     */
    void append(ByteBuffer bytes) throws IOException;

    /**
     * Reads from a position into the target, at least one byte unless the position is at or behind the end or the target
     * is full. Fewer bytes than asked for are not the end ({@code SPL-03}).
     *
     * @param position the first byte, from 0
     * @param target filled from its position on
     * @return the number of bytes read, or -1 at the end
     * @throws IOException if the bytes cannot be had
     */
    int read(long position, ByteBuffer target) throws IOException;

    /** How many bytes were appended. */
    long sizeBytes();

    /**
     * Removes the file ({@code SPL-04}). A second call does nothing.
     *
     * @throws IOException if it cannot be removed now; closing its area tries again
     */
    @Override
    void close() throws IOException;
}

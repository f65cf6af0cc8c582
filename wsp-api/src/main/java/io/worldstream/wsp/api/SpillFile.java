package io.worldstream.wsp.api;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file of spilled bytes: appended, then read by range any number of times. The bytes need not survive the process, so
 * nothing is forced to disk. One thread at a time may use a file; other threads may use other files ({@code SPL-05}).
 * Calls may block.
 */
public interface SpillFile extends Closeable {
    /**
     * Appends all bytes between the buffer's position and its limit, and moves the position to the limit.
     *
     * @param bytes the bytes to append; read only within the call
     * @throws IOException if not all bytes can be stored, for example because the disk is full; the file is then
     *     unchanged, and the buffer's position is anywhere between its former value and its limit ({@code SPL-02})
     */
    void append(ByteBuffer bytes) throws IOException;

    /**
     * Reads bytes from a position into the target. Reads at least one byte unless the position is at or past the end or
     * the target is full. A short read does not mean the end ({@code SPL-03}).
     *
     * @param position the position of the first byte, from 0
     * @param target the buffer to fill, from its own position on
     * @return the number of bytes read, or -1 at the end
     * @throws IOException if the bytes cannot be read
     */
    int read(long position, ByteBuffer target) throws IOException;

    /** Returns the number of bytes appended so far. */
    long sizeBytes();

    /**
     * Removes the file ({@code SPL-04}). A second call does nothing.
     *
     * @throws IOException if the file cannot be removed now; closing its area tries again
     */
    @Override
    void close() throws IOException;
}

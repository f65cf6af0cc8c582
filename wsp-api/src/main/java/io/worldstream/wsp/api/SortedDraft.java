package io.worldstream.wsp.api;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A sorted view that is being written. One thread at a time may use it; calls may block. Other threads and processes may
 * write the same view meanwhile: the last commit counts.
 */
public interface SortedDraft extends Closeable {
    /**
     * Appends all bytes between the buffer's position and its limit, and moves the position to the limit.
     *
     * @param bytes the bytes to append; read only within the call
     * @throws IOException if not all bytes can be stored, for example because the disk or the budget is full; the draft
     *     can then only be closed
     */
    void append(ByteBuffer bytes) throws IOException;

    /**
     * Makes the view visible, in place of one committed before, all at once. Once this method returns, the view outlasts
     * the process ({@code SRT-02}). To be called once, as the last call before {@link #close}.
     *
     * @throws IOException if the view cannot be committed; the view committed before, if any, remains
     */
    void commit() throws IOException;

    /**
     * Ends the draft. Without a commit, nothing of it remains ({@code SRT-02}). A second call does nothing.
     *
     * @throws IOException if the draft cannot be removed now
     */
    @Override
    void close() throws IOException;
}

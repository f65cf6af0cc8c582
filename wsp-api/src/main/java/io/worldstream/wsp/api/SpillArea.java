package io.worldstream.wsp.api;

import java.io.Closeable;
import java.io.IOException;

/** The spill files of one run. Any thread may call it; calls may block ({@code SPL-05}). */
public interface SpillArea extends Closeable {
    /**
     * Makes an empty file.
     *
     * @return the file; closing it, or the area, removes it
     * @throws IOException if there can be no file, or the area is closed
     */
    SpillFile create() throws IOException;

    /**
     * Removes every file of the area, also those that are still open and those that a thread is at work on: what is called
     * on them from now on is an {@link IOException} ({@code SPL-04}). A second call does nothing.
     *
     * @throws IOException if something could not be removed; what could be is
     */
    @Override
    void close() throws IOException;
}

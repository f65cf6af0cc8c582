package io.worldstream.wsp.api;

import java.io.Closeable;
import java.io.IOException;

/** The spill files of one run. Any thread may call an area; calls may block ({@code SPL-05}). */
public interface SpillArea extends Closeable {
    /**
     * Creates an empty file.
     *
     * @return the file; closing it, or the area, removes it
     * @throws IOException if the file cannot be created, or the area is closed
     */
    SpillFile create() throws IOException;

    /**
     * Removes every file of the area, including files that are open or in use by another thread: later calls on them
     * throw {@link IOException} ({@code SPL-04}). A second call does nothing.
     *
     * @throws IOException if some files could not be removed; all others are removed
     */
    @Override
    void close() throws IOException;
}

package io.worldstream.wsp.api;

import java.io.IOException;

/**
 * Room outside the heap for what a sort puts aside: one area for each run, files in the area. Nothing of it is needed after
 * the process that wrote it (rules {@code SPL-*}).
 *
 * <p>Any thread may call it; calls may block ({@code SPL-05}).
 */
@FunctionalInterface
public interface SpillSpace {
    /**
     * Opens an area of its own for a run: no other area shares a file with it, be it for the same run, here or in another
     * process ({@code SPL-01}). What processes that died left in the space is removed first ({@code SPL-06}).
     *
     * @param run the run that sorts
     * @return the area; the caller closes it
     * @throws IOException if the space cannot be used; nothing is left behind
     */
    SpillArea open(RunId run) throws IOException;
}

package io.worldstream.wsp.api;

import java.io.IOException;

/**
 * Storage outside the heap for sorts that spill: one area for each run, with files in the area. None of it is needed
 * after the process that wrote it ends (rules {@code SPL-*}).
 *
 * <p>Any thread may call a space; calls may block ({@code SPL-05}).
 */
@FunctionalInterface
public interface SpillSpace {
    /**
     * Opens a private area for a run. No other area shares a file with it, not even one for the same run, in this
     * process or another ({@code SPL-01}). Files left behind by dead processes are removed first ({@code SPL-06}).
     *
     * @param run the run that sorts
     * @return the area; the caller closes it
     * @throws IOException if the space cannot be used; nothing is left behind
     */
    SpillArea open(RunId run) throws IOException;
}

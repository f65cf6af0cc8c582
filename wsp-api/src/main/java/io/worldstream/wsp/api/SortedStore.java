package io.worldstream.wsp.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Stores sorted views: the rows of outputs whose parts are in no order, sorted once, so that the next start reads them
 * in place of the parts (rules {@code SRT-*}). The key is a digest of everything that a view depends on. Sealed bytes
 * never change (contracts 4), so a view never becomes stale. Its bytes are opaque to the store; the engine verifies them
 * when it reads them.
 *
 * <p>A store may have a budget. It then removes the view whose use is longest ago, but never one that is open.
 *
 * <p>A store is an optimization and never a reason to refuse or halt a run: every failure is an {@link IOException},
 * which the engine reports before it reads the parts. No reason code is needed, since nothing is refused.
 *
 * <p>Any thread may call a store; calls may block ({@code SRT-05}).
 */
public interface SortedStore {
    /**
     * Opens a view for reading, and marks it as used. Until it is closed, a budget does not remove it ({@code SRT-06}).
     *
     * @param key the key of the view
     * @return its bytes, byte for byte as they were written ({@code SRT-01}), which the caller closes; empty if no view
     *     is committed under the key
     * @throws IOException if the store cannot be read ({@code SRT-07}), or what is stored is not a view of it
     */
    Optional<PartContent> open(Hex64 key) throws IOException;

    /**
     * Starts to write a view. Nobody sees it before it is committed ({@code SRT-02}).
     *
     * @param key the key of the view
     * @return the draft; the caller closes it
     * @throws IOException if a view cannot be written
     */
    SortedDraft create(Hex64 key) throws IOException;

    /**
     * Returns the committed views ({@code SRT-04}), in any order. A damaged one is among them, so that it can
     * be discarded.
     *
     * @throws IOException if the store cannot be read
     */
    List<SortedEntry> entries() throws IOException;

    /**
     * Removes the view committed under the key, intact or damaged; does nothing if there is none. A caller that has the
     * view open may read on, or gets an {@link IOException}, but never other bytes ({@code SRT-03}).
     *
     * @throws IOException if the view cannot be removed
     */
    void discard(Hex64 key) throws IOException;
}

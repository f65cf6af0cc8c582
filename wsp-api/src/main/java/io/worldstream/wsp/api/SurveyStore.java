package io.worldstream.wsp.api;

import java.io.IOException;
import java.util.Optional;

/**
 * Stores the results of surveys of sealed bytes, so that the next start need not read the world again (rules
 * {@code SUR-*}). The key is the digest that the survey verified. Sealed bytes never change (contracts 4), so a saved
 * survey never becomes stale.
 *
 * <p>A store is an optimization and never a reason to stop: every failure is an {@link IOException}, which the engine
 * reports before it surveys again. No reason code is needed, since nothing is refused.
 *
 * <p>Any thread may call a store; calls may block ({@code SUR-04}).
 */
public interface SurveyStore {
    /**
     * Loads the survey that the last {@link #save} of the key stored, byte for byte.
     *
     * @param key the digest of the surveyed bytes
     * @return the survey, in an array that the caller owns; empty if none is saved
     * @throws IOException if the store cannot be read, or the stored bytes are not the saved ones ({@code SUR-03})
     */
    Optional<byte[]> load(Hex64 key) throws IOException;

    /**
     * Saves a survey, replacing the one saved under the key. The write is atomic, even if the process is killed. Once
     * this method returns, the survey outlasts the process ({@code SUR-01}, {@code SUR-02}).
     *
     * @param key the digest of the surveyed bytes
     * @param survey the survey, possibly tens of megabytes; the array is neither modified nor retained
     * @throws IOException if the survey cannot be saved; the previous one remains
     */
    void save(Hex64 key, byte[] survey) throws IOException;

    /**
     * Removes the survey saved under the key, intact or damaged; does nothing if none is saved.
     *
     * @throws IOException if the survey cannot be removed
     */
    void discard(Hex64 key) throws IOException;
}

package io.worldstream.wsp.api;

import java.io.IOException;
import java.util.Optional;

/**
 * Keeps what a survey found out about sealed bytes, so that the next start need not read the world again (rules {@code
 * SUR-*}). The key is the digest that the survey verified: sealed bytes never change (contracts 4), so what is kept under it
 * does not grow old.
 *
 * <p>A store is a shortcut and never a reason to stop: what fails is an {@link IOException}, which the engine reports, and
 * surveys anew. It carries no reason code, since nothing is refused for it.
 *
 * <p>Any thread may call it; calls may block ({@code SUR-04}).
 */
public interface SurveyStore {
    /**
     * What the last {@link #save} of the key kept, byte for byte.
     *
     * @param key the digest of what was surveyed
     * @return the bytes, which are the caller's; empty if nothing is kept
     * @throws IOException if the store cannot be read, or what it holds is not what was saved ({@code SUR-03})
     */
    Optional<byte[]> load(Hex64 key) throws IOException;

    /**
     * Keeps a survey, in place of what was kept under the key. Whole or not at all, also if the process is killed; when this
     * returns, it outlasts the process ({@code SUR-01}, {@code SUR-02}).
     *
     * @param key the digest of what was surveyed
     * @param survey not changed, and not kept as an array; may be tens of megabytes
     * @throws IOException if it cannot be kept; what was kept before still is
     */
    void save(Hex64 key, byte[] survey) throws IOException;

    /**
     * Forgets what is kept under the key, be it whole or damaged; does nothing if there is nothing.
     *
     * @throws IOException if it cannot be removed
     */
    void discard(Hex64 key) throws IOException;
}

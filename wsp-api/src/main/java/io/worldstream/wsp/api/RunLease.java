package io.worldstream.wsp.api;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Ensures that at most one host streams a run (rules {@code LEA-*}; I9). A grant lasts for its term and is renewed
 * before the term ends. Its epoch, a fencing token, is written with everything that the run saves.
 *
 * <p>Any thread may call a lease; calls may block ({@code LEA-05}).
 */
public interface RunLease {
    /**
     * Tries once to acquire a run. A holder that stopped renewing may be noticed only by two calls at least its term
     * apart ({@code LEA-04}).
     *
     * @return the grant, or empty if the run is held, even by this host; the engine asks again
     * @throws IOException if the holder of the run cannot be determined or recorded ({@code LEA-06})
     * @throws WspException {@code CHECKPOINT_CORRUPT} if the record of the holder is damaged
     */
    Optional<Grant> acquire(RunId run) throws IOException;

    /**
     * Returns the holder of a run, as human-readable text in the lease's own terms.
     *
     * @return the holder, or empty if the run is free; a holder whose term has ended may be named until another takes
     *     the run
     * @throws IOException if the holder cannot be determined
     * @throws WspException {@code CHECKPOINT_CORRUPT} if the record of the holder is damaged
     */
    Optional<String> holder(RunId run) throws IOException;

    /**
     * A grant of a run. It is valid for its term, counted from the start of the call of {@link RunLease#acquire}, or of
     * the last {@link #renew} that returned true ({@code LEA-01}).
     */
    interface Grant {
        /**
         * Returns the grant's epoch: positive, and greater than that of each earlier grant of the run, across restarts
         * too ({@code LEA-02}).
         */
        long epoch();

        /** Returns the time for which the run is held without a renewal. */
        Duration term();

        /**
         * Holds the run for another term, counted from the start of this call.
         *
         * @return whether the run is still held; false once another holder took it or it was released, and always false
         *     from then on ({@code LEA-03})
         * @throws IOException if the holder cannot be determined or recorded; the current term keeps running
         */
        boolean renew() throws IOException;

        /**
         * Releases the run, so that the next {@link RunLease#acquire} can take it at once ({@code LEA-04}). Does
         * nothing if the run is no longer held. The grant ends even if this method throws.
         *
         * @throws IOException if the release cannot be recorded; the run becomes free when its term ends or a further
         *     call succeeds
         */
        void release() throws IOException;
    }
}

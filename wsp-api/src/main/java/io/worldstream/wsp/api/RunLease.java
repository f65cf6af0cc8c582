package io.worldstream.wsp.api;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Sees to it that a run is streamed by one host at a time (rules {@code LEA-*}; I9). A grant lasts for its term and is
 * renewed before that; its epoch, a fencing token, is written with all that the run leaves behind.
 *
 * <p>Any thread may call it; calls may block ({@code LEA-05}).
 */
public interface RunLease {
    /**
     * Tries once to take a run. A holder that does not renew any more may be noticed only by asking twice, with its term in
     * between ({@code LEA-04}).
     *
     * @return the grant, or empty if the run is held, be it by this host; the engine asks again
     * @throws IOException if it cannot be told or recorded who holds the run ({@code LEA-06})
     * @throws WspException {@code CHECKPOINT_CORRUPT} if what says who holds the run is damaged
     */
    Optional<Grant> acquire(RunId run) throws IOException;

    /**
     * Who holds a run, in the lease's own terms, for people.
     *
     * @return the holder, or empty if nobody does; one whose term ran out may be named until another takes the run
     * @throws IOException if it cannot be told
     * @throws WspException {@code CHECKPOINT_CORRUPT} if what says who holds the run is damaged
     */
    Optional<String> holder(RunId run) throws IOException;

    /**
     * A run, held until the term has passed since the call of {@link RunLease#acquire} or of the last {@link #renew} that
     * returned true began ({@code LEA-01}).
     */
    interface Grant {
        /** Positive, and greater than that of each earlier grant of the run, also across restarts ({@code LEA-02}). */
        long epoch();

        /** How long the run is held without a renewal. */
        Duration term();

        /**
         * Holds the run for another term, counted from when this call began.
         *
         * @return whether it is still held; false once another took it or it was released, then always false ({@code LEA-03})
         * @throws IOException if it could not be told or recorded; the term runs on
         */
        boolean renew() throws IOException;

        /**
         * Lets the run go, so that the next {@link RunLease#acquire} has it at once ({@code LEA-04}). Does nothing if it is
         * not held any more. The grant is over, whether or not this fails.
         *
         * @throws IOException if it could not be recorded: the run is free when the term ran out, or when a further call
         *     succeeds
         */
        void release() throws IOException;
    }
}

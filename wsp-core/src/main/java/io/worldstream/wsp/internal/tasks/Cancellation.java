package io.worldstream.wsp.internal.tasks;

import java.util.concurrent.CancellationException;

/**
 * A cancellation signal for work off the lane's thread. Work polls it at least every few milliseconds: before each
 * read, for each batch of rows, and every thousand rows or comparisons in memory. Thread-safe.
 */
@FunctionalInterface
public interface Cancellation {
    /** Never cancels. */
    Cancellation NEVER = () -> false;

    /** Returns a signal that is set while the thread that calls this method is interrupted; any thread may poll it. */
    static Cancellation byInterrupt() {
        Thread caller = Thread.currentThread();
        return caller::isInterrupted;
    }

    /** Returns whether the work is cancelled; once true, stays true. */
    boolean cancelled();

    /**
     * Throws if the work is cancelled.
     *
     * @throws CancellationException if {@link #cancelled} returns true
     */
    default void throwIfCancelled() {
        if (cancelled()) {
            throw new CancellationException("cancelled: the result is no longer needed");
        }
    }
}

package io.worldstream.wsp.internal.tasks;

import java.util.concurrent.CancellationException;

/**
 * Tells work off the lane that nobody wants its result any more. Work asks at least every few milliseconds: before each
 * read, for each batch of rows, and every thousand rows or comparisons in memory. Any thread may ask.
 */
@FunctionalInterface
public interface Cancellation {
    /** Work that is always wanted. */
    Cancellation NEVER = () -> false;

    /** Cancels with the interrupt of the calling thread, whichever thread asks. */
    static Cancellation byInterrupt() {
        Thread caller = Thread.currentThread();
        return caller::isInterrupted;
    }

    /** Whether nobody wants the result any more; once true, always true. */
    boolean cancelled();

    /** Ends work whose result nobody wants. */
    default void throwIfCancelled() {
        if (cancelled()) {
            throw new CancellationException("nobody wants the result any more");
        }
    }
}

package io.worldstream.wsp.internal.engine;

/**
 * Work in turns that never block, for a thread that also waits for it. Called from one thread, except where stated.
 */
public interface DutyCycle {
    /** Runs one turn; returns the amount of work done, 0 if there was none. */
    int doWork();

    /** Returns the nanoseconds until a turn has work without a wake-up, or {@link Long#MAX_VALUE}. */
    long nanosToNextWork();

    /** Stops taking up work. The work in progress drains over the following turns. */
    void stop();

    /** Returns whether no work is in progress. Safe from any thread. */
    boolean lanesIdle();

    /** Ends all work because of a defect that a turn did not handle. */
    void fail(Throwable cause);
}

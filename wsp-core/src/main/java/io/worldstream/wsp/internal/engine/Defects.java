package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.report.StreamListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures that nothing provides for, such as an {@code Error} of an adapter or a task that the host's executor rejects: each is
 * logged and told to the listener, and the first is kept for {@code awaitIdle()}. The engine's thread, but for what says so.
 */
final class Defects {
    private static final Logger LOG = LoggerFactory.getLogger(Defects.class);

    private final StreamListener listener;
    private final Runnable wakeUp;
    private final Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Throwable first;
    private volatile @Nullable Throwable fatal;

    /**
     * @param listener hears of each defect
     * @param wakeUp called, from any thread, when a defect waits to be told
     */
    Defects(StreamListener listener, Runnable wakeUp) {
        this.listener = listener;
        this.wakeUp = wakeUp;
    }

    /** Hands a defect that ends no run to the engine's thread, which tells the listener. Safe from any thread. */
    void report(String what, Throwable cause) {
        keep(cause);
        LOG.error("{}", what, cause);
        reported.add(cause);
        wakeUp.run();
    }

    /** Tells the listener what other threads reported; returns how much that was. */
    int tellReported() {
        int told = 0;
        for (Throwable cause = reported.poll(); cause != null; cause = reported.poll()) {
            told++;
            tell(null, cause);
        }
        return told;
    }

    /** Whether the listener has been told of everything that was reported. */
    boolean allTold() {
        return reported.isEmpty();
    }

    /** A defect ended a run. */
    void ofRun(RunId run, Throwable cause) {
        keep(cause);
        LOG.error("run {} ended by a defect", run, cause);
        tell(run, cause);
    }

    /** A defect ends the engine, which does nothing any more. */
    void ofEngine(Throwable cause) {
        keep(cause);
        fatal = cause;
        LOG.error("the engine ended by a defect; nothing is streamed any more", cause);
    }

    /** Tells the listener that the engine has ended, once its runs have been told. */
    void tellOfEngine(Throwable cause) {
        tell(null, cause);
    }

    /** Runs a call of the listener that belongs to no run in progress; an {@code Error} in it is a defect and goes no further. */
    void guard(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            keep(e);
            tell(null, e);
        }
    }

    /**
     * Throws what ended the engine. Safe from any thread.
     *
     * @throws IllegalStateException if a defect ended it
     */
    void throwIfFatal() {
        if (fatal != null) {
            throw new IllegalStateException("the engine ended by a defect", fatal);
        }
    }

    /**
     * Throws the first defect. Safe from any thread.
     *
     * @throws IllegalStateException if there was one
     */
    void throwIfAny() {
        if (first != null) {
            throw new IllegalStateException("a run, or a part of the host, failed by a defect", first);
        }
    }

    private synchronized void keep(Throwable cause) {
        if (first == null) {
            first = cause;
        }
    }

    private void tell(@Nullable RunId run, Throwable cause) {
        try {
            listener.onFailed(run, cause);
        } catch (Throwable e) {
            // Logged where it was caught first; there is nobody else to tell.
            cause.addSuppressed(e);
        }
    }
}

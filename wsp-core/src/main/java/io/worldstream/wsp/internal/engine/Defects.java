package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects unexpected failures, such as an {@code Error} in an adapter or a task that the host's executor rejects. Logs
 * each, reports it to the listener, and retains the first for {@code awaitIdle()}. Confined to the engine's thread,
 * except where stated.
 */
final class Defects {
    private static final Logger LOG = LoggerFactory.getLogger(Defects.class);

    private final StreamListener listener;
    private final Runnable wakeUp;
    private final Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Throwable first;
    private volatile @Nullable Throwable fatal;

    /**
     * @param listener notified of each defect
     * @param wakeUp called, from any thread, when a defect waits to be delivered to the listener
     */
    Defects(StreamListener listener, Runnable wakeUp) {
        this.listener = listener;
        this.wakeUp = wakeUp;
    }

    /** Queues a defect that ends no run; the engine's thread notifies the listener. Safe from any thread. */
    void report(String what, Throwable cause) {
        keep(cause);
        LOG.error("{}", what, cause);
        reported.add(cause);
        wakeUp.run();
    }

    /** Notifies the listener of defects that other threads reported; returns their number. */
    int tellReported() {
        int told = 0;
        for (Throwable cause = reported.poll(); cause != null; cause = reported.poll()) {
            told++;
            tell(null, cause);
        }
        return told;
    }

    /** Returns whether the listener has been notified of every reported defect. */
    boolean allTold() {
        return reported.isEmpty();
    }

    /** Records a defect that ended a run. */
    void ofRun(ReadySignal ready, Throwable cause) {
        keep(cause);
        LOG.error("a defect ended run {}", ready.runId(), cause);
        tell(ready, cause);
    }

    /** Records a defect that ends the engine. No run is streamed after it. */
    void ofEngine(Throwable cause) {
        keep(cause);
        fatal = cause;
        LOG.error("a defect ended the engine; streaming has stopped", cause);
    }

    /** Notifies the listener that the engine has ended. Called after its runs have been reported. */
    void tellOfEngine(Throwable cause) {
        tell(null, cause);
    }

    /**
     * Runs a listener call that belongs to no active run. Anything that it throws is recorded as a defect and not
     * propagated.
     */
    void guard(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            keep(e);
            tell(null, e);
        }
    }

    /**
     * Throws if a defect ended the engine. Safe from any thread.
     *
     * @throws IllegalStateException with that defect as its cause
     */
    void throwIfFatal() {
        if (fatal != null) {
            throw new IllegalStateException("a defect ended the engine", fatal);
        }
    }

    /**
     * Throws if any defect was recorded. Safe from any thread.
     *
     * @throws IllegalStateException with the first defect as its cause
     */
    void throwIfAny() {
        if (first != null) {
            throw new IllegalStateException("a defect ended a run, or made a part of the host fail", first);
        }
    }

    private synchronized void keep(Throwable cause) {
        if (first == null) {
            first = cause;
        }
    }

    private void tell(@Nullable ReadySignal ready, Throwable cause) {
        try {
            listener.onFailed(StreamEvent.Failed.of(ready, cause));
        } catch (Throwable e) {
            // The guarded listener has already logged it, and nobody else can be notified.
            cause.addSuppressed(e);
        }
    }
}

package io.worldstream.wsp.report;

import java.util.Objects;
import java.util.concurrent.CancellationException;

/** Thrown by a redrive whose thread is interrupted. It has stopped, and the exception has the summary of what it did. */
public final class RedriveStoppedException extends CancellationException {
    private static final long serialVersionUID = 1L;

    private final transient RedriveSummary summary;

    /**
     * Creates an exception.
     *
     * @param summary what was done before the redrive stopped
     * @param cause the cancellation
     */
    public RedriveStoppedException(RedriveSummary summary, CancellationException cause) {
        super("the redrive of run " + summary.runId() + " was stopped");
        this.summary = Objects.requireNonNull(summary, "summary");
        initCause(cause);
    }

    /**
     * Returns what was done: {@link ReadyDisposition#HALTED} without a violation. Events without an outcome stay open for
     * the next redrive.
     */
    public RedriveSummary summary() {
        return summary;
    }
}

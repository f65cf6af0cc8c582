package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.report.RunSummary;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a run ends: the outcome that its lane decides on, the halt that the listener hears of, and the summary. Confined to
 * the lane's thread.
 */
final class RunEnding {
    private static final Logger LOG = LoggerFactory.getLogger(RunEnding.class);

    private final ReadySignal ready;
    private final RunReporter reporter;
    private final RunPosition position;
    /** Null until it is decided, at the latest when the lane closes. */
    private @Nullable RunOutcome outcome;

    private @Nullable RunSummary summary;

    RunEnding(ReadySignal ready, RunReporter reporter, RunPosition position) {
        this.ready = ready;
        this.reporter = reporter;
        this.position = position;
    }

    /** Returns whether the run's outcome is decided, though it may still change. */
    boolean decided() {
        return outcome != null;
    }

    /** Returns whether the run's outcome is decided, and this host does not take the run up again. */
    boolean decidedForGood() {
        return decided() && !(outcome instanceof RunOutcome.LeaseLost);
    }

    /** Returns whether a halt of the stream still counts: the run ends in no other way, or was only stopped. */
    boolean mayHalt() {
        return outcome == null || outcome instanceof RunOutcome.Stopped;
    }

    /** Returns how the run ended. To be called once it has. */
    RunOutcome outcome() {
        return Objects.requireNonNull(outcome, "the run has not ended");
    }

    /** Returns the summary, or null if the run has not ended or its outcome has none. */
    @Nullable RunSummary summary() {
        return summary;
    }

    void decide(RunOutcome how) {
        outcome = how;
    }

    /** Decides that the run was stopped, unless its outcome is decided. */
    void stop() {
        if (outcome == null) {
            outcome = new RunOutcome.Stopped(null);
        }
    }

    /** Returns the outcome at the end of the stream: the one that is decided, or else that it is complete. */
    RunOutcome completed() {
        RunOutcome how = outcome == null ? new RunOutcome.Completed() : outcome;
        outcome = how;
        return how;
    }

    /** Tells the listener that the run halts, if it does. */
    void reportHalt() {
        Violation halt = outcome().halt();
        if (halt != null) {
            reporter.onHalted(halt);
        }
    }

    /** Tells the listener that the run was stopped, if it was. */
    void reportStopped() {
        if (outcome instanceof RunOutcome.Stopped stopped) {
            reporter.onStopped(position.counts(), stopped.unsaved());
        }
    }

    /** Changes the outcome of a run whose last record could not be saved. */
    void unsaved(Violation why) {
        LOG.warn("run {}: its last record could not be saved, {}: {}", ready.runId(), why.code(), why.message());
        RunOutcome before = outcome();
        outcome = before.ifUnsaved(why);
        if (before.halt() == null) {
            reportHalt();
        }
    }

    /** Changes the outcome of a run whose end could not be recorded in the audit trail. */
    void unrecorded(Violation why) {
        LOG.warn("run {}: its end is not on record, {}: {}", ready.runId(), why.code(), why.message());
        outcome = outcome().ifUnrecorded(why);
    }

    /** Runs a step of cleaning up after a defect, whatever it throws. */
    void tidyUp(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            LOG.warn("run {}: a cleanup step failed as well", ready.runId(), e);
        }
    }

    /** Summarises the run, if its outcome has a summary. */
    void summarise() {
        RunOutcome how = outcome();
        if (how.disposition() != null) {
            summary = position.summary(how);
        }
    }

    /** Summarises a run that a defect ended: without its stream, if that cannot tell any longer. */
    void summariseWithoutStream() {
        if (summary == null) {
            summary = Summaries.withoutStream(ready.runId(), outcome());
        }
    }
}

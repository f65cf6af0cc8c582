package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.lease.RunRecord;
import io.worldstream.wsp.internal.pace.Pacer;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a run has come: its saved record, then its plan, then its stream. Builds from them what is saved and what is
 * reported. Confined to the lane's thread.
 */
final class RunPosition {
    private final RunContext context;
    private final Pacer pacer;
    private ReadySignal ready;
    private RunState state = RunState.RECEIVED;
    private @Nullable RunRecord kept;
    private @Nullable StreamPlan plan;
    private @Nullable RunStream stream;

    RunPosition(ReadySignal ready, RunContext context, Pacer pacer) {
        this.ready = ready;
        this.context = context;
        this.pacer = pacer;
    }

    /** Sets the saved record from which the run resumes. */
    void resumeFrom(RunRecord record) {
        kept = record;
        ready = record.completed(ready);
    }

    /** Returns the READY of the run, with what a run that resumes began with. */
    ReadySignal ready() {
        return ready;
    }

    void planned(StreamPlan found) {
        plan = found;
        state = RunState.PLANNED;
    }

    void started(RunStream running) {
        stream = running;
        paused(pacer.paused());
    }

    void paused(boolean paused) {
        state = paused ? RunState.PAUSED : RunState.STREAMING;
    }

    /** Returns the stream, or null before it starts. */
    @Nullable RunStream stream() {
        return stream;
    }

    /** Stops the stream, if it has started: it sends nothing more, retries included. */
    void stopStream() {
        if (stream != null) {
            stream.stop();
        }
    }

    /** Returns the cursor at the end of the settled prefix. */
    Cursor cursor() {
        if (stream != null) {
            return stream.cursor();
        }
        return kept == null ? Cursor.START : kept.cursor();
    }

    /** Returns the number of events in the settled prefix. */
    long settledEvents() {
        return stream == null ? cursor().events() : stream.settledEvents();
    }

    /** Returns the outcomes so far; before the stream starts, those up to the saved cursor. */
    EventCounts counts() {
        if (stream != null) {
            return stream.counts();
        }
        return kept == null ? EventCounts.NONE : kept.counts();
    }

    /** Returns the record to save while the run is unfinished. */
    RunRecord record(long epoch) {
        return record(epoch, state, List.of());
    }

    /** Returns the last record of the run, or null to leave the saved record unchanged. */
    @Nullable RunRecord lastRecord(long epoch, RunOutcome outcome) {
        boolean unchanged = outcome instanceof RunOutcome.Stopped && stream == null;
        RunState saved = unchanged ? null : outcome.saved(state);
        return saved == null ? null : record(epoch, saved, outcome.violations());
    }

    private RunRecord record(long epoch, RunState saved, List<Violation> causes) {
        return new RunRecord(
                ready,
                epoch,
                saved,
                causes.isEmpty() ? null : causes.get(0),
                knownPlan(),
                cursor(),
                context.clock().wallTime());
    }

    private RunRecord.Plan knownPlan() {
        Hex64 digest = plan == null ? null : plan.digest();
        if (stream == null && kept != null) {
            // The cursor belongs to the plan under which it was saved, until a stream resumes from it.
            Hex64 ofCursor = kept.cursor().events() > 0 ? kept.plan().digest() : digest;
            return new RunRecord.Plan(
                    ofCursor, kept.plan().events(), kept.plan().badRows());
        }
        EventCounts counts = counts();
        return new RunRecord.Plan(digest, counts.planned(), counts.badRows());
    }

    /** Returns the summary of an outcome that has one. */
    RunSummary summary(RunOutcome outcome) {
        if (outcome instanceof RunOutcome.Duplicate) {
            return Summaries.withoutStream(ready.runId(), outcome);
        }
        return stream == null
                ? Summaries.notStreamed(ready.runId(), outcome, plan, kept, context.store())
                : Summaries.streamed(outcome, Objects.requireNonNull(plan), stream, kept, pacer, context.store());
    }
}

package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.lease.LeaseAcquisition;
import io.worldstream.wsp.internal.lease.LeaseSession;
import io.worldstream.wsp.internal.lease.RunRecord;
import io.worldstream.wsp.internal.pace.Pacer;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.LeaseHeld;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunProgress.Phase;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run as a state machine: take the lease, prepare, stream, drain, save, end. The engine drives it, and no step
 * blocks. Blocking work runs off the lane's thread and posts its result to the mailbox. Confined to the engine's
 * thread, except for the object that {@link #control} returns, which is thread-safe.
 */
public final class RunLane {
    private static final Logger LOG = LoggerFactory.getLogger(RunLane.class);

    private final ReadySignal ready;
    private final RunContext context;
    private final RunReporter reporter;
    private final Pacer pacer;
    private final ProgressBoard progress;
    private final LeaseAcquisition acquisition;
    private final RunControl control;
    /** Messages from other threads, run on the lane's thread with that turn's time. */
    private final Queue<LongConsumer> mailbox = new ConcurrentLinkedQueue<>();

    private Phase phase = Phase.PREPARING;
    private RunState state = RunState.RECEIVED;
    private boolean stopped;
    private boolean closing;
    private boolean endKept;
    private @Nullable Violation unsaved;
    private @Nullable LeaseSession session;
    private @Nullable RunRecord kept;
    private @Nullable RunStart start;
    private @Nullable StreamPlan plan;
    private @Nullable RunStream stream;
    private @Nullable Verdict verdict;
    private @Nullable RunSummary summary;

    public RunLane(ReadySignal ready, RunContext context) {
        this.ready = ready;
        this.context = context;
        this.reporter = new RunReporter(ready, context.listener(), context.clock());
        this.pacer = new Pacer(
                context.policy().pacing().speedup(),
                context.policy().pacing().latePolicy(),
                context.policy().pacing().rateSchedule());
        this.progress = new ProgressBoard(pacer, reporter);
        this.acquisition = new LeaseAcquisition(
                context.store(),
                ready.runId(),
                context.policy().checkpoint(),
                context.policy().admission().leaseHeld(),
                context.clock(),
                this::offload);
        this.control = new LaneControl(ready.runId(), progress::current, this::tell, pacer, this::onPause, this::stop);
    }

    /** Starts to acquire the run. */
    public void begin() {
        reporter.onAccepted();
        acquisition.begin(this::onTaken, this::onHeld, failure -> refuse(List.of(violation(failure)), false));
    }

    public RunControl control() {
        return control;
    }

    public ReadySignal ready() {
        return ready;
    }

    /** Returns the summary, or null if the run has not ended or ended because of {@link #stop}. */
    public @Nullable RunSummary summary() {
        return summary;
    }

    /** Returns whether this lane started to stream the run. */
    public boolean streamed() {
        return stream != null;
    }

    /** Returns whether the final state of the run was saved, so that the ledger agrees with the summary. */
    public boolean endKept() {
        return endKept;
    }

    /** Returns whether the lane has ended and needs no more turns. */
    public boolean ended() {
        return phase == Phase.ENDED;
    }

    /** Returns whether the run was to {@link #stop}, or failed. */
    public boolean stopped() {
        return stopped;
    }

    /** Reports to the listener that the run has stopped; to be called once it has ended without a summary. */
    public void reportStopped() {
        reporter.onStopped(
                stream == null && kept != null ? kept.cursor().counts(kept.planned(), kept.badRows()) : counts(),
                unsaved);
    }

    /**
     * Stops releasing events. Once every push in flight is answered, the lane saves its checkpoint and ends without a
     * summary.
     */
    public void stop() {
        stopped = true;
        acquisition.stop();
        drainOnly();
    }

    /** Ends the run immediately because of a defect, with as complete a summary as possible; never throws. */
    public void fail(Throwable cause) {
        stopped = true;
        phase = Phase.ENDED;
        whateverItThrows(acquisition::abandon);
        whateverItThrows(this::stopWhatRuns);
        if (session != null) {
            whateverItThrows(session::abandon);
        }
        Verdict how = new Verdict(ReadyDisposition.HALTED, List.of(Summaries.defect(cause)), null);
        whateverItThrows(() -> summary = summary(how));
        if (summary == null) {
            summary = Summaries.withoutStream(ready.runId(), how.status(), how.violations());
        }
    }

    private void whateverItThrows(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            LOG.warn("run {}: a cleanup step failed as well", ready.runId(), e);
        }
    }

    /** Runs one turn of the duty cycle; returns the amount of work done, 0 if there was none. */
    public int doWork() {
        long now = context.clock().monotonicNanos();
        int work = acquisition.doWork(now);
        if (session != null) {
            // Before the mailbox: a result in it must not start the stream of a run whose lease is lost.
            haltIfNotHeld(session, now);
        }
        for (LongConsumer step = mailbox.poll(); step != null; step = mailbox.poll()) {
            step.accept(now);
            work++;
        }
        if (session != null) {
            work += session.doWork(now, settledEvents(), () -> record(null));
            haltIfNotHeld(session, now);
        }
        if (phase == Phase.STREAMING || phase == Phase.PAUSED) {
            work += stream(Objects.requireNonNull(stream), Objects.requireNonNull(session), now);
        }
        if (phase == Phase.DRAINING) {
            work += drain(now);
        }
        progress.update(phase, stream, session, now);
        return work;
    }

    /** Returns the nanoseconds until a turn has work without a wake-up, or {@link Long#MAX_VALUE}. */
    public long nanosToNextWork(long nowNanos) {
        long least = acquisition.nanosToNextWork(nowNanos);
        if (session != null) {
            least = Math.min(least, session.nanosToNextWork(nowNanos, settledEvents()));
        }
        return stream == null ? least : Math.min(least, stream.nanosToNextWork(nowNanos));
    }

    private void tell(LongConsumer step) {
        mailbox.add(step);
        context.wakeUp().run();
    }

    private void offload(Supplier<LongConsumer> task) {
        context.tasks().execute(() -> {
            LongConsumer step;
            try {
                step = task.get();
            } catch (RuntimeException | Error e) {
                step = now -> {
                    throw e;
                };
            }
            tell(step);
        });
    }

    private void onHeld(@Nullable String holder) {
        if (stopped) {
            return;
        }
        if (context.policy().admission().leaseHeld() == LeaseHeld.WAIT) {
            reporter.onHeld(holder);
            return;
        }
        acquisition.stop();
        refuse(
                List.of(new Violation(
                        ReasonCode.LEASE_HELD, "run", "run " + ready.runId() + " is held by another host")),
                false);
    }

    private void onTaken(LeaseSession taken, @Nullable RunRecord record) {
        session = taken;
        kept = record;
        taken.onSaveFailing(failure -> reporter.onCheckpointFailing(String.valueOf(failure.getMessage())));
        if (stopped) {
            return;
        }
        if (record != null && !record.ready().announcesSameAs(ready)) {
            refuse(List.of(Summaries.conflict(record.ready())), false);
        } else if (record != null && record.state() == RunState.COMPLETED) {
            conclude(new Verdict(ReadyDisposition.DUPLICATE, List.of(), null));
        } else {
            taken.mark();
            start = new RunStart(ready, context, taken, record, this::offload, this::tell, new Steps());
            start.begin();
        }
    }

    private void onPause(boolean pause) {
        Phase before = pause ? Phase.STREAMING : Phase.PAUSED;
        if (phase == before) {
            phase = pause ? Phase.PAUSED : Phase.STREAMING;
            state = pause ? RunState.PAUSED : RunState.STREAMING;
            Objects.requireNonNull(session).mark();
        }
        if (phase == Phase.DRAINING || phase == Phase.ENDED) {
            return;
        }
        if (pause) {
            reporter.onPaused();
        } else {
            reporter.onResumed();
        }
    }

    private int stream(RunStream running, LeaseSession holding, long now) {
        int work = running.doWork(
                now, phase == Phase.PAUSED, () -> !holding.lost(context.clock().monotonicNanos()));
        if (running.halt() != null) {
            conclude(new Verdict(ReadyDisposition.HALTED, List.of(running.halt()), RunState.HALTED));
        } else if (running.released()) {
            phase = Phase.DRAINING;
        }
        return work;
    }

    /** Halts the run if its lease is lost or it can no longer be saved. */
    private void haltIfNotHeld(LeaseSession holding, long now) {
        if (closing || verdict != null || stopped) {
            return;
        }
        WspException failure = holding.failure();
        if (holding.lost(now)) {
            conclude(new Verdict(
                    ReadyDisposition.HALTED,
                    List.of(new Violation(
                            ReasonCode.LEASE_LOST,
                            "stream#event=" + (settledEvents() + 1),
                            "the lease of the run was not renewed in time, or another host took it")),
                    null));
        } else if (failure != null) {
            conclude(new Verdict(ReadyDisposition.HALTED, List.of(violation(failure)), null));
        }
    }

    private int drain(long now) {
        int work = stream == null ? 0 : stream.drain(now);
        if (verdict == null && stream != null && stream.halt() != null) {
            conclude(new Verdict(ReadyDisposition.HALTED, List.of(stream.halt()), RunState.HALTED));
        }
        if (closing || acquisition.underWay()) {
            return work;
        }
        boolean givenUp = verdict != null || stopped;
        if (stream != null && (givenUp ? stream.awaited() > 0 : !stream.settled())) {
            return work;
        }
        close();
        return work + 1;
    }

    /** Refuses the run, unless it has already moved past preparation or ended for another reason. */
    private void refuse(List<Violation> violations, boolean remember) {
        if (phase != Phase.PREPARING) {
            return;
        }
        conclude(new Verdict(ReadyDisposition.REFUSED, violations, remember ? RunState.REFUSED : null));
    }

    /** Fixes how the run ends and starts to drain. */
    private void conclude(Verdict how) {
        verdict = how;
        drainOnly();
        sayIfHalted(how);
    }

    private void sayIfHalted(Verdict how) {
        if (how.status() == ReadyDisposition.HALTED) {
            reporter.onHalted(how.violations().get(0));
        }
    }

    private void drainOnly() {
        if (phase != Phase.ENDED) {
            phase = Phase.DRAINING;
        }
        stopWhatRuns();
    }

    private void stopWhatRuns() {
        if (start != null) {
            start.cancel();
        }
        if (stream != null) {
            stream.stop();
        }
    }

    /** Saves the final checkpoint and releases the lease, once nothing is in flight. */
    private void close() {
        closing = true;
        if (verdict == null && !stopped) {
            verdict = new Verdict(ReadyDisposition.COMPLETED, List.of(), RunState.COMPLETED);
        }
        Verdict how = verdict;
        if (session == null) {
            end(how);
        } else if (how == null) {
            session.end(stream == null ? null : record(null), failure -> {
                unsaved = failure == null ? null : violation(failure);
                end(null);
            });
        } else {
            session.end(how.remembered() == null ? null : record(how), failure -> {
                endKept = how.remembered() != null && failure == null;
                Verdict saved = saved(how, failure);
                if (!saved.equals(how)) {
                    sayIfHalted(saved);
                }
                end(saved);
            });
        }
    }

    /**
     * Turns a completion into a halt if the last save failed: the ledger would show the next host an unfinished run.
     */
    private static Verdict saved(Verdict how, @Nullable WspException failure) {
        return failure == null || how.status() != ReadyDisposition.COMPLETED
                ? how
                : new Verdict(ReadyDisposition.HALTED, List.of(violation(failure)), null);
    }

    private void end(@Nullable Verdict how) {
        phase = Phase.ENDED;
        if (stream != null) {
            stream.stop();
        }
        if (how != null) {
            summary = summary(how);
        }
    }

    private RunSummary summary(Verdict how) {
        if (how.status() == ReadyDisposition.DUPLICATE) {
            return Summaries.duplicate(ready.runId(), "is complete");
        }
        boolean durable = context.store().durable();
        return stream == null || plan == null
                ? Summaries.notStreamed(ready.runId(), how, plan, kept, durable)
                : Summaries.streamed(how, plan, stream, kept, pacer, durable);
    }

    private RunRecord record(@Nullable Verdict how) {
        Cursor cursor = cursor();
        Hex64 planDigest = plan == null ? null : plan.digest();
        return new RunRecord(
                ready,
                Objects.requireNonNull(session).epoch(),
                how == null || how.remembered() == null ? state : how.remembered(),
                how == null || how.violations().isEmpty()
                        ? null
                        : how.violations().get(0),
                stream == null && kept != null && cursor.events() > 0 ? kept.planDigest() : planDigest,
                stream == null && kept != null ? kept.planned() : counts().planned(),
                stream == null && kept != null ? kept.badRows() : counts().badRows(),
                cursor,
                context.clock().wallTime());
    }

    private Cursor cursorAtStart() {
        return kept == null ? Cursor.START : kept.cursor();
    }

    private Cursor cursor() {
        return stream == null ? cursorAtStart() : stream.cursor();
    }

    private long settledEvents() {
        return stream == null ? cursorAtStart().events() : stream.settledEvents();
    }

    private EventCounts counts() {
        return stream == null ? EventCounts.NONE : stream.counts();
    }

    private static Violation violation(WspException failure) {
        return new Violation(failure.code(), "checkpoint", failure.getMessage());
    }

    /** Advances the lane as the start of the run makes progress. */
    private final class Steps implements RunStart.Steps {
        @Override
        public void onPlanned(StreamPlan planned) {
            plan = planned;
            state = RunState.PLANNED;
            Objects.requireNonNull(session).mark();
            reporter.onPlanned(planned);
        }

        @Override
        public void onReady(StreamPlan planned, Survey survey) {
            LeaseSession holding = Objects.requireNonNull(session);
            stream = new RunStream(context, planned, survey, cursor(), pacer, holding::record, reporter);
            phase = pacer.paused() ? Phase.PAUSED : Phase.STREAMING;
            state = pacer.paused() ? RunState.PAUSED : RunState.STREAMING;
            holding.mark();
            reporter.onStarted(counts());
        }

        @Override
        public void onRefused(List<Violation> violations) {
            refuse(violations, true);
        }

        @Override
        public void onHalted(Violation why) {
            RunState remembered = why.code() == ReasonCode.LEASE_LOST ? null : RunState.HALTED;
            conclude(new Verdict(ReadyDisposition.HALTED, List.of(why), remembered));
        }
    }
}

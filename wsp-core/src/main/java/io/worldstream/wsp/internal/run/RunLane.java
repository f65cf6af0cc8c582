package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.lease.LeaseAcquisition;
import io.worldstream.wsp.internal.lease.LeaseSession;
import io.worldstream.wsp.internal.lease.RunRecord;
import io.worldstream.wsp.internal.pace.Pacer;
import io.worldstream.wsp.internal.push.EvidenceWriter;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.LeaseHeld;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run as a state machine: take the lease, prepare, stream, drain, save, end. Its {@link LaneState} says what it does,
 * its {@link RunOutcome} how it ends. The engine drives it, and no step blocks. Blocking work runs off the lane's
 * thread and posts its result to the mailbox. Confined to the engine's thread, except for the object that {@link
 * #control} returns, which is thread-safe.
 */
public final class RunLane {
    private final ReadySignal ready;
    private final RunContext context;
    private final RunReporter reporter;
    private final Pacer pacer;
    private final ProgressBoard progress;
    private final LaneMailbox mailbox;
    private final LaneStage stage;
    private final LeaseAcquisition acquisition;
    private final RunPosition position;
    private final RunEnding ending;
    private final RunAudit audit;
    private final LaneCommands commands;
    private final LaneControl control;

    private @Nullable RunStart start;

    /** @param mayAskAgain returns whether there is a place for this run when it {@link #yields} */
    public RunLane(ReadySignal ready, RunContext context, BooleanSupplier mayAskAgain) {
        this.ready = ready;
        this.context = context;
        this.reporter = new RunReporter(ready, context.listener(), context.clock());
        this.pacer = new Pacer(context.policy().pacing());
        this.progress = new ProgressBoard(pacer, reporter);
        this.mailbox = new LaneMailbox(context.tasks(), context.wakeUp());
        this.stage = new LaneStage(ready.runId());
        this.acquisition = new LeaseAcquisition(
                context.store(),
                ready.runId(),
                context.policy().checkpoint(),
                context.policy().admission().leaseHeld(),
                context.clock(),
                mailbox,
                mayAskAgain);
        this.position = new RunPosition(ready, context, pacer);
        this.ending = new RunEnding(ready, reporter, position);
        this.audit = new RunAudit(ready, context, position, ending, mailbox, this::onUnrecorded);
        LaneActions actions = new LaneActions(stage, ending, position, pacer, reporter, this::stop);
        this.commands = new LaneCommands(actions, position, pacer, audit, context.clock());
        this.control = new LaneControl(ready.runId(), progress::current, mailbox::post, commands);
    }

    /**
     * Starts to acquire the run.
     *
     * @param announced whether a READY announced it, rather than the ledger
     */
    public void begin(boolean announced) {
        if (announced) {
            audit.accepted(this::acquire, this::refuse);
        } else {
            acquire();
        }
    }

    private void acquire() {
        reporter.onAccepted();
        acquisition.begin(this::onTaken, this::onHeld, failure -> refuse(Summaries.unsaved(failure)));
    }

    public RunControl control() {
        return control;
    }

    /** Handles a command of a control source. */
    public void command(ControlCommand command, Consumer<ControlAnswer> answer) {
        long now = context.clock().monotonicNanos();
        // A result in the mailbox may say that the lease is lost.
        mailbox.drain(now);
        commands.handle(command.action(), command, now, answer);
    }

    public ReadySignal ready() {
        return ready;
    }

    /** Returns whether the lane has ended and needs no more turns. */
    public boolean ended() {
        return stage.state() == LaneState.ENDED;
    }

    /** Returns whether another host has held the run for so long that it does not count as active here. */
    public boolean yields(long nowNanos) {
        return acquisition.yields(nowNanos);
    }

    /** Returns whether the lane waits for the lease and it is time to request it again. */
    public boolean isDueToAsk(long nowNanos) {
        return acquisition.isDue(nowNanos);
    }

    /** Returns how the run ended. To be called once it has. */
    public RunOutcome outcome() {
        return ending.outcome();
    }

    /** Returns the summary, or null if the run has not ended or its outcome has none. */
    public @Nullable RunSummary summary() {
        RunSummary told = ending.summary();
        return told == null
                ? null
                : told.toBuilder().control(commands.journal()).build();
    }

    /** Returns whether this lane started to stream the run. */
    public boolean streamed() {
        return position.stream() != null;
    }

    /** Returns whether the host still wants the run: it did not {@link #stop} it, and no defect ended it. */
    public boolean wanted() {
        return !acquisition.stopped();
    }

    /** Reports to the listener that the run was stopped; to be called once it has ended. */
    public void reportStopped() {
        ending.reportStopped();
    }

    /**
     * Stops releasing events. Once every push in flight is answered, the lane saves its checkpoint and ends without a
     * summary. A run whose outcome is decided keeps it.
     */
    public void stop() {
        ending.stop();
        acquisition.stop();
        drainOnly();
    }

    /** Ends the run immediately because of a defect, with as complete a summary as possible; never throws. */
    public void fail(Throwable cause) {
        ending.decide(new RunOutcome.Defect(cause));
        stage.become(LaneState.ENDED);
        ending.tidyUp(acquisition::abandon);
        ending.tidyUp(this::stopWhatRuns);
        ending.tidyUp(control::onEnded);
        ending.tidyUp(() -> audit.ended(ending.outcome(), failure -> {}));
        LeaseSession holding = stage.session();
        if (holding != null) {
            ending.tidyUp(holding::abandon);
        }
        ending.tidyUp(ending::summarise);
        ending.summariseWithoutStream();
    }

    /** Runs one turn of the duty cycle; returns the amount of work done, 0 if there was none. */
    public int doWork() {
        long now = context.clock().monotonicNanos();
        int work = acquisition.doWork(now);
        LeaseSession before = stage.session();
        if (before != null) {
            // Before the mailbox: a result in it must not start the stream of a run whose lease is lost.
            haltIfNotHeld(before, now);
        }
        work += mailbox.drain(now);
        LeaseSession holding = stage.session();
        if (holding != null) {
            work += holding.doWork(now, position.settledEvents(), () -> position.record(holding.epoch()));
            haltIfNotHeld(holding, now);
        }
        if (stage.state().streams()) {
            work += stream(Objects.requireNonNull(position.stream()), stage.held(), now);
        }
        if (stage.state() == LaneState.DRAINING || stage.state() == LaneState.CLOSING) {
            work += drain(position.stream(), now);
        }
        progress.update(stage.state().phase(), position.stream(), holding, now);
        return work;
    }

    /** Returns the nanoseconds until a turn has work without a wake-up, or {@link Long#MAX_VALUE}. */
    public long nanosToNextWork(long nowNanos) {
        long least = acquisition.nanosToNextWork(nowNanos);
        LeaseSession holding = stage.session();
        if (holding != null) {
            least = Math.min(least, holding.nanosToNextWork(nowNanos, position.settledEvents()));
        }
        RunStream stream = position.stream();
        return stream == null ? least : Math.min(least, stream.nanosToNextWork(nowNanos));
    }

    private void onHeld(@Nullable String holder) {
        if (ending.decided()) {
            return;
        }
        if (context.policy().admission().leaseHeld() == LeaseHeld.WAIT) {
            reporter.onHeld(holder);
            return;
        }
        acquisition.stop();
        refuse(Summaries.leaseHeld(ready.runId(), holder));
    }

    private void onTaken(LeaseSession taken, @Nullable RunRecord record) {
        stage.acquired(taken);
        if (record != null) {
            position.resumeFrom(record);
        }
        taken.onSaveFailing(failure -> reporter.onCheckpointFailing(String.valueOf(failure.getMessage())));
        if (!ending.decided()) {
            audit.leaseTaken(taken.epoch(), () -> prepare(taken, record));
        }
    }

    private void prepare(LeaseSession taken, @Nullable RunRecord record) {
        if (record != null && record.contradicts(ready)) {
            refuse(Summaries.conflict(record.ready(), ready));
        } else if (record != null && record.state() == RunState.COMPLETED) {
            conclude(RunOutcome.Duplicate.COMPLETE);
        } else {
            stage.become(LaneState.PREPARING);
            taken.mark();
            start = new RunStart(position.ready(), context, evidence(taken), record, mailbox, new Steps());
            start.begin();
        }
    }

    private EvidenceWriter evidence(LeaseSession holding) {
        return new LeasedEvidence(holding, context.store().recordsDeadLetters(), audit);
    }

    private void onUnrecorded(Violation why) {
        conclude(RunOutcome.unsavable(why));
    }

    /** Refuses a run that is not this host's to prepare, which the ledger must not show. */
    private void refuse(Violation why) {
        if (!ending.decided()) {
            conclude(new RunOutcome.Refused(List.of(why), false));
        }
    }

    private int stream(RunStream running, LeaseSession holding, long now) {
        int work = running.doWork(
                now,
                stage.state() != LaneState.STREAMING,
                () -> !holding.lost(context.clock().monotonicNanos()));
        if (running.halt() != null) {
            conclude(RunOutcome.haltedBy(running.halt()));
        } else if (running.released()) {
            stage.become(LaneState.DRAINING);
        }
        return work;
    }

    /** Halts the run if its lease is lost or it can no longer be saved. */
    private void haltIfNotHeld(LeaseSession holding, long now) {
        if (ending.decided()) {
            return;
        }
        WspException failure = holding.failure();
        if (holding.lost(now)) {
            conclude(new RunOutcome.LeaseLost(Summaries.leaseLost(position.settledEvents())));
        } else if (failure != null) {
            conclude(RunOutcome.unsavable(Summaries.unsaved(failure)));
        }
    }

    private int drain(@Nullable RunStream stream, long now) {
        int work = stream == null ? 0 : stream.drain(now);
        if (stage.state() == LaneState.CLOSING) {
            return work;
        }
        if (stream != null && stream.halt() != null && ending.mayHalt()) {
            conclude(RunOutcome.haltedBy(stream.halt()));
        }
        if (acquisition.underWay()) {
            return work;
        }
        boolean givenUp = ending.decided();
        if (stream != null && (givenUp ? stream.awaited() > 0 : !stream.settled())) {
            return work;
        }
        close();
        return work + 1;
    }

    /** Decides how the run ends, and starts to drain. */
    private void conclude(RunOutcome how) {
        ending.decide(how);
        drainOnly();
        if (!audit.active()) {
            ending.reportHalt();
        }
    }

    private void drainOnly() {
        if (!stage.state().releasesNothingMore()) {
            stage.become(LaneState.DRAINING);
        }
        stopWhatRuns();
    }

    private void stopWhatRuns() {
        if (start != null) {
            start.cancel();
        }
        position.stopStream();
    }

    /** Ends the run once nothing is in flight. */
    private void close() {
        stage.become(LaneState.CLOSING);
        new RunClosing(stage.session(), audit, ending, position).begin(this::end);
    }

    private void end() {
        stage.become(LaneState.ENDED);
        position.stopStream();
        control.onEnded();
        ending.summarise();
    }

    /** Advances the lane as the start of the run makes progress. */
    private final class Steps implements RunStart.Steps {
        @Override
        public void onPlanned(StreamPlan planned, Runnable proceed) {
            audit.planned(planned, () -> {
                position.planned(planned);
                stage.held().mark();
                reporter.onPlanned(planned);
                proceed.run();
            });
        }

        @Override
        public void onReady(StreamPlan planned, Survey survey) {
            audit.started(() -> stream(planned, survey));
        }

        private void stream(StreamPlan planned, Survey survey) {
            LeaseSession holding = stage.held();
            position.started(
                    new RunStream(context, planned, survey, position.cursor(), pacer, evidence(holding), reporter));
            stage.become(commands.firstState());
            holding.mark();
            reporter.onStarted(position.counts());
        }

        @Override
        public void onRefused(List<Violation> violations) {
            conclude(RunOutcome.Refused.whenPrepared(violations));
        }

        @Override
        public void onHalted(Violation why) {
            conclude(RunOutcome.haltedBy(why));
        }
    }
}

package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.api.ControlDesk;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.join.ControlMessageReader;
import io.worldstream.wsp.internal.join.ScopeChecks;
import io.worldstream.wsp.internal.run.RunContext;
import io.worldstream.wsp.internal.run.RunOutcome;
import io.worldstream.wsp.internal.run.Summaries;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of a producer and the intake in front of them: decides what each READY and each saved run means. {@link
 * #doWork} is its duty cycle; it never blocks, and the engine has no thread of its own. Confined to the thread that
 * drives it, except where stated.
 */
public final class ProducerEngine implements DutyCycle {
    private static final Logger LOG = LoggerFactory.getLogger(ProducerEngine.class);

    private final RunContext context;
    private final int maxRuns;
    private final Defects defects;
    private final ActiveRuns runs;
    private final ReadyIntake intake;
    private final Recovery recovery;
    private final Settlements settlements;
    private final HostAudit audit;
    private final ControlIntake control;
    private final RunRegistry registry = new RunRegistry();
    private final Set<RunId> damaged = new HashSet<>();
    /** Runs from the ledger that this host may not stream. */
    private final Set<RunId> leftAlone = new HashSet<>();
    /** Runs from the ledger that wait for a free lane. */
    private final Map<RunId, ReadySignal> resumable = new LinkedHashMap<>();

    private boolean stopping;
    private boolean saidThatItIsFull;
    private volatile boolean lanesIdle = true;
    private volatile long idleTicket = -1;

    /**
     * @param source delivers READY messages
     * @param topic the topic on which READY messages for WSP arrive
     * @param maxRuns the maximum number of active runs
     * @param host what all lanes share; its listener may throw
     */
    public ProducerEngine(ReadySource source, String topic, int maxRuns, RunContext host) {
        context = host.withListener(GuardedListener::new);
        this.maxRuns = maxRuns;
        defects = new Defects(context.listener(), context.wakeUp());
        context.tasks().reportTo(defects::report);
        context.tasks().whenIdle(context.wakeUp());
        recovery = new Recovery(context, defects);
        audit = new HostAudit(context);
        ControlMessageReader reader = new ControlMessageReader(topic, context.policy(), context.clock());
        intake = new ReadyIntake(source, reader, context.clock(), context.tasks(), defects, context.wakeUp());
        control = new ControlIntake(audit, context.wakeUp());
        settlements = new Settlements(context.tasks(), defects, context.wakeUp());
        runs = new ActiveRuns(context, maxRuns, registry, settlements, defects, intake::expected);
    }

    @Override
    public int doWork() {
        int work = audit.doWork() + control.doWork(runs::command);
        if (audit.started() && !stopping) {
            work += takeUp() + takeIn();
        }
        work += runs.doWork();
        work += defects.tellReported();
        if (stopping && runs.isEmpty() && control.recorded() && context.audit().idle()) {
            audit.stop();
        }
        work += audit.doWork();
        lanesIdle = runs.isEmpty() && context.audit().idle() && (stopping ? audit.stopped() : resumable.isEmpty());
        if (lanesIdle && recovery.done() && context.tasks().idle() && defects.allTold()) {
            idleTicket = Math.max(idleTicket, intake.drained());
        }
        return work;
    }

    @Override
    public long nanosToNextWork() {
        long now = context.clock().monotonicNanos();
        long least = Long.MAX_VALUE;
        if (!stopping && audit.started()) {
            least = recovery.done() ? nanosToNextMessage(now) : recovery.nanosToNextWork(now);
        }
        return Math.min(Math.min(least, audit.nanosToNextWork(now)), runs.nanosToNextWork(now));
    }

    private long nanosToNextMessage(long now) {
        return mayTakeMessages() ? intake.nanosToNextPoll(now) : Long.MAX_VALUE;
    }

    /**
     * Returns whether messages may be polled. Runs from the ledger come first, and a bus that settles slowly must
     * neither fill memory nor keep the thread spinning.
     */
    private boolean mayTakeMessages() {
        return resumable.isEmpty() && settlements.hasRoom() && context.audit().hasRoom() && runs.room() > 0;
    }

    /** Resumes halted runs, from this process or an earlier one. Safe from any thread. */
    public void resumeHalted() {
        recovery.askForHalted();
    }

    /** Stops releasing events and taking READYs. The lanes drain over the following turns. */
    @Override
    public void stop() {
        stopping = true;
        control.close();
        runs.stop();
    }

    /**
     * Returns whether every lane has ended; of an engine that was stopped, also whether its end is on record. Safe from any
     * thread.
     */
    @Override
    public boolean lanesIdle() {
        return lanesIdle;
    }

    /**
     * Requests another poll of the bus; returns the ticket that {@link #idleTicket} will reach. Safe from any thread.
     */
    public long askAnew() {
        return intake.askAnew();
    }

    /**
     * Returns the newest ticket for which every message on the bus has been handled and settled. Safe from any thread.
     */
    public long idleTicket() {
        return idleTicket;
    }

    /**
     * Throws if a failure keeps the engine from becoming idle. Safe from any thread.
     *
     * @throws WspException if no run is active, and the bus or the saved records of runs cannot be read: while a run
     *     streams, they may become readable again; or if the start of the host cannot be recorded
     * @throws IllegalStateException if a defect made the ready source or the ledger fail, or ended the engine
     */
    public void throwIfStuck() {
        defects.throwIfFatal();
        WspException unrecorded = audit.failure();
        if (unrecorded != null) {
            throw unrecorded;
        }
        Throwable failure = recovery.failure() == null ? intake.failure() : recovery.failure();
        if (failure instanceof WspException unreadable) {
            if (!intake.hasArrivals() && lanesIdle) {
                throw unreadable;
            }
            return;
        }
        if (failure != null) {
            throw new IllegalStateException("a defect made the ready source or the ledger fail", failure);
        }
    }

    /**
     * Throws if any defect occurred, whether or not it ended a run. Safe from any thread.
     *
     * @throws IllegalStateException with the first defect as its cause
     */
    public void throwIfDefect() {
        defects.throwIfAny();
    }

    /** Ends the engine and all its runs because of a defect that belongs to no run. */
    @Override
    public void fail(Throwable cause) {
        defects.ofEngine(cause);
        stopping = true;
        try {
            runs.fail(cause);
        } finally {
            control.fail();
            resumable.clear();
            lanesIdle = true;
            defects.tellOfEngine(cause);
        }
    }

    /** Returns the desk for control sources. Safe from any thread. */
    public ControlDesk desk() {
        return control;
    }

    /** Returns the controls of the runs that have not ended. Safe from any thread. */
    public Map<RunId, RunControl> controls() {
        return runs.controls();
    }

    /** Resumes runs from the ledger: unfinished ones, and halted ones if the host asked for them. */
    private int takeUp() {
        int work = 0;
        Recovery.Found found = recovery.doWork();
        if (found != null) {
            work++;
            for (Recovery.Kept kept : found.runs()) {
                if (!registry.active(kept.run())) {
                    takeUp(kept, found.halted());
                }
            }
            if (found.halted()) {
                runs.stopped().forEach(ready -> resumable.putIfAbsent(ready.runId(), ready));
            }
        }
        Iterator<ReadySignal> waiting = resumable.values().iterator();
        while (waiting.hasNext() && runs.room() > 0) {
            ReadySignal ready = waiting.next();
            waiting.remove();
            runs.start(ready, List.of());
            work++;
        }
        sayOnceIfFull();
        return work;
    }

    private void sayOnceIfFull() {
        if (!saidThatItIsFull && runs.isFull()) {
            saidThatItIsFull = true;
            LOG.info(
                    "engine.max_runs ({}) is reached, or too many runs wait for the lease of another host: further"
                            + " READYs stay on the bus until a run ends",
                    maxRuns);
        }
    }

    private void takeUp(Recovery.Kept kept, boolean haltedToo) {
        WspException damage = kept.damage();
        ReadySignal ready = kept.ready();
        RunState state = kept.state();
        if (damage != null && damaged.add(kept.run())) {
            Violation violation = new Violation(damage.code(), "checkpoint", damage.getMessage());
            refuse(kept.run(), null, List.of(violation), refused -> finish(null, kept.run(), refused));
        }
        if (ready == null || state == null) {
            return;
        }
        registry.onKnown(ready, state);
        if (ready.isOutOfScopeOf(context.policy().admission())) {
            leaveAlone(
                    ready, state, Summaries.outOfScope(ready, context.policy().admission()));
        } else if (!outside(ready).isEmpty()) {
            leaveAlone(ready, state, outside(ready).get(0));
        } else if (state.unfinished() || (haltedToo && state == RunState.HALTED)) {
            resumable.put(ready.runId(), ready);
        }
    }

    private void leaveAlone(ReadySignal ready, RunState state, Violation why) {
        if (state != RunState.COMPLETED && leftAlone.add(ready.runId())) {
            LOG.info("run {} from the ledger is left alone: {} {}", ready.runId(), why.path(), why.message());
        }
    }

    private int takeIn() {
        if (!recovery.done()) {
            return 0;
        }
        int work = mayTakeMessages() ? intake.doWork(runs.room()) : 0;
        if (intake.hasArrivals()) {
            // Before the first poll, so that no thread sees the engine idle between a message and the run that it
            // starts.
            lanesIdle = false;
        }
        for (ReadyIntake.Arrival arrival = intake.poll(); arrival != null; arrival = intake.poll()) {
            work++;
            accept(arrival);
        }
        return work;
    }

    private void accept(ReadyIntake.Arrival arrival) {
        ReadyDelivery delivery = arrival.delivery();
        ControlMessage message = arrival.message();
        Throwable defect = arrival.defect();
        if (defect != null) {
            finish(null, null, new RunOutcome.Defect(defect));
            settlements.add(delivery, Settlement.HALTED);
        } else if (message instanceof ControlMessage.Unreadable unreadable) {
            defects.guard(() ->
                    context.listener().onUnreadable(StreamEvent.Unreadable.of(delivery.name(), unreadable.why())));
            settlements.add(delivery, Settlement.UNREADABLE);
        } else if (message instanceof ControlMessage.Foreign foreign) {
            defects.guard(() -> context.listener().onIgnored(StreamEvent.Ignored.of(delivery.name(), foreign.why())));
            settlements.add(delivery, Settlement.IGNORED);
        } else if (message instanceof ControlMessage.Invalid invalid) {
            refuse(invalid.runId(), delivery.name(), invalid.violations(), refused -> {
                finish(null, invalid.runId(), refused);
                // The source offers an unreadable message again when it changes.
                settlements.add(delivery, arrival.unread() ? Settlement.UNREADABLE : Settlement.REFUSED);
            });
        } else if (message instanceof ControlMessage.Ready ready) {
            accept(delivery, ready.signal());
        }
    }

    private void accept(ReadyDelivery delivery, ReadySignal ready) {
        RunRegistry.Decision decision = registry.decide(ready);
        // A READY whose ids contradict another one is refused, whatever the scope of this host.
        if (!(decision instanceof RunRegistry.Decision.Conflict)
                && ready.isOutOfScopeOf(context.policy().admission())) {
            RunOutcome.Skipped skipped = new RunOutcome.Skipped(
                    Summaries.outOfScope(ready, context.policy().admission()));
            finish(ready, ready.runId(), skipped);
            settlements.add(delivery, skipped.settlement(context.store().durable()));
        } else if (!outside(ready).isEmpty()) {
            refuse(delivery, ready, outside(ready));
        } else if (decision instanceof RunRegistry.Decision.Duplicate duplicate) {
            ActiveRuns.ActiveRun streaming = runs.find(ready.runId());
            if (streaming == null || streaming.delivered()) {
                finish(ready, ready.runId(), new RunOutcome.Duplicate(duplicate.state()));
            }
            if (streaming == null) {
                settlements.add(delivery, Settlement.DONE);
            } else {
                streaming.add(delivery);
            }
        } else if (decision instanceof RunRegistry.Decision.Conflict conflict) {
            refuse(delivery, ready, List.of(Summaries.conflict(conflict.earlier(), ready)));
        } else {
            runs.start(ready, List.of(delivery));
        }
    }

    private List<Violation> outside(ReadySignal ready) {
        return ScopeChecks.outside(ready, context.policy().security().scope());
    }

    private void refuse(ReadyDelivery delivery, ReadySignal ready, List<Violation> why) {
        refuse(ready.runId(), delivery.name(), why, refused -> {
            finish(ready, ready.runId(), refused);
            settlements.add(delivery, refused.settlement(context.store().durable()));
        });
    }

    /**
     * Refuses a READY, or a saved run, for which no lane runs.
     *
     * @param then called when the refusal is on record; its findings are others if it could not be recorded
     */
    private void refuse(
            @Nullable RunId run,
            @Nullable String message,
            List<Violation> findings,
            Consumer<RunOutcome.Refused> then) {
        audit.refused(run, message, findings, failure -> {
            List<Violation> why =
                    failure == null ? findings : List.of(new Violation(failure.code(), "audit", failure.getMessage()));
            then.accept(new RunOutcome.Refused(why, false));
        });
    }

    /** Reports the result of a READY for which no lane ran. */
    private void finish(@Nullable ReadySignal ready, @Nullable RunId run, RunOutcome outcome) {
        RunSummary summary = Summaries.withoutStream(run, outcome);
        defects.guard(() -> context.listener().onFinished(StreamEvent.Finished.of(ready, summary)));
    }
}

package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.lease.RunStore;
import io.worldstream.wsp.internal.run.RunContext;
import io.worldstream.wsp.internal.run.RunLane;
import io.worldstream.wsp.internal.run.Summaries;
import io.worldstream.wsp.internal.source.Preparation;
import io.worldstream.wsp.internal.tasks.BackgroundTasks;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.LeaseHeld;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes of a producer and the intake in front of them. {@link #doWork} is its duty cycle; it never blocks, and the
 * engine has no thread of its own. A defect ends only the run in which it occurs. Confined to the thread that drives
 * it, except where stated.
 */
public final class ProducerEngine {
    private static final Logger LOG = LoggerFactory.getLogger(ProducerEngine.class);

    private final RunContext context;
    private final int maxRuns;
    private final Defects defects;
    private final ReadyIntake intake;
    private final Recovery recovery;
    private final Settlements settlements;
    private final RunRegistry registry = new RunRegistry();
    private final Set<RunId> damaged = new HashSet<>();
    /** Runs from the ledger that wait for a free lane. */
    private final Map<RunId, ReadySignal> resumable = new LinkedHashMap<>();
    /** Runs that the host stopped. */
    private final Map<RunId, StoppedRun> stopped = new LinkedHashMap<>();

    private final List<ActiveRun> active = new ArrayList<>();
    private final Map<RunId, RunControl> controls = new ConcurrentHashMap<>();
    private boolean stopping;
    private boolean saidThatItIsFull;
    private volatile boolean lanesIdle = true;
    private volatile long idleTicket = -1;

    /**
     * @param source delivers READY messages
     * @param topic the topic on which READY messages for WSP arrive
     * @param preparation turns a READY into a plan and its events
     * @param policy the host's policy
     * @param maxRuns the maximum number of active runs
     * @param sink receives every envelope
     * @param listener notified of plans, starts, outcomes and defects
     * @param clock the only source of time
     * @param store the saved records and leases of runs
     * @param seed the seed of the retry jitter
     * @param tasks runs blocking work off the engine's thread
     * @param wakeUp called, from any thread, when there is work to do
     */
    public ProducerEngine(
            ReadySource source,
            String topic,
            Preparation preparation,
            StreamPolicy policy,
            int maxRuns,
            IngressSink sink,
            StreamListener listener,
            Clock clock,
            RunStore store,
            long seed,
            BackgroundTasks tasks,
            Runnable wakeUp) {
        context = new RunContext(
                preparation, policy, sink, new GuardedListener(listener), clock, store, seed, tasks, wakeUp);
        this.maxRuns = maxRuns;
        defects = new Defects(context.listener(), wakeUp);
        tasks.reportTo(defects::report);
        recovery = new Recovery(context, defects);
        intake = new ReadyIntake(source, topic, context, defects);
        settlements = new Settlements(tasks, defects, wakeUp);
    }

    /** Runs one turn of the duty cycle; returns the amount of work done, 0 if there was none. */
    public int doWork() {
        int work = stopping ? 0 : takeUp() + takeIn();
        for (int i = 0; i < active.size(); i++) {
            ActiveRun run = active.get(i);
            work += turn(run);
            if (run.lane.ended()) {
                active.remove(i--);
                onEnded(run);
            }
        }
        work += defects.tellReported();
        lanesIdle = active.isEmpty() && (stopping || resumable.isEmpty());
        if (lanesIdle && recovery.done() && context.tasks().idle() && defects.allTold()) {
            idleTicket = Math.max(idleTicket, intake.drained());
        }
        return work;
    }

    /** Returns the nanoseconds until a turn has work without a wake-up, or {@link Long#MAX_VALUE}. */
    public long nanosToNextWork() {
        long now = context.clock().monotonicNanos();
        long least = Long.MAX_VALUE;
        if (!stopping) {
            least = recovery.done() ? nanosToNextMessage(now) : recovery.nanosToNextWork(now);
        }
        for (ActiveRun run : active) {
            least = Math.min(least, run.lane.nanosToNextWork(now));
        }
        return least;
    }

    private long nanosToNextMessage(long now) {
        return mayTakeMessages() ? intake.nanosToNextPoll(now) : Long.MAX_VALUE;
    }

    /**
     * Returns whether messages may be polled. Runs from the ledger come first, and a bus that settles slowly must
     * neither fill memory nor keep the thread spinning.
     */
    private boolean mayTakeMessages() {
        return resumable.isEmpty() && settlements.hasRoom() && room() > 0;
    }

    /** Resumes halted runs, from this process or an earlier one. Safe from any thread. */
    public void resumeHalted() {
        recovery.askForHalted();
    }

    /** Stops releasing events and taking READYs. The lanes drain over the following turns. */
    public void stop() {
        stopping = true;
        active.forEach(run -> run.lane.stop());
    }

    /** Returns whether every lane has ended. Safe from any thread. */
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
     *     streams, they may become readable again
     * @throws IllegalStateException if a defect made the ready source or the ledger fail, or ended the engine
     */
    public void throwIfStuck() {
        defects.throwIfFatal();
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
    public void fail(Throwable cause) {
        defects.ofEngine(cause);
        stopping = true;
        try {
            for (ActiveRun run : List.copyOf(active)) {
                fail(run, cause);
                onEnded(run);
            }
        } finally {
            active.clear();
            resumable.clear();
            lanesIdle = true;
            defects.tellOfEngine(cause);
        }
    }

    /** Returns the controls of the runs that have not ended. Safe from any thread. */
    public Map<RunId, RunControl> controls() {
        return Map.copyOf(controls);
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
                stopped.values()
                        .forEach(run -> resumable.putIfAbsent(run.ready().runId(), run.ready()));
            }
        }
        Iterator<ReadySignal> waiting = resumable.values().iterator();
        while (waiting.hasNext() && room() > 0) {
            ReadySignal ready = waiting.next();
            waiting.remove();
            start(ready, List.of(), null);
            work++;
        }
        sayOnceIfFull();
        return work;
    }

    private int room() {
        return maxRuns - active.size();
    }

    private void sayOnceIfFull() {
        if (!saidThatItIsFull && room() <= 0) {
            saidThatItIsFull = true;
            LOG.info("engine.max_runs ({}) is reached: further READYs stay on the bus until a run ends", maxRuns);
        }
    }

    private void takeUp(Recovery.Kept kept, boolean haltedToo) {
        WspException damage = kept.damage();
        ReadySignal ready = kept.ready();
        RunState state = kept.state();
        if (damage != null && damaged.add(kept.run())) {
            Violation violation = new Violation(damage.code(), "checkpoint", damage.getMessage());
            finish(null, Summaries.withoutStream(kept.run(), ReadyDisposition.REFUSED, List.of(violation)));
        }
        if (ready == null || state == null) {
            return;
        }
        registry.onKnown(ready, state);
        if (state.unfinished() || (haltedToo && state == RunState.HALTED)) {
            resumable.put(ready.runId(), ready);
        }
    }

    private int takeIn() {
        if (!recovery.done()) {
            return 0;
        }
        int work = mayTakeMessages() ? intake.doWork(room()) : 0;
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

    private int turn(ActiveRun run) {
        try {
            return run.lane.doWork();
        } catch (Throwable e) {
            fail(run, e);
            return 1;
        }
    }

    private void fail(ActiveRun run, Throwable cause) {
        defects.ofRun(run.lane.ready(), cause);
        run.lane.fail(cause);
    }

    private void accept(ReadyIntake.Arrival arrival) {
        ReadyDelivery delivery = arrival.delivery();
        ControlMessage message = arrival.message();
        Throwable defect = arrival.defect();
        if (defect != null) {
            finish(null, Summaries.withoutStream(null, ReadyDisposition.HALTED, List.of(Summaries.defect(defect))));
            settle(delivery, Settlement.HALTED);
        } else if (message instanceof ControlMessage.Unreadable unreadable) {
            defects.guard(() ->
                    context.listener().onUnreadable(StreamEvent.Unreadable.of(delivery.name(), unreadable.why())));
            settle(delivery, Settlement.UNREADABLE);
        } else if (message instanceof ControlMessage.Foreign foreign) {
            defects.guard(() -> context.listener().onIgnored(StreamEvent.Ignored.of(delivery.name(), foreign.why())));
            settle(delivery, Settlement.IGNORED);
        } else if (message instanceof ControlMessage.Invalid invalid) {
            finish(null, Summaries.withoutStream(invalid.runId(), ReadyDisposition.REFUSED, invalid.violations()));
            // The source offers an unreadable message again when it changes.
            settle(delivery, arrival.unread() ? Settlement.UNREADABLE : Settlement.REFUSED);
        } else if (message instanceof ControlMessage.Ready ready) {
            accept(delivery, ready.signal());
        }
    }

    private void accept(ReadyDelivery delivery, ReadySignal ready) {
        RunRegistry.Decision decision = registry.decide(ready);
        if (decision instanceof RunRegistry.Decision.Duplicate duplicate) {
            ActiveRun streaming = active(ready.runId());
            if (streaming == null || !streaming.deliveries.isEmpty()) {
                finish(ready, Summaries.duplicate(ready.runId(), duplicate.state()));
            }
            if (streaming == null) {
                settle(delivery, Settlement.DONE);
            } else {
                streaming.deliveries.add(delivery);
            }
        } else if (decision instanceof RunRegistry.Decision.Conflict conflict) {
            RunSummary refusal = Summaries.withoutStream(
                    ready.runId(), ReadyDisposition.REFUSED, List.of(Summaries.conflict(conflict.earlier())));
            finish(ready, refusal);
            settle(delivery, Settlement.DONE);
        } else {
            start(ready, List.of(delivery), null);
        }
    }

    private @Nullable ActiveRun active(RunId run) {
        for (ActiveRun each : active) {
            if (each.lane.ready().runId().equals(run)) {
                return each;
            }
        }
        return null;
    }

    /** @param before the summary from before the lease was lost, or null for a first start */
    private void start(ReadySignal ready, List<ReadyDelivery> deliveries, @Nullable RunSummary before) {
        registry.onStart(ready);
        RunLane lane = new RunLane(ready, context);
        ActiveRun run = new ActiveRun(lane, deliveries, before);
        StoppedRun earlier = stopped.remove(ready.runId());
        if (earlier != null) {
            run.deliveries.addAll(0, earlier.deliveries());
        }
        active.add(run);
        controls.put(ready.runId(), lane.control());
        try {
            lane.begin();
        } catch (Throwable e) {
            fail(run, e);
        }
    }

    private void onEnded(ActiveRun run) {
        ReadySignal ready = run.lane.ready();
        controls.remove(ready.runId());
        RunSummary summary = run.lane.summary();
        if (summary == null) {
            onStopped(run);
            return;
        }
        boolean lost = summary.reason() == ReasonCode.LEASE_LOST;
        if (lost && context.policy().admission().leaseHeld() == LeaseHeld.WAIT && !run.lane.stopped()) {
            LOG.warn("run {}: {}; WSP resumes it once its lease is free", ready.runId(), summary.violations());
            start(ready, run.deliveries, told(run, summary));
            return;
        }
        registry.onEnd(
                ready,
                switch (summary.status()) {
                    case COMPLETED, DUPLICATE -> RunState.COMPLETED;
                    case REFUSED, HALTED -> null;
                });
        finish(ready, told(run, summary));
        run.deliveries.forEach(delivery -> settle(delivery, settlement(summary, run.lane.endKept())));
    }

    /** Keeps the READY of a stopped run unsettled: it stays on the bus, or is settled once the run resumes and ends. */
    private void onStopped(ActiveRun run) {
        ReadySignal ready = run.lane.ready();
        registry.onEnd(ready, null);
        stopped.put(ready.runId(), new StoppedRun(ready, run.deliveries));
        defects.guard(run.lane::reportStopped);
    }

    /**
     * Reports a run that lost its lease with the counts from before the loss, even if it could not be taken again: its
     * saved record may be older than that, or written by another host.
     */
    private static RunSummary told(ActiveRun run, RunSummary summary) {
        RunSummary before = run.before;
        if (before == null || before.streamDigest() == null || run.lane.streamed()) {
            return summary;
        }
        return summary.status() == ReadyDisposition.DUPLICATE
                ? summary
                : Summaries.halted(before, summary.violations());
    }

    /**
     * Settles a saved halt as done, since the ledger resumes it, not the bus. A configuration error is the exception:
     * it stays on the bus, so that the next start picks it up once it is fixed.
     */
    private Settlement settlement(RunSummary summary, boolean endKept) {
        boolean kept = endKept && summary.reason() != ReasonCode.CONFIG_INVALID;
        return switch (summary.status()) {
            case COMPLETED, DUPLICATE -> Settlement.DONE;
            case REFUSED -> Settlement.REFUSED;
            case HALTED -> context.store().durable() && kept ? Settlement.DONE : Settlement.HALTED;
        };
    }

    private void finish(@Nullable ReadySignal ready, RunSummary summary) {
        defects.guard(() -> context.listener().onFinished(StreamEvent.Finished.of(ready, summary)));
    }

    private void settle(ReadyDelivery delivery, Settlement settlement) {
        settlements.add(delivery, settlement);
    }

    /** @param deliveries its unsettled deliveries, to be settled if the run resumes and ends */
    private record StoppedRun(ReadySignal ready, List<ReadyDelivery> deliveries) {}

    private static final class ActiveRun {
        final RunLane lane;
        /**
         * Deliveries to settle when the run ends: its READY and every repetition of it, none of which is handled before
         * the run is saved. Empty for a run resumed from the ledger until its READY arrives.
         */
        final List<ReadyDelivery> deliveries;

        final @Nullable RunSummary before;

        ActiveRun(RunLane lane, List<ReadyDelivery> deliveries, @Nullable RunSummary before) {
            this.lane = lane;
            this.deliveries = new ArrayList<>(deliveries);
            this.before = before;
        }
    }
}

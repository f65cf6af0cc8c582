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
 * All lanes of a producer and the intake before them. {@link #doWork} is its duty cycle: it never blocks and has no thread
 * of its own. A defect ends the run that it belongs to, and no other. One thread, but for what says so.
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
    /** Runs of the ledger that wait until others end. */
    private final Map<RunId, ReadySignal> resumable = new LinkedHashMap<>();

    private final List<ActiveRun> active = new ArrayList<>();
    private final Map<RunId, RunControl> controls = new ConcurrentHashMap<>();
    private boolean stopping;
    private boolean saidThatItIsFull;
    private volatile boolean lanesIdle = true;
    private volatile long idleTicket = -1;

    /**
     * @param source where READY comes from
     * @param topic the topic that is for WSP
     * @param preparation the way from a READY to rows
     * @param policy what the host decided
     * @param maxRuns runs that are active at once
     * @param sink the only way out
     * @param listener hears of everything
     * @param clock the only clock
     * @param store where runs are kept, and whose they are
     * @param seed of all jitter
     * @param tasks runs what takes time
     * @param wakeUp called, from any thread, when there is something to do
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

    /** One turn; returns how much was done. */
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

    /** Nanoseconds until a turn can do something without having been told anything. */
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

    /** Runs of the ledger come first; and a bus that settles slowly must not be polled into memory, nor spun for. */
    private boolean mayTakeMessages() {
        return resumable.isEmpty() && settlements.hasRoom() && room() > 0;
    }

    /** Has runs that halted go on. Safe from any thread. */
    public void resumeHalted() {
        recovery.askForHalted();
    }

    /** Releases nothing more and takes no more READYs. */
    public void stop() {
        stopping = true;
        active.forEach(run -> run.lane.stop());
    }

    /** Whether every lane has ended. Safe from any thread. */
    public boolean lanesIdle() {
        return lanesIdle;
    }

    /** Asks the bus anew; gives the ticket that {@link #idleTicket} will reach. Safe from any thread. */
    public long askAnew() {
        return intake.askAnew();
    }

    /** The newest ticket after which everything that was on the bus has been handled and settled. Safe from any thread. */
    public long idleTicket() {
        return idleTicket;
    }

    /**
     * Tells what keeps the engine from ever being idle. Safe from any thread.
     *
     * @throws WspException if the bus, or what is kept of runs, cannot be read
     * @throws IllegalStateException if the ready source or the ledger fails by a defect, or one ended the engine
     */
    public void throwIfStuck() {
        defects.throwIfFatal();
        Throwable failure = recovery.failure() == null ? intake.failure() : recovery.failure();
        if (failure instanceof WspException unreadable) {
            throw unreadable;
        }
        if (failure != null) {
            throw new IllegalStateException("the ready source or the ledger failed by a defect", failure);
        }
    }

    /**
     * Tells of the first defect, whatever it ended. Safe from any thread.
     *
     * @throws IllegalStateException if there was one
     */
    public void throwIfDefect() {
        defects.throwIfAny();
    }

    /** Ends every run, and the engine, because of a defect that belongs to no run. */
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

    /** The runs that have not ended. Safe from any thread. */
    public Map<RunId, RunControl> controls() {
        return Map.copyOf(controls);
    }

    /** Goes on with what an earlier process left unfinished. */
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

    /** How many more runs may be active. */
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
            finish(Summaries.withoutStream(kept.run(), ReadyDisposition.REFUSED, List.of(violation)));
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
        defects.ofRun(run.lane.ready().runId(), cause);
        run.lane.fail(cause);
    }

    private void accept(ReadyIntake.Arrival arrival) {
        ReadyDelivery delivery = arrival.delivery();
        ControlMessage message = arrival.message();
        Throwable defect = arrival.defect();
        if (defect != null) {
            finish(Summaries.withoutStream(null, ReadyDisposition.HALTED, List.of(Summaries.defect(defect))));
            settle(delivery, Settlement.HALTED);
        } else if (message instanceof ControlMessage.Unreadable unreadable) {
            ignore(delivery, unreadable.why(), Settlement.UNREADABLE);
        } else if (message instanceof ControlMessage.Foreign foreign) {
            ignore(delivery, foreign.why(), Settlement.IGNORED);
        } else if (message instanceof ControlMessage.Invalid invalid) {
            finish(Summaries.withoutStream(invalid.runId(), ReadyDisposition.REFUSED, invalid.violations()));
            // The source looks at an unreadable one again when it changed.
            settle(delivery, arrival.unread() ? Settlement.UNREADABLE : Settlement.REFUSED);
        } else if (message instanceof ControlMessage.Ready ready) {
            accept(delivery, ready.signal());
        }
    }

    private void ignore(ReadyDelivery delivery, String why, Settlement settlement) {
        defects.guard(() -> context.listener().onIgnored(delivery.name(), why));
        settle(delivery, settlement);
    }

    private void accept(ReadyDelivery delivery, ReadySignal ready) {
        RunRegistry.Decision decision = registry.decide(ready);
        if (decision instanceof RunRegistry.Decision.Duplicate duplicate) {
            ActiveRun streaming = active(ready.runId());
            if (streaming == null || !streaming.deliveries.isEmpty()) {
                finish(Summaries.duplicate(ready.runId(), duplicate.state()));
            }
            if (streaming == null) {
                settle(delivery, Settlement.DONE);
            } else {
                streaming.deliveries.add(delivery);
            }
        } else if (decision instanceof RunRegistry.Decision.Conflict conflict) {
            finish(Summaries.withoutStream(
                    ready.runId(), ReadyDisposition.REFUSED, List.of(Summaries.conflict(conflict.earlier()))));
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

    /** @param before how far this handling of the run came before its lease was lost, or null */
    private void start(ReadySignal ready, List<ReadyDelivery> deliveries, @Nullable RunSummary before) {
        registry.onStart(ready);
        RunLane lane = new RunLane(ready, context);
        ActiveRun run = new ActiveRun(lane, deliveries, before);
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
            return;
        }
        boolean lost = summary.reason() == ReasonCode.LEASE_LOST;
        if (lost && context.policy().leaseHeld() == LeaseHeld.WAIT && !stopping) {
            LOG.warn("run {}: {}; it is taken again when it is free", ready.runId(), summary.violations());
            start(ready, run.deliveries, told(run, summary));
            return;
        }
        registry.onEnd(
                ready,
                switch (summary.status()) {
                    case COMPLETED, DUPLICATE -> RunState.COMPLETED;
                    case REFUSED, HALTED -> null;
                });
        finish(told(run, summary));
        run.deliveries.forEach(delivery -> settle(delivery, settlement(summary, run.lane.endKept())));
    }

    /**
     * What is told of a run counts what left before its lease was lost, also if it cannot be taken again: what is kept of it
     * may be older than that, or another host's.
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
     * A halt that was saved is handled: what goes on with it is the ledger, not the bus. A slip in the configuration is mended
     * by the next start, which needs no other word for it.
     */
    private Settlement settlement(RunSummary summary, boolean endKept) {
        boolean kept = endKept && summary.reason() != ReasonCode.CONFIG_INVALID;
        return switch (summary.status()) {
            case COMPLETED, DUPLICATE -> Settlement.DONE;
            case REFUSED -> Settlement.REFUSED;
            case HALTED -> context.store().durable() && kept ? Settlement.DONE : Settlement.HALTED;
        };
    }

    private void finish(RunSummary summary) {
        defects.guard(() -> context.listener().onFinished(summary));
    }

    private void settle(ReadyDelivery delivery, Settlement settlement) {
        settlements.add(delivery, settlement);
    }

    private static final class ActiveRun {
        final RunLane lane;
        /**
         * What announced it: nothing for a run that was taken up from what is kept of it, until its READY comes; and each time
         * that it came again, for none is handled before the run is kept.
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

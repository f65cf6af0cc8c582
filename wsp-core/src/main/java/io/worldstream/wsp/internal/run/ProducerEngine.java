package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.ControlMessage;
import io.worldstream.wsp.ReadySignal;
import io.worldstream.wsp.RunControl;
import io.worldstream.wsp.RunStatus;
import io.worldstream.wsp.RunSummary;
import io.worldstream.wsp.StreamListener;
import io.worldstream.wsp.StreamPolicy;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All lanes of a producer and the intake before them. {@link #doWork} is its duty cycle: it never blocks and has no thread
 * of its own. One thread, but for what says so.
 */
public final class ProducerEngine {
    private static final Logger LOG = LoggerFactory.getLogger(ProducerEngine.class);

    private final EngineParts parts;
    private final Intake intake;
    private final RunRegistry registry = new RunRegistry();
    private final List<ActiveRun> active = new ArrayList<>();
    private final Map<RunId, RunControl> controls = new ConcurrentHashMap<>();
    private boolean stopping;
    private volatile @Nullable RuntimeException defect;
    private volatile boolean lanesIdle = true;
    private volatile long idleTicket = -1;

    /**
     * @param source where READY comes from
     * @param topic the topic that is for WSP
     * @param preparation the way from a READY to rows
     * @param policy what the host decided
     * @param sink the only way out
     * @param listener hears of everything
     * @param clock the only clock
     * @param seed of all jitter
     * @param tasks runs what takes time
     * @param wakeUp called, from any thread, when there is something to do
     */
    public ProducerEngine(
            ReadySource source,
            String topic,
            Preparation preparation,
            StreamPolicy policy,
            IngressSink sink,
            StreamListener listener,
            Clock clock,
            long seed,
            BackgroundTasks tasks,
            Runnable wakeUp) {
        parts = new EngineParts(preparation, policy, sink, new GuardedListener(listener), clock, seed, tasks, wakeUp);
        intake = new Intake(source, topic, clock, tasks, wakeUp);
    }

    /** One turn; returns how much was done. */
    public int doWork() {
        int work = stopping ? 0 : takeIn();
        for (Iterator<ActiveRun> runs = active.iterator(); runs.hasNext(); ) {
            ActiveRun run = runs.next();
            work += turn(run.lane);
            if (run.lane.ended()) {
                runs.remove();
                onEnded(run);
            }
        }
        lanesIdle = active.isEmpty();
        if (lanesIdle && parts.tasks().idle()) {
            idleTicket = Math.max(idleTicket, intake.drained());
        }
        return work;
    }

    /** Nanoseconds until a turn can do something without having been told anything. */
    public long nanosToNextWork() {
        long now = parts.clock().monotonicNanos();
        long least = stopping ? Long.MAX_VALUE : intake.nanosToNextPoll(now);
        for (ActiveRun run : active) {
            least = Math.min(least, run.lane.nanosToNextWork(now));
        }
        return least;
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
     * @throws WspException if the bus cannot be read
     * @throws IllegalStateException if a run or the ready source failed by a defect
     */
    public void throwIfFailed() {
        if (defect != null) {
            throw new IllegalStateException("a run ended by a defect", defect);
        }
        RuntimeException failure = intake.failure();
        if (failure instanceof WspException unreadable) {
            throw unreadable;
        }
        if (failure != null) {
            throw new IllegalStateException("the ready source failed by a defect", failure);
        }
    }

    /** The runs that have not ended. Safe from any thread. */
    public Map<RunId, RunControl> controls() {
        return Map.copyOf(controls);
    }

    private int takeIn() {
        int work = intake.doWork();
        for (Intake.Arrival arrival = intake.poll(); arrival != null; arrival = intake.poll()) {
            work++;
            accept(arrival);
        }
        return work;
    }

    private int turn(RunLane lane) {
        try {
            return lane.doWork();
        } catch (RuntimeException e) {
            LOG.error("run {} ended by a defect", lane.ready().runId(), e);
            defect = e;
            lane.abandon();
            return 1;
        }
    }

    private void accept(Intake.Arrival arrival) {
        ReadyDelivery delivery = arrival.delivery();
        ControlMessage message = arrival.message();
        if (message instanceof ControlMessage.Unreadable unreadable) {
            parts.listener().onIgnored(delivery.name(), unreadable.why());
            settle(delivery, Settlement.UNREADABLE);
        } else if (message instanceof ControlMessage.Foreign foreign) {
            parts.listener().onIgnored(delivery.name(), foreign.why());
            settle(delivery, Settlement.IGNORED);
        } else if (message instanceof ControlMessage.Invalid invalid) {
            finish(Summaries.withoutStream(invalid.runId(), RunStatus.REFUSED, invalid.violations()));
            settle(delivery, Settlement.REFUSED);
        } else if (message instanceof ControlMessage.Ready ready) {
            accept(delivery, ready.signal());
        }
    }

    private void accept(ReadyDelivery delivery, ReadySignal ready) {
        RunRegistry.Decision decision = registry.decide(ready);
        if (decision instanceof RunRegistry.Decision.Duplicate duplicate) {
            finish(Summaries.withoutStream(
                    ready.runId(),
                    RunStatus.DUPLICATE,
                    List.of(),
                    null,
                    List.of("this run " + duplicate.state() + " already")));
            settle(delivery, Settlement.DONE);
        } else if (decision instanceof RunRegistry.Decision.Conflict conflict) {
            Violation violation = new Violation(
                    ReasonCode.READY_CONFLICT,
                    "ready#/payload",
                    "differs from what was announced before: " + conflict.earlier()
                            + "; the first announcement counts");
            finish(Summaries.withoutStream(ready.runId(), RunStatus.REFUSED, List.of(violation)));
            settle(delivery, Settlement.DONE);
        } else {
            registry.onStart(ready);
            RunLane lane = new RunLane(ready, parts);
            active.add(new ActiveRun(lane, delivery));
            controls.put(ready.runId(), lane.control());
            lane.begin();
        }
    }

    private void onEnded(ActiveRun run) {
        controls.remove(run.lane.ready().runId());
        RunSummary summary = run.lane.summary();
        if (summary == null) {
            return;
        }
        registry.onEnd(run.lane.ready(), summary.status());
        finish(summary);
        settle(
                run.delivery,
                switch (summary.status()) {
                    case COMPLETED, DUPLICATE -> Settlement.DONE;
                    case REFUSED -> Settlement.REFUSED;
                    case HALTED -> Settlement.HALTED;
                });
    }

    private void finish(RunSummary summary) {
        parts.listener().onFinished(summary);
    }

    private void settle(ReadyDelivery delivery, Settlement settlement) {
        parts.tasks().execute(() -> {
            try {
                delivery.settle(settlement);
            } catch (WspException e) {
                LOG.warn(
                        "{} could not be settled as {}; it comes again after a restart",
                        delivery.name(),
                        settlement,
                        e);
            }
        });
    }

    private record ActiveRun(RunLane lane, ReadyDelivery delivery) {}
}

package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.run.RunContext;
import io.worldstream.wsp.internal.run.RunLane;
import io.worldstream.wsp.internal.run.RunOutcome;
import io.worldstream.wsp.internal.run.Summaries;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.LeaseHeld;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs that have a lane, from their start to the settlement of their READYs. A defect ends only the run in which it
 * occurs. Confined to the engine's thread, except for {@link #controls}.
 */
final class ActiveRuns {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveRuns.class);

    /** How many runs may wait for a lease without a place, if {@code maxRuns} is less. */
    private static final int MOST_WAITING = 64;

    private final RunContext context;
    private final int maxRuns;
    private final RunRegistry registry;
    private final Settlements settlements;
    private final Defects defects;
    private final IntSupplier expected;
    private final List<ActiveRun> active = new ArrayList<>();
    private final Map<RunId, RunControl> controls = new ConcurrentHashMap<>();
    /** Runs that the host stopped, with the deliveries to settle if they resume and end. */
    private final Map<RunId, StoppedRun> stopped = new LinkedHashMap<>();

    /**
     * @param maxRuns the maximum number of active runs; one that has waited for a lease for a minute is not active
     * @param expected supplies the number of READYs that may arrive soon, for which places are reserved
     */
    ActiveRuns(
            RunContext context,
            int maxRuns,
            RunRegistry registry,
            Settlements settlements,
            Defects defects,
            IntSupplier expected) {
        this.context = context;
        this.maxRuns = maxRuns;
        this.registry = registry;
        this.settlements = settlements;
        this.defects = defects;
        this.expected = expected;
    }

    /**
     * Returns whether no further run may start, because {@code maxRuns} are active, or too many wait for a lease to
     * remember more (I12).
     */
    boolean isFull() {
        int waiting = yielding(context.clock().monotonicNanos());
        return waiting >= Math.max(maxRuns, MOST_WAITING) || active.size() - waiting >= maxRuns;
    }

    /** Returns how many more runs may start, after those that are to request their lease again; 0 or less if none. */
    int room() {
        if (isFull()) {
            return 0;
        }
        long now = context.clock().monotonicNanos();
        int due = 0;
        for (ActiveRun run : active) {
            due += run.lane.yields(now) && run.lane.isDueToAsk(now) ? 1 : 0;
        }
        return maxRuns - (active.size() - yielding(now)) - due;
    }

    /** Returns whether a run that waits for its lease may request it again, and take a place until the answer. */
    private boolean mayAskAgain() {
        return active.size() - yielding(context.clock().monotonicNanos()) + expected.getAsInt() < maxRuns;
    }

    private int yielding(long nowNanos) {
        int yielding = 0;
        for (ActiveRun run : active) {
            yielding += run.lane.yields(nowNanos) ? 1 : 0;
        }
        return yielding;
    }

    boolean isEmpty() {
        return active.isEmpty();
    }

    /** Returns the controls of the runs that have not ended. Safe from any thread. */
    Map<RunId, RunControl> controls() {
        return Map.copyOf(controls);
    }

    /** Returns the READYs of the runs that the host stopped and that have not started again. */
    List<ReadySignal> stopped() {
        return stopped.values().stream().map(StoppedRun::ready).toList();
    }

    /** Returns the active run of an id, or null. */
    @Nullable ActiveRun find(RunId run) {
        for (ActiveRun each : active) {
            if (each.lane.ready().runId().equals(run)) {
                return each;
            }
        }
        return null;
    }

    /** Starts a run. Its deliveries are settled when it ends. */
    void start(ReadySignal ready, List<ReadyDelivery> deliveries) {
        start(ready, deliveries, null);
    }

    /** @param before the summary from before the lease was lost, or null for a first start */
    private void start(ReadySignal ready, List<ReadyDelivery> deliveries, @Nullable RunSummary before) {
        registry.onStart(ready);
        RunLane lane = new RunLane(ready, context, this::mayAskAgain);
        ActiveRun run = new ActiveRun(lane, deliveries, before);
        StoppedRun earlier = stopped.remove(ready.runId());
        if (earlier != null) {
            run.deliveries.addAll(0, earlier.deliveries());
        }
        active.add(run);
        controls.put(ready.runId(), lane.control());
        try {
            lane.begin(!deliveries.isEmpty());
        } catch (Throwable e) {
            fail(run, e);
        }
    }

    /**
     * Gives a command to its run, which answers it and has it recorded.
     *
     * @return false if the run is not active here
     */
    boolean command(ControlCommand command, Consumer<ControlAnswer> answer) {
        ActiveRun run = find(command.runId());
        if (run == null) {
            return false;
        }
        try {
            run.lane.command(command, answer);
        } catch (Throwable e) {
            fail(run, e);
            answer.accept(new ControlAnswer.Refused(
                    ReasonCode.DEFECT, "run " + command.runId() + " has failed because of a defect; see the log"));
        }
        return true;
    }

    /** Runs one turn of each lane; returns the amount of work done. */
    int doWork() {
        int work = 0;
        for (int i = 0; i < active.size(); i++) {
            ActiveRun run = active.get(i);
            work += turn(run);
            if (run.lane.ended()) {
                active.remove(i--);
                onEnded(run);
            }
        }
        return work;
    }

    /** Returns the nanoseconds until a turn has work without a wake-up, or {@link Long#MAX_VALUE}. */
    long nanosToNextWork(long nowNanos) {
        long least = Long.MAX_VALUE;
        for (ActiveRun run : active) {
            least = Math.min(least, run.lane.nanosToNextWork(nowNanos));
        }
        return least;
    }

    /** Stops all runs. They drain over the following turns. */
    void stop() {
        active.forEach(run -> run.lane.stop());
    }

    /** Ends all runs because of a defect that belongs to none of them. */
    void fail(Throwable cause) {
        try {
            for (ActiveRun run : List.copyOf(active)) {
                fail(run, cause);
                onEnded(run);
            }
        } finally {
            active.clear();
        }
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

    private void onEnded(ActiveRun run) {
        RunLane lane = run.lane;
        ReadySignal ready = lane.ready();
        RunOutcome outcome = lane.outcome();
        RunSummary summary = lane.summary();
        controls.remove(ready.runId());
        if (summary == null) {
            onStopped(run);
            return;
        }
        if (outcome instanceof RunOutcome.LeaseLost && lane.wanted() && waitsForLeases()) {
            LOG.info("run {}: this host resumes it once its lease is free", ready.runId());
            start(ready, run.deliveries, told(run, summary));
            return;
        }
        registry.onEnd(ready, outcome.runComplete() ? RunState.COMPLETED : null);
        defects.guard(() -> context.listener().onFinished(StreamEvent.Finished.of(ready, told(run, summary))));
        settlements.addAll(run.deliveries, outcome.settlement(context.store().durable()));
    }

    private boolean waitsForLeases() {
        return context.policy().admission().leaseHeld() == LeaseHeld.WAIT;
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

    private record StoppedRun(ReadySignal ready, List<ReadyDelivery> deliveries) {}

    /** A lane and the deliveries to settle when its run ends. */
    static final class ActiveRun {
        private final RunLane lane;
        /**
         * The READY of the run and every repetition of it, none of which is handled before the run is saved. Empty for
         * a run resumed from the ledger until its READY arrives.
         */
        private final List<ReadyDelivery> deliveries;

        private final @Nullable RunSummary before;

        private ActiveRun(RunLane lane, List<ReadyDelivery> deliveries, @Nullable RunSummary before) {
            this.lane = lane;
            this.deliveries = new ArrayList<>(deliveries);
            this.before = before;
        }

        /** Adds a delivery to settle when the run ends. */
        void add(ReadyDelivery delivery) {
            deliveries.add(delivery);
        }

        /** Returns whether a READY of this run has been delivered. */
        boolean delivered() {
            return !deliveries.isEmpty();
        }
    }
}

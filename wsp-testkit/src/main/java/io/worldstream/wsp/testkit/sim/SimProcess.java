package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.report.GateEvent;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import io.worldstream.wsp.testkit.sim.SimTrace.Step;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One life of a host: a producer that is turned only after a delivery to it or when it asked to be. A killed process is
 * not turned again. A frozen one stops with all its threads while time passes. One thread.
 */
final class SimProcess implements Executor, StreamListener {
    /** The limit of consecutive turns at one instant; more indicates an endless loop. */
    private static final int MOST_TURNS_AT_ONCE = 10_000;

    private static final long LONGEST_FREEZE_NANOS = 30_000_000_000L;

    private final SimSetting setting;
    private final SimHost host;
    private final int number;
    private final SimRates rates;
    private final SimBus.Subscription bus;
    private final SimAudit.View audit;
    private final WorldStreamProducer producer;
    private final SimControl control;

    private final SimStreams streams;
    private boolean alive = true;
    private boolean closing;
    private long frozenUntilNanos;
    private long turnAtNanos = Long.MAX_VALUE;
    private boolean told;
    private int tasks;
    private int turnsAtOnce;
    private int saves;

    private long lastTurnNanos = -1;
    private final SimSummaries summaries;

    SimProcess(SimSetting setting, SimHost host, int number) {
        this.setting = setting;
        summaries = new SimSummaries(setting.checks());
        this.host = host;
        this.number = number;
        rates = setting.rates("process " + number);
        bus = setting.bus().connect(this);
        audit = setting.audit().of(this, host);
        control = new SimControl(setting, this);
        streams = new SimStreams(setting);
        producer = setting.producer(this, host.clock(), bus, rates.between(0, Long.MAX_VALUE - 1));
        setting.trace().step(Step.START, number, 0, 0);
        setting.lookAtTheRun();
        turnSoon();
        setting.senders().onTrouble(host);
    }

    int number() {
        return number;
    }

    boolean alive() {
        return alive;
    }

    /** Returns whether the process was closed. */
    boolean closing() {
        return closing;
    }

    SimAudit.View audit() {
        return audit;
    }

    SimControl control() {
        return control;
    }

    /** Returns the control of a run that is active here, or null. */
    @Nullable RunControl control(RunId run) {
        return producer.run(run).orElse(null);
    }

    SimBus.Subscription bus() {
        return bus;
    }

    /** Returns whether the process has nothing to do. */
    boolean idle() {
        return ended() && !bus.more() && !summaries.owes();
    }

    /** Returns whether a closed process has finished its work. */
    boolean ended() {
        return tasks == 0 && !told && producer.runs().isEmpty();
    }

    /** Kills the process, between two instants or in the middle of its work. */
    void kill() {
        if (alive) {
            alive = false;
            setting.trace().step(Step.KILL, number, 0, 0);
        }
    }

    /** Marks a critical point for a kill or a freeze: the caller is about to cause an effect or has just done so. */
    void delicateMoment() {
        requireAlive();
        if (rates.hits(SimFault.HOST_PAUSE_AIMED)) {
            freeze(setting.time().nowNanos() + rates.spread(1_000_000, LONGEST_FREEZE_NANOS));
        }
        if (rates.hits(SimFault.HOST_KILL_AIMED)) {
            kill();
            host.onKilled(this);
            throw new SimKilled();
        }
    }

    /**
     * Throws if the process is dead. The engine contains a run's failure and would otherwise continue as if only that
     * run had died.
     */
    private void requireAlive() {
        if (!alive) {
            throw new SimKilled();
        }
    }

    /** Freezes the process until the given time. */
    void freeze(long untilNanos) {
        frozenUntilNanos = Math.max(frozenUntilNanos, untilNanos);
        setting.trace().step(Step.FREEZE, number, untilNanos, 0);
        setting.senders().onTrouble(host);
    }

    /** Closes the process cleanly; it is turned until its runs have ended. */
    void close() {
        closing = true;
        setting.trace().step(Step.CLOSE, number, 0, 0);
        setting.senders().onClosing(this);
        within(producer::close);
        turnSoon();
    }

    /**
     * Passes an operator's command to a run; it changes the pace once the run answers that it is in effect.
     *
     * @param unrecorded called if the command could not be recorded
     */
    void command(RunId run, ControlAction action, Runnable unrecorded) {
        RunControl asked = control(run);
        if (alive && asked != null) {
            asked.apply(action).thenAccept(answer -> {
                if (answer instanceof ControlAnswer.InEffect) {
                    control.onInEffect(asked, action, null);
                } else if (answer instanceof ControlAnswer.Refused refused
                        && refused.code() == ReasonCode.AUDIT_UNAVAILABLE) {
                    unrecorded.run();
                }
            });
            turnSoon();
        }
    }

    /** Changes the pace of a stream, now or once it starts. */
    void obey(RunControl of, ControlAction action) {
        streams.obey(of, action);
    }

    @Override
    public void execute(Runnable task) {
        tasks++;
        setting.time().after(rates.between(1_000, 2_000_000) + slowness(), () -> perform(task));
    }

    private void perform(Runnable task) {
        if (postponed(() -> perform(task))) {
            return;
        }
        tasks--;
        within(() -> {
            task.run();
            delicateMoment();
        });
        turnSoon();
    }

    /**
     * Postpones an input while the process is frozen. Returns true if it is postponed, or dropped because the process
     * is dead.
     */
    boolean postponed(Runnable again) {
        if (alive && setting.time().nowNanos() < frozenUntilNanos) {
            setting.time().at(frozenUntilNanos, again);
            return true;
        }
        return !alive;
    }

    void within(Runnable step) {
        try {
            step.run();
        } catch (SimKilled e) {
            alive = false;
        }
    }

    void turnSoon() {
        told = true;
        turnAt(setting.time().nowNanos() + rates.below(20_000) + slowness());
    }

    private long slowness() {
        return rates.hits(SimFault.HOST_SLOW) ? rates.spread(10_000, 50_000_000) : 0;
    }

    private void turnAt(long nanos) {
        if (nanos < turnAtNanos) {
            turnAtNanos = nanos;
            setting.time().at(nanos, () -> turn(nanos));
        }
    }

    private void turn(long askedForNanos) {
        if (askedForNanos != turnAtNanos || postponed(() -> turn(askedForNanos))) {
            return;
        }
        turnAtNanos = Long.MAX_VALUE;
        told = false;
        long now = setting.time().nowNanos();
        turnsAtOnce = now == lastTurnNanos ? turnsAtOnce + 1 : 0;
        lastTurnNanos = now;
        within(() -> {
            int turns = 0;
            while (producer.doWork() > 0) {
                requireAlive();
                if (++turns + turnsAtOnce > MOST_TURNS_AT_ONCE) {
                    setting.checks().broken("LIVE", "the engine works without end at one instant");
                    throw new SimKilled();
                }
            }
            requireAlive();
            long wait = producer.nanosToNextWork();
            if (wait < Long.MAX_VALUE - now - 1_000_000) {
                turnAt(now
                        + Math.max(wait, turnsAtOnce > 100 ? 1 : 0)
                        + (long) rates.below(2) * rates.below(50_000)
                        + slowness());
            }
        });
    }

    /** Returns the current stream, or the last one. */
    @Nullable SimLane lane() {
        return streams.lane();
    }

    /** Called when an envelope reaches the gate while its bytes are still lent. */
    void stillLent(int place, EnvelopeView envelope) {
        SimLane lane = lane();
        if (lane != null) {
            lane.sameBytes(place, envelope);
        }
    }

    /** Called when the bus delivers a message. */
    void onDelivered(RunId run) {
        summaries.onDelivered(run);
    }

    /** Called when the process settles a message. */
    void onSettled(Settlement settlement) {
        delicateMoment();
    }

    @Override
    public void onStarted(RunEvent.Started event) {
        RunId runId = event.runId();
        requireAlive();
        if (!runId.equals(setting.world().runId())) {
            setting.checks().broken("I11", "a run that must be refused was started");
            throw new SimKilled();
        }
        streams.start(control(runId));
        setting.operator().onStarted(this);
    }

    @Override
    public void onQuarantined(GateEvent.Quarantined event) {
        requireAlive();
        SimLane lane = lane();
        if (lane != null && setting.options().hosts().durable()) {
            lane.onQuarantined(setting.world().place(event.eventId().value()));
        }
    }

    @Override
    public void onDeadLettered(GateEvent.DeadLettered event) {
        requireAlive();
        SimLane lane = lane();
        if (lane != null) {
            lane.onDeadLettered(setting.world().place(event.eventId().value()));
        }
    }

    @Override
    public void onFinished(StreamEvent.Finished event) {
        RunSummary summary = event.summary();
        requireAlive();
        setting.trace()
                .step(
                        Step.SUMMARY,
                        number,
                        SimTrace.code(summary.status()),
                        summary.events().settled());
        setting.trace().remark(summary.violations());
        audit.onRecord().onFinished(summary);
        summaries.onSummary(summary);
        boolean ofTheWorld = setting.world().runId().equals(summary.runId());
        boolean streamed =
                summary.status() == ReadyDisposition.COMPLETED || summary.status() == ReadyDisposition.HALTED;
        SimLane stream = lane();
        if (ofTheWorld && streamed && stream != null && !stream.ended()) {
            stream.onSummary(summary);
        }
        setting.onFinished(summary);
        delicateMoment();
    }

    @Override
    public void onStopped(RunEvent.Stopped event) {
        requireAlive();
        SimLane lane = lane();
        if (lane != null && event.runId().equals(setting.world().runId())) {
            lane.onStopped();
        }
        summaries.onStopped(event.runId());
        if (!closing) {
            setting.operator().onStopped(this);
        }
    }

    @Override
    public void onFailed(StreamEvent.Failed event) {
        if (alive) {
            setting.checks().broken("I13", "a defect of the engine: " + event.cause());
            throw new SimKilled();
        }
    }

    /** Called when the process saved a checkpoint. */
    void onSaved(RunId run, long epoch) {
        // Reading a record back dominates the cost of a step; every third one suffices.
        if (run.equals(setting.world().runId()) && saves++ % 3 == 0) {
            setting.ledger().entry(run).ifPresent(entry -> {
                setting.checks().onSaved(entry, epoch);
                audit.onRecord().onSaved(run, entry.state());
            });
        }
    }

    /** Resumes halted runs. */
    void resumeHalted() {
        if (!alive || closing) {
            return;
        }
        summaries.onResumeHalted();
        producer.resumeHalted();
        turnSoon();
    }

    /** Checks the invariants that must hold once the process is idle. */
    void checkAtRest() {
        summaries.checkAtRest();
        audit.onRecord().checkAtRest();
    }

    @Override
    public String toString() {
        return "process " + number + (alive ? "" : ", dead") + ", " + tasks + " tasks, runs "
                + producer.runs().stream().map(run -> run.progress().toString()).toList() + ", stream "
                + lane();
    }
}

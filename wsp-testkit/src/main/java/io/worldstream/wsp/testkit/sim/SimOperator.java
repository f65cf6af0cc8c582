package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.sim.SimTrace.Step;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The operator and the environment: starts hosts, gives commands, repairs stopped runs, and causes kills, freezes and
 * clock jumps. It acts only on reports of the hosts: a run that they forget stays forgotten. One thread.
 */
final class SimOperator {
    private static final List<BigDecimal> FACTORS =
            List.of(new BigDecimal("0.25"), new BigDecimal("0.5"), BigDecimal.ONE, BigDecimal.valueOf(4));
    private static final long LONGEST_WAIT_NANOS = 3_000_000_000L;
    private static final long LONGEST_FREEZE_NANOS = 30_000_000_000L;
    private static final long HOUR_NANOS = 3_600_000_000_000L;

    private final SimSetting setting;
    private final SimRates rates;
    private final List<SimHost> hosts = new ArrayList<>();
    private boolean conflictTold;
    private int noises;
    private int mending;

    SimOperator(SimSetting setting, SimRates rates) {
        this.setting = setting;
        this.rates = rates;
    }

    /** Starts the hosts and schedules all events. */
    void begin() {
        for (int number = 0; number < setting.options().hosts().count(); number++) {
            hosts.add(new SimHost(setting, number));
        }
        setting.time().at(rates.between(0, 200_000_000), this::announce);
        if (setting.options().input().refusedRun()) {
            SimWorld refused = setting.refused();
            setting.time()
                    .at(
                            rates.between(0, 400_000_000),
                            () -> setting.bus().publish(refused.messageId(), refused.runId(), refused.readyMessage()));
        }
        plan(SimFault.BUS_NOISE, this::makeNoise);
        plan(SimFault.CLOCK_JUMP, () -> any().clock().jump(rates.between(-HOUR_NANOS, HOUR_NANOS)));
        plan(
                SimFault.HOST_PAUSE,
                () -> any().current().freeze(setting.time().nowNanos() + spell(LONGEST_FREEZE_NANOS)));
        plan(SimFault.HOST_KILL, () -> any().kill());
        plan(SimFault.HOST_STOP, () -> any().restart());
        plan(SimFault.COMMAND_PAUSE, this::pauseTheRun);
        plan(
                SimFault.COMMAND_SPEED,
                () -> command(speed(rates, setting.options().pacing())));
        plan(SimFault.COMMAND_STEP, this::stepTheRun);
        plan(SimFault.COMMAND_DRAIN, this::drainTheRun);
        plan(SimFault.COMMAND_CAP, () -> command(cap(rates)));
        plan(
                SimFault.LEASE_REVOKED,
                () -> setting.lease().revoke(setting.world().runId()));
        plan(SimFault.CONTROL_BURST, () -> setting.senders().burst(hosts));
    }

    /** Returns whether nothing is left to do. */
    boolean idle() {
        return mending == 0 && hosts.stream().allMatch(SimHost::idle);
    }

    /** Checks the invariants that every host must satisfy once it is idle. */
    void checkAtRest() {
        hosts.forEach(host -> host.current().checkAtRest());
    }

    void onStarted(SimProcess process) {
        if (noises > 0 && !conflictTold) {
            conflictTold = true;
            String message = new String(setting.world().readyMessage(), StandardCharsets.UTF_8)
                    .replaceAll("\"facts_view_ref\":\"[^\"]*\"", "\"facts_view_ref\":\"elsewhere.json\"");
            setting.bus()
                    .tell(process.bus(), "conflict", setting.world().runId(), message.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Called when a run stops and reports why; the operator repairs the cause and resumes the run. */
    void onStopped(RunSummary summary) {
        if (summary.violations().stream().anyMatch(found -> found.code() == ReasonCode.READY_CONFLICT)) {
            return;
        }
        mending++;
        boolean halted = summary.status() == ReadyDisposition.HALTED;
        boolean corrupt = summary.reason() == ReasonCode.CHECKPOINT_CORRUPT;
        setting.time().after(spell(LONGEST_WAIT_NANOS), () -> mend(halted, corrupt));
    }

    /** Called when the operator finds the run halted. */
    void onFoundHalted() {
        mending++;
        setting.time().after(spell(LONGEST_WAIT_NANOS), () -> mend(true, false));
    }

    /** Called when a run ends because a command stopped it; the operator resumes it where it was stopped. */
    void onStopped(SimProcess process) {
        mending++;
        setting.time().after(spell(LONGEST_WAIT_NANOS), () -> {
            mending--;
            process.resumeHalted();
        });
    }

    private void mend(boolean halted, boolean corrupt) {
        SimHost host = any();
        if (!host.up() || (corrupt && !startOver())) {
            setting.time().after(LONGEST_WAIT_NANOS, () -> mend(halted, corrupt));
            return;
        }
        mending--;
        setting.trace().step(Step.OPERATOR, host.current().number(), halted ? 1 : 0, corrupt ? 1 : 0);
        if (!setting.options().hosts().durable()) {
            host.restart();
        } else if (halted && goesOn() && rates.below(2) == 0) {
            host.current().resumeHalted();
        } else {
            announce();
        }
    }

    /** Returns whether the run's saved record says that it can be resumed. */
    private boolean goesOn() {
        return setting.kept().filter(entry -> entry.state() != RunState.REFUSED).isPresent();
    }

    /** Restarts a run whose saved record is damaged, if nobody holds it. */
    private boolean startOver() {
        try {
            setting.ledger().restart(setting.world().runId());
            return true;
        } catch (WspException e) {
            return false;
        }
    }

    private void announce() {
        setting.bus()
                .publish(
                        setting.world().messageId(),
                        setting.world().runId(),
                        setting.world().readyMessage());
    }

    private SimHost any() {
        return hosts.get(rates.below(hosts.size()));
    }

    private void plan(SimFault fault, Runnable what) {
        for (int i = 0; i < setting.options().faults().rate(fault); i++) {
            setting.time().at(rates.between(0, setting.options().faults().untilNanos()), what);
        }
    }

    private void makeNoise() {
        noises++;
        String foreign = "{\"topic\":\"fp.bus.other.v1\",\"message_id\":\"m\",\"payload\":{}}";
        String text = rates.below(2) == 0 ? foreign : "{\"topic\":";
        setting.bus().publish("noise", null, text.getBytes(StandardCharsets.UTF_8));
    }

    private void pauseTheRun() {
        command(new ControlAction.Pause());
        setting.time().after(spell(LONGEST_WAIT_NANOS), this::resumeTheRun);
    }

    private void stepTheRun() {
        command(new ControlAction.Pause());
        int times = 1 + rates.below(3);
        for (int i = 0; i < times; i++) {
            int events = 1 + rates.below(5);
            setting.time().after(spell(LONGEST_WAIT_NANOS), () -> command(new ControlAction.Step(events)));
        }
        setting.time().after(spell(LONGEST_WAIT_NANOS), this::resumeTheRun);
    }

    private void drainTheRun() {
        command(new ControlAction.Drain());
        setting.time().after(spell(LONGEST_WAIT_NANOS), this::resumeTheRun);
    }

    /** Resumes the run, again and again as long as that cannot be recorded. */
    private void resumeTheRun() {
        command(new ControlAction.Resume(), () -> setting.time().after(spell(LONGEST_WAIT_NANOS), this::resumeTheRun));
    }

    /** Draws a rate cap, or none. */
    static ControlAction cap(SimRates rates) {
        return new ControlAction.Cap(rates.below(2) == 0 ? null : BigDecimal.valueOf(20 + rates.below(2_000)));
    }

    /** Draws a speed around the usual one. */
    static ControlAction speed(SimRates rates, SimOptions.Pacing pacing) {
        if (rates.below(5) == 0) {
            return new ControlAction.Speed(Speedup.MAX.toString());
        }
        Speedup usual = pacing.speed();
        BigDecimal factor = usual.isMax() ? BigDecimal.ONE : new BigDecimal(usual.billionths()).movePointLeft(9);
        return new ControlAction.Speed(Speedup.of(factor.multiply(FACTORS.get(rates.below(FACTORS.size())))
                        .setScale(9, RoundingMode.HALF_UP)
                        .max(new BigDecimal("0.000001"))
                        .toPlainString())
                .toString());
    }

    /** Gives a command that has its meaning only if the host answers that it is in effect. */
    private void command(ControlAction action) {
        command(action, () -> {});
    }

    private void command(ControlAction action, Runnable unrecorded) {
        for (SimHost host : hosts) {
            setting.trace().step(Step.COMMAND, host.current().number(), 0, 0);
            host.current().command(setting.world().runId(), action, unrecorded);
        }
    }

    private long spell(long most) {
        return rates.spread(1_000_000, most);
    }

    @Override
    public String toString() {
        return "repairs pending " + mending + ", hosts "
                + hosts.stream().map(host -> host.current().toString()).toList();
    }
}

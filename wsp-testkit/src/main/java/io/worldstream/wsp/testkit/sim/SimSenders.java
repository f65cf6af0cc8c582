package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The senders of control commands, honest and hostile ones, in bursts: at any time, and when a host starts, freezes or
 * closes. Each run that they hold is resumed later. One thread.
 */
final class SimSenders {
    private static final long LONGEST_WAIT_NANOS = 3_000_000_000L;
    private static final String HONEST = "ada";
    private static final String HOSTILE = "mallory";

    private final SimSetting setting;
    private final SimRates rates;
    private final boolean drawn;
    /** Commands that were sent to any host. */
    private final List<ControlCommand> sent = new ArrayList<>();

    private List<SimHost> hosts = List.of();
    private int keys;

    SimSenders(SimSetting setting, SimRates rates) {
        this.setting = setting;
        this.rates = rates;
        drawn = setting.options().faults().rate(SimFault.CONTROL_BURST) > 0;
    }

    /** Sends a burst of requests to the given hosts. */
    void burst(List<SimHost> to) {
        hosts = to;
        for (int i = 3 + rates.below(10); i > 0; i--) {
            setting.time().after(rates.spread(1_000, LONGEST_WAIT_NANOS), () -> request(any()));
        }
    }

    /** Called when something happens to a host that commands could get between. */
    void onTrouble(SimHost host) {
        if (drawn && rates.faulty() && !hosts.isEmpty() && rates.below(2) == 0) {
            for (int i = rates.below(3); i >= 0; i--) {
                setting.time().after(rates.spread(1_000, 100_000_000), () -> request(host));
            }
        }
    }

    /** Called when a process is about to close: what is sent now waits in its queue then. */
    void onClosing(SimProcess process) {
        if (drawn && rates.faulty()) {
            process.control().send(command(honest()), answer -> {});
            if (!sent.isEmpty()) {
                process.control().send(earlier(), answer -> {});
            }
        }
    }

    private SimHost any() {
        return hosts.get(rates.below(hosts.size()));
    }

    private void request(SimHost host) {
        if (!rates.faulty()) {
            return;
        }
        SimControl source = host.current().control();
        switch (rates.below(14)) {
            case 0 -> source.refuse(HOSTILE, ReasonCode.CONTROL_NOT_AUTHORISED, HOSTILE + " may not control runs here");
            case 1 -> malformed(source);
            case 2 -> send(host, command(invalid()));
            case 3 -> send(host, new ControlCommand(key(), elsewhere(), honest(), HONEST, "user 1", "a mistake"));
            case 4 -> everywhere();
            case 5, 6 -> again(host);
            case 7 -> reuse(host);
            case 8 -> {
                ControlCommand twice = command(honest());
                send(host, twice);
                send(host, twice);
            }
            default -> send(host, command(honest()));
        }
    }

    /** A request of which no command can be made. */
    private void malformed(SimControl source) {
        String reason = rates.below(2) == 0 ? "x".repeat(ControlCommand.MOST_REASON + 1) : "a\nb";
        try {
            ControlCommand made =
                    new ControlCommand(key(), setting.world().runId(), honest(), HONEST, "user 1", reason);
            setting.checks().broken("CTL", "a malformed command was made: " + made);
        } catch (IllegalArgumentException e) {
            source.refuse(HONEST, ReasonCode.CONTROL_INVALID, String.valueOf(e.getMessage()));
        }
    }

    private ControlAction invalid() {
        return switch (rates.below(4)) {
            case 0 -> new ControlAction.Speed("fast");
            case 1 -> new ControlAction.Speed("0");
            case 2 -> new ControlAction.Cap(BigDecimal.valueOf(-1));
            default -> new ControlAction.Step(rates.below(2) * (ControlAction.MOST_STEP_EVENTS + 1L));
        };
    }

    /** Sends one command to each host; the run is elsewhere for all but one of them. */
    private void everywhere() {
        ControlCommand command = command(honest());
        hosts.forEach(host -> send(host, command));
    }

    private void again(SimHost host) {
        if (!sent.isEmpty()) {
            send(host, earlier());
        }
    }

    /** Sends another command with a key that was used before. */
    private void reuse(SimHost host) {
        if (!sent.isEmpty()) {
            ControlCommand earlier = earlier();
            boolean other = rates.below(2) == 0;
            send(
                    host,
                    new ControlCommand(
                            earlier.key(),
                            rates.below(4) == 0 ? elsewhere() : earlier.runId(),
                            other ? honest() : earlier.action(),
                            other ? earlier.actor() : HOSTILE,
                            "user 1",
                            "a replay"));
        }
    }

    private ControlCommand earlier() {
        return sent.get(rates.below(sent.size()));
    }

    private RunId elsewhere() {
        return rates.below(2) == 0 ? setting.refused().runId() : new RunId("f".repeat(32));
    }

    private ControlAction honest() {
        return switch (rates.below(8)) {
            case 0, 1 -> new ControlAction.Pause();
            case 2 -> new ControlAction.Drain();
            case 3 -> SimOperator.speed(rates, setting.options().pacing());
            case 4 -> SimOperator.cap(rates);
            case 5, 6 -> new ControlAction.Step(1 + rates.below(5));
            default -> rates.below(3) == 0 ? new ControlAction.Stop() : new ControlAction.Resume();
        };
    }

    private String key() {
        return "key " + ++keys;
    }

    private ControlCommand command(ControlAction action) {
        return new ControlCommand(key(), setting.world().runId(), action, HONEST, "user 1", "a drill");
    }

    private void send(SimHost host, ControlCommand command) {
        sent.add(command);
        host.current().control().send(command, answer -> {});
        if (command.action() instanceof ControlAction.Pause || command.action() instanceof ControlAction.Drain) {
            resumeSoon(host);
        }
    }

    /** Resumes the run at a host after a while, again and again as long as that cannot be recorded. */
    private void resumeSoon(SimHost host) {
        setting.time()
                .after(
                        rates.spread(1_000_000, LONGEST_WAIT_NANOS),
                        () -> host.current().control().send(command(new ControlAction.Resume()), answer -> {
                            if (answer instanceof ControlAnswer.Refused refused && SimControl.isUnrecorded(refused)) {
                                resumeSoon(host);
                            }
                        }));
    }
}

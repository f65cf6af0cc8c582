package io.worldstream.wsp.testkit.sim;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One machine: a clock and a sequence of processes. One thread. */
final class SimHost {
    private static final long LONGEST_OUTAGE_NANOS = 3_000_000_000L;
    private static final long LOOK_AGAIN_NANOS = 10_000_000L;

    private final SimSetting setting;
    private final SimRates rates;
    private final SimClock clock;
    private @Nullable SimProcess process;
    private boolean startPlanned;

    SimHost(SimSetting setting, int number) {
        this.setting = setting;
        rates = setting.rates("host " + number);
        long nearTheWrap = Long.MAX_VALUE - rates.spread(1_000_000, 100_000_000_000L);
        clock = new SimClock(setting.time(), rates.below(4) == 0 ? nearTheWrap : rates.below(1_000));
        start();
    }

    SimProcess current() {
        return Objects.requireNonNull(process, "a host has a process from its start on");
    }

    SimClock clock() {
        return clock;
    }

    /** Returns whether the host's process is running and idle. */
    boolean idle() {
        return !startPlanned && current().alive() && current().idle();
    }

    /** Returns whether the host has a process that accepts commands. */
    boolean up() {
        return !startPlanned && current().alive();
    }

    void kill() {
        current().kill();
        onKilled(current());
    }

    /** Starts another process after one was killed. */
    void onKilled(SimProcess killed) {
        if (killed == process && !startPlanned) {
            startPlanned = true;
            setting.time().after(rates.spread(1_000_000, LONGEST_OUTAGE_NANOS), this::start);
        }
    }

    /** Closes the process cleanly and starts another. */
    void restart() {
        if (up()) {
            startPlanned = true;
            SimProcess old = current();
            old.close();
            setting.time().after(LOOK_AGAIN_NANOS, () -> startOnceEnded(old));
        }
    }

    private void startOnceEnded(SimProcess old) {
        if (old.alive() && !old.ended()) {
            setting.time().after(LOOK_AGAIN_NANOS, () -> startOnceEnded(old));
        } else {
            old.kill();
            start();
        }
    }

    private void start() {
        startPlanned = false;
        process = setting.start(this);
    }
}

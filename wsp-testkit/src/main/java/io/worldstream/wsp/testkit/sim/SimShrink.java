package io.worldstream.wsp.testkit.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Shrinks a schedule that breaks an invariant: fewer kinds of faults, faults that end earlier, fewer events, a plainer
 * policy, as long as the same invariant breaks. One thread.
 */
final class SimShrink {
    private static final int LEAST_EVENTS = 4;

    private final Simulation failing;
    private final String invariant;

    private SimShrink(Simulation failing, String invariant) {
        this.failing = failing;
        this.invariant = invariant;
    }

    /** Returns the simplest schedule found, or the original one if none is simpler. */
    static SimResult shrink(Simulation failing, SimResult found) {
        return new SimShrink(failing, found.violations().get(0).invariant()).shrink(found);
    }

    private SimResult shrink(SimResult found) {
        SimResult least = found;
        boolean simpler = true;
        while (simpler) {
            simpler = false;
            for (SimOptions candidate : simplerThan(least.options())) {
                SimResult result = failing.under(candidate).run();
                if (!result.sound() && result.violations().get(0).invariant().equals(invariant)) {
                    least = result;
                    simpler = true;
                    break;
                }
            }
        }
        return least;
    }

    private static List<SimOptions> simplerThan(SimOptions options) {
        List<SimOptions> simpler = new ArrayList<>();
        options.faults().rates().keySet().forEach(fault -> simpler.add(options.with(fault.key(), 0)));
        int events = options.input().events();
        if (events > LEAST_EVENTS) {
            simpler.add(options.with("events", Math.max(events / 2, LEAST_EVENTS)));
            simpler.add(options.with("events", events - 1));
        }
        long faultsUntil = options.faults().untilMillis();
        if (!options.faults().rates().isEmpty() && faultsUntil > 0) {
            simpler.add(options.with("faults-until-ms", faultsUntil / 2));
            simpler.add(options.with("faults-until-ms", faultsUntil * 9 / 10));
        }
        if (options.push().window() > 1) {
            simpler.add(options.with("window", options.push().window() - 1));
        }
        if (options.input().refusedRun()) {
            simpler.add(options.with("refused", false));
        }
        return simpler;
    }
}

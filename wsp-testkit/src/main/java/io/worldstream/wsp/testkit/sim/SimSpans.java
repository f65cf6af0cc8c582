package io.worldstream.wsp.testkit.sim;

/** Time spans in which a fault lasts, drawn in advance. One thread. */
final class SimSpans {
    private final SimScheduler time;
    private final long[] from;
    private final long[] until;

    /** @param fault the fault, whose rate is the number of spans */
    SimSpans(SimScheduler time, SimOptions.Faults faults, SimFault fault, SimRates rates) {
        this.time = time;
        int spans = faults.rate(fault);
        long end = faults.untilNanos();
        from = new long[spans];
        until = new long[spans];
        for (int i = 0; i < spans; i++) {
            from[i] = rates.between(0, end);
            until[i] = Math.min(from[i] + rates.spread(1_000_000, Math.max(end, 2_000_000)), end);
        }
    }

    /** Returns whether the fault is active now. */
    boolean now() {
        long now = time.nowNanos();
        for (int i = 0; i < from.length; i++) {
            if (from[i] <= now && now < until[i]) {
                return true;
            }
        }
        return false;
    }
}

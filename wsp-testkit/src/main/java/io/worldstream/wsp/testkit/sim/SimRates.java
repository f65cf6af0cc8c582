package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.testkit.internal.SplitMix;

/**
 * Draws whether a fault happens, during the time of faults. Each part of a simulation has its own instance, so that
 * removing a fault in one part does not change the draws of the others. One thread.
 */
final class SimRates {
    private final SimScheduler time;
    private final SimOptions.Faults faults;
    private final SplitMix random;

    /** @param part the part that draws */
    SimRates(SimScheduler time, SimOptions.Faults faults, long seed, String part) {
        this.time = time;
        this.faults = faults;
        random = new SplitMix(seed ^ SplitMix.mix(part.hashCode()));
    }

    /** Returns whether the time of faults has not ended. */
    boolean faulty() {
        return time.nowNanos() < faults.untilNanos();
    }

    /** Returns whether this fault happens now. */
    boolean hits(SimFault fault) {
        int rate = faults.rate(fault);
        return rate > 0 && faulty() && random.chance(rate);
    }

    /** Returns a number from 0 to {@code bound - 1}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Returns a number between two bounds, both inclusive. */
    long between(long least, long most) {
        return least + Long.remainderUnsigned(random.nextLong(), most - least + 1);
    }

    /** Returns a duration between two bounds, with each order of magnitude equally likely. */
    long spread(long leastNanos, long mostNanos) {
        int magnitudes = 64 - Long.numberOfLeadingZeros(mostNanos / leastNanos);
        long floor = leastNanos << below(magnitudes);
        return Math.min(floor + between(0, floor - 1), mostNanos);
    }
}

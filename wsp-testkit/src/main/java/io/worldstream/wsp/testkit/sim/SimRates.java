package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.testkit.internal.SplitMix;

/**
 * Draws whether a fault happens, while faults happen at all. Each part of a simulation has one of its own, so that a fault
 * less in one part leaves the draws of the others as they were. One thread.
 */
final class SimRates {
    private final SimScheduler time;
    private final SimOptions options;
    private final SplitMix random;

    /** @param part whose draws these are */
    SimRates(SimScheduler time, SimOptions options, long seed, String part) {
        this.time = time;
        this.options = options;
        random = new SplitMix(seed ^ SplitMix.mix(part.hashCode()));
    }

    /** Whether faults happen still. */
    boolean faulty() {
        return time.nowNanos() < options.faultsUntilNanos();
    }

    /** Whether this fault happens now. */
    boolean hits(SimFault fault) {
        int rate = options.rate(fault);
        return rate > 0 && faulty() && random.chance(rate);
    }

    /** A number from 0 to bound - 1. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** A number between two, both included. */
    long between(long least, long most) {
        return least + Long.remainderUnsigned(random.nextLong(), most - least + 1);
    }

    /** A duration between two, each order of magnitude as likely as the others. */
    long spread(long leastNanos, long mostNanos) {
        int magnitudes = 64 - Long.numberOfLeadingZeros(mostNanos / leastNanos);
        long floor = leastNanos << below(magnitudes);
        return Math.min(floor + between(0, floor - 1), mostNanos);
    }
}

package io.worldstream.wsp.testkit.world;

/** SplitMix64: numbers that follow from a seed alone, on every JDK and for ever. One thread. */
final class SplitMix {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    SplitMix(long seed) {
        state = seed;
    }

    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    /** A number from 0 to bound - 1; the bias is far below what a world shows. */
    int nextInt(int bound) {
        return (int) Long.remainderUnsigned(nextLong(), bound);
    }

    /** True in so many of a thousand cases. */
    boolean chance(int perMille) {
        return nextInt(1000) < perMille;
    }
}

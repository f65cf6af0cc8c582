package io.worldstream.wsp.testkit.internal;

/** SplitMix64: numbers that depend only on the seed, on every JDK and permanently. For one thread. */
public final class SplitMix {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public SplitMix(long seed) {
        state = seed;
    }

    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    public long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    /** Returns a number from 0 to {@code bound - 1}; the bias is far below anything that a world shows. */
    public int nextInt(int bound) {
        return (int) Long.remainderUnsigned(nextLong(), bound);
    }

    /** Returns true with a probability of {@code perMille} in a thousand. */
    public boolean chance(int perMille) {
        return nextInt(1000) < perMille;
    }
}

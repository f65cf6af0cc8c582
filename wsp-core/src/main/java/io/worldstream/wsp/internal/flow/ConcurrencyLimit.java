package io.worldstream.wsp.internal.flow;

/**
 * How many envelopes may be at the gate at once. Not always a whole number: with 2.5 there are up to three, spaced so that
 * there are two and a half on average; with 0.5, one half of the time. One that is large is not spaced. No clock; only
 * differences of times mean anything. One thread.
 */
final class ConcurrencyLimit {
    private static final double FIRST = 4;
    /** From here on the next whole number is close enough. */
    private static final double LEAST_UNSPACED = 8;
    /** Envelopes by which spacing may lag behind, and catch up: answers take more or less time. */
    private static final int CATCH_UP = 4;
    /** Below one a second the gate is as good as away, and backoff sees to that. */
    private static final long LONGEST_INTERVAL_NANOS = 1_000_000_000L;
    /** A clock that is stepped or coarse sees no time pass. */
    private static final double LEAST_LATENCY_NANOS = 100_000;

    private static final int LATENCIES = 64;

    private final int ceiling;
    private double size;
    private double latencyNanos;
    private int latencies;
    private boolean spaced;
    private long nextNanos;
    private boolean heldBack;

    /** @param ceiling the most, from 1 on */
    ConcurrencyLimit(int ceiling) {
        this.ceiling = ceiling;
        size = Math.min(ceiling, FIRST);
    }

    /** Envelopes that may be at the gate at once, above 0. */
    double size() {
        return size;
    }

    /** The least whole number of envelopes that is not below the size, from 1 to the ceiling. */
    int window() {
        return (int) Math.min(Math.ceil(size), ceiling);
    }

    /** Changes the size to one that is not below one envelope a second, and not above the ceiling. */
    void resize(double envelopes) {
        size = Math.min(Math.max(envelopes, latency() / LONGEST_INTERVAL_NANOS), ceiling);
    }

    /** Drops the credit for catching up: the next one leaves in its turn. */
    void spaceAnew(long nowNanos) {
        spaced = isSpaced();
        nextNanos = nowNanos + interval();
    }

    /** Nanoseconds until one may leave as far as spacing goes; asked only if there is one that could. */
    long nanosToNext(long nowNanos) {
        long left = spaced ? Math.max(nextNanos - nowNanos, 0) : 0;
        heldBack |= left > 0;
        return left;
    }

    void onSend(long nowNanos) {
        if (!isSpaced()) {
            spaced = false;
            return;
        }
        long interval = interval();
        long earliest = nowNanos - interval * Math.max(window() - 1, CATCH_UP);
        nextNanos = (spaced && nextNanos - earliest > 0 ? nextNanos : earliest) + interval;
        spaced = true;
    }

    private boolean isSpaced() {
        return size < LEAST_UNSPACED && size < window() && latencies > 0;
    }

    private long interval() {
        return (long) Math.min(latency() / size, LONGEST_INTERVAL_NANOS);
    }

    private double latency() {
        return Math.max(latencyNanos, LEAST_LATENCY_NANOS);
    }

    /** Takes in how long an answer took. */
    void onLatency(long nanos) {
        latencies = Math.min(latencies + 1, LATENCIES);
        latencyNanos += (Math.max(nanos, 0) - latencyNanos) / latencies;
    }

    /**
     * Whether it held the stream back since this was last asked; if not, nothing is known of a larger one.
     *
     * @param atGate envelopes at the gate
     */
    boolean isUsed(int atGate) {
        boolean used = size < 1 ? heldBack : 2 * atGate >= size;
        heldBack = false;
        return used;
    }

    /** The size at which so many answers come in so much time, or the present one if that is less, or after less than a second. */
    double sizeFor(int answers, long nanos) {
        return nanos < CutTrial.SECOND_NANOS ? size : Math.min(size, answers * latency() / nanos);
    }
}

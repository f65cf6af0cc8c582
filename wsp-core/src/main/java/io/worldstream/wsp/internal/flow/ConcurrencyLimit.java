package io.worldstream.wsp.internal.flow;

/**
 * The limit on envelopes at the gate. It need not be a whole number: a limit of 2.5 allows up to three envelopes,
 * spaced so that the average is two and a half; a limit of 0.5 allows one for half of the time. Large limits are not
 * spaced. Has no clock and uses only differences between the times that it receives. Confined to one thread.
 */
final class ConcurrencyLimit {
    private static final double FIRST = 4;
    /** Minimum size at which rounding up is precise enough without spacing. */
    private static final double LEAST_UNSPACED = 8;
    /** Minimum number of envelopes by which spacing may lag and catch up, because latency varies. */
    private static final int CATCH_UP = 4;
    /** Maximum interval; below one envelope a second the gate is as good as unreachable, and backoff takes over. */
    private static final long LONGEST_INTERVAL_NANOS = 1_000_000_000L;
    /** Minimum latency to assume, because a stepped or coarse clock may measure none. */
    private static final double LEAST_LATENCY_NANOS = 100_000;

    private static final int LATENCIES = 64;

    private final int ceiling;
    private double size;
    private double latencyNanos;
    private int latencies;
    private boolean spaced;
    private long nextNanos;
    private boolean heldBack;

    /** @param ceiling the maximum size, at least 1 */
    ConcurrencyLimit(int ceiling) {
        this.ceiling = ceiling;
        size = Math.min(ceiling, FIRST);
    }

    /** Returns the number of envelopes that may be at the gate; positive. */
    double size() {
        return size;
    }

    /** Returns the size rounded up to a whole number of envelopes, from 1 to the ceiling. */
    int window() {
        return (int) Math.min(Math.ceil(size), ceiling);
    }

    /** Changes the size, bounded below by one envelope a second and above by the ceiling. */
    void resize(double envelopes) {
        size = Math.min(Math.max(envelopes, latency() / LONGEST_INTERVAL_NANOS), ceiling);
    }

    /** Restarts spacing and drops the credit for catching up: the next envelope leaves one interval from now. */
    void spaceAnew(long nowNanos) {
        spaced = isSpaced();
        nextNanos = nowNanos + interval();
    }

    /**
     * Returns the nanoseconds until spacing lets an envelope leave. Call it only if one could leave: a wait counts as
     * use of the limit.
     */
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

    /** Adds the latency of an answer to the moving average. */
    void onLatency(long nanos) {
        latencies = Math.min(latencies + 1, LATENCIES);
        latencyNanos += (Math.max(nanos, 0) - latencyNanos) / latencies;
    }

    /**
     * Returns whether the limit has held the stream back since the previous call. If it has not, a larger
     * limit is untested.
     *
     * @param atGate the number of envelopes at the gate
     */
    boolean isUsed(int atGate) {
        boolean used = size < 1 ? heldBack : 2 * atGate >= size;
        heldBack = false;
        return used;
    }

    /**
     * Returns the size at which the given number of answers arrives in the given time, but at most the current size.
     * Returns the current size if less than a second has passed.
     */
    double sizeFor(int answers, long nanos) {
        return nanos < CutTrial.SECOND_NANOS ? size : Math.min(size, answers * latency() / nanos);
    }
}

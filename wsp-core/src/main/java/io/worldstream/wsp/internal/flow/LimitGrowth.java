package io.worldstream.wsp.internal.flow;

/**
 * Growth curve of a limit that is in use. The limit doubles per round up to a target, which is unknown at first, and
 * rests there. It then grows further: slowly near the size at which it rested, and faster the longer nothing is
 * refused. Has no clock and uses only differences between the times that it receives. Confined to one thread.
 */
final class LimitGrowth {
    /** An unknown target. */
    static final double UNKNOWN = Double.MAX_VALUE;
    /** Minimum growth per round, however short the round is. */
    private static final double STEP = 0.01;

    static final int LEAST_OF_A_ROUND = 16;
    /** Coefficient of the cube of the seconds: 8 % more after two seconds, three times the size after six. */
    private static final double CUBIC = 0.01;
    /** Maximum time to count between two receipts: a stream with nothing to send has not tested the limit. */
    private static final long LONGEST_GAP_NANOS = 1_000_000_000L;
    /**
     * Factor from the previous rest, or from the silence if longer, to the next rest; silences then cost little time.
     */
    private static final int GROWTH_OF_REST = 3;

    /** Maximum ratio of a rest to its silence. */
    private static final int MOST_OF_REST = 25;

    private double target = UNKNOWN;
    /** Set if slow answers, which may have another cause than the limit, ended the doubling. */
    private boolean provisional;

    private long rest;
    private long restAfter;
    private long silenceEndNanos;
    private long silenceRestNanos;
    /** The size at which growth past the target began; 0 before that. */
    private double from;

    private long lastNanos;
    private double seconds;

    /** Returns whether the target is unknown. */
    boolean isUnbounded() {
        return target == UNKNOWN;
    }

    /** Returns whether a size is still below the target. */
    boolean isDoubling(double size) {
        return size < target;
    }

    /** Returns whether the limit rests for a number of receipts. */
    boolean isResting() {
        return rest > 0;
    }

    /** Ends doubling at a size if the target is unknown, until {@link #unbound()}. */
    void bound(double size) {
        if (isUnbounded()) {
            target = size;
            provisional = true;
        }
    }

    /** Resumes the doubling that {@link #bound} ended; does nothing if the target has another source. */
    void unbound() {
        if (provisional) {
            target = UNKNOWN;
            provisional = false;
            from = 0;
        }
    }

    /** Doubles from a size to a larger target, if it is larger, and then rests for the given number of receipts. */
    void start(double size, double target, long receipts) {
        this.target = target;
        provisional = false;
        restAfter = receipts;
        rest = size < target ? 0 : receipts;
        from = 0;
    }

    /**
     * Rests after a silence. A rest is three times the previous one, or three times the silence if that is longer, but
     * at most 25 times the silence. It starts short, because the first limits found are rough.
     */
    void restAfterSilence(long nowNanos, long nanos) {
        silenceEndNanos = nowNanos + nanos;
        silenceRestNanos = Math.min(GROWTH_OF_REST * Math.max(silenceRestNanos, nanos), MOST_OF_REST * nanos);
    }

    /** Returns whether the limit rests after a silence. */
    boolean isRestingAfterSilence(long nowNanos) {
        return silenceRestNanos > 0 && nowNanos - silenceEndNanos < silenceRestNanos;
    }

    /**
     * Returns the size after one more receipt.
     *
     * @param suspicious whether the limit already appears too large
     */
    double onReceipt(double size, boolean suspicious, long nowNanos) {
        if (isDoubling(size)) {
            double doubled = Math.min(size + Math.min(size, 1), target);
            rest = doubled < target ? 0 : restAfter;
            return doubled;
        }
        if (rest > 0 || isRestingAfterSilence(nowNanos)) {
            rest--;
            return size;
        }
        if (from == 0) {
            from = size;
            seconds = 0;
            lastNanos = nowNanos;
        }
        double gap = Math.min(nowNanos - lastNanos, LONGEST_GAP_NANOS) / 1e9;
        lastNanos = nowNanos;
        if (suspicious) {
            return size;
        }
        seconds += gap;
        double stepped = size * (1 + STEP / Math.max(size, LEAST_OF_A_ROUND));
        return Math.max(stepped, from * (1 + CUBIC * seconds * seconds * seconds));
    }
}

package io.worldstream.wsp.internal.flow;

/**
 * How a limit grows while it is used. It doubles per round up to a target, at first one that is not known; rests there; and
 * grows on, slowly around where it rested and ever faster the longer nothing is refused. No clock; only differences of times
 * mean anything. One thread.
 */
final class LimitGrowth {
    /** A target that is not known. */
    static final double UNKNOWN = Double.MAX_VALUE;
    /** Per round, however short it is. */
    private static final double STEP = 0.01;

    static final int LEAST_OF_A_ROUND = 16;
    /** Times the cube of the seconds: 8 % more after two seconds, three times as much after six. */
    private static final double CUBIC = 0.01;
    /** So much time passes between two receipts at most: a stream that had nothing to send has not tried anything. */
    private static final long LONGEST_GAP_NANOS = 1_000_000_000L;
    /** Of the rest after a silence, to the one before, and to the silence: a few percent of the time are lost to it. */
    private static final int GROWTH_OF_REST = 3;

    private static final int MOST_OF_REST = 25;

    private double target = UNKNOWN;
    private long rest;
    private long restAfter;
    private long silenceEndNanos;
    private long silenceRestNanos;
    /** Where growing on began; 0 before that. */
    private double from;

    private long lastNanos;
    private double seconds;

    /** Whether the target is not known yet. */
    boolean isUnbounded() {
        return target == UNKNOWN;
    }

    /** Whether a size is on its way to the target. */
    boolean isDoubling(double size) {
        return size < target;
    }

    /** Whether the limit stays where it is, as far as receipts go. */
    boolean isResting() {
        return rest > 0;
    }

    /** If it doubles with no target, it does so no more. */
    void bound(double size) {
        target = isUnbounded() ? size : target;
    }

    /** Doubles from a size to a target, if that is more, and rests there for so many receipts. */
    void start(double size, double target, long receipts) {
        this.target = target;
        restAfter = receipts;
        rest = size < target ? 0 : receipts;
        from = 0;
    }

    /** Rests after a silence; longer the longer the silence is, but not so at once: the first limits that are found are rough. */
    void restAfterSilence(long nowNanos, long nanos) {
        silenceEndNanos = nowNanos + nanos;
        silenceRestNanos = Math.min(GROWTH_OF_REST * Math.max(silenceRestNanos, nanos), MOST_OF_REST * nanos);
    }

    /** Whether it rests after a silence. */
    boolean isRestingAfterSilence(long nowNanos) {
        return silenceRestNanos > 0 && nowNanos - silenceEndNanos < silenceRestNanos;
    }

    /**
     * The size after one more receipt.
     *
     * @param suspicious whether it looks as if the limit were too large already
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

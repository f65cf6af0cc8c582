package io.worldstream.wsp.internal.flow;

/**
 * Detects answers that take clearly longer than they recently did. Compares the means of rounds, because the fastest
 * single answer is far below the usual latency. Has no clock and uses only differences between the times that it
 * receives. Confined to one thread.
 */
final class LatencyTrend {
    /** Minimum answers in a round; the mean of fewer says little. */
    private static final int LEAST_OF_A_ROUND = 16;
    /** Factor on the usual latency; at twice the usual, half of the envelopes in flight only wait. */
    private static final double SWOLLEN = 2;
    /** Factor on the usual latency up to which it is back; a gate that queues stays near twice the usual. */
    private static final double RECEDED = 1.5;
    /** Minimum time for which the smallest mean counts; the maximum is twice as long. */
    private static final long SPAN_NANOS = 20_000_000_000L;

    private static final double NONE = Double.MAX_VALUE;

    private long sum;
    private int count;
    private int length;
    private double floor = NONE;
    private double floorOfSpan = NONE;
    private boolean started;
    private long spanNanos;
    private boolean swollen;
    /** The floor when the latency last began to swell: the floor itself may follow a latency that stays high. */
    private double floorBefore = NONE;

    private boolean receded;

    /** Adds the latency of one answer. A round has as many answers as the window, but at least 16. */
    void add(long latencyNanos, long nowNanos, int window) {
        if (count == 0) {
            // Fixed at the start of the round, which would never end if its length grew with a doubling window.
            length = Math.max(window, LEAST_OF_A_ROUND);
        }
        sum += latencyNanos;
        count++;
        if (count >= length) {
            onRound((double) sum / count, nowNanos);
            sum = 0;
            count = 0;
        }
    }

    private void onRound(double mean, long nowNanos) {
        if (!started || nowNanos - spanNanos > SPAN_NANOS) {
            // A swollen latency is not the usual one: keep the old floor until it recedes.
            floor = started && !swollen ? floorOfSpan : Math.min(floor, floorOfSpan);
            floorOfSpan = NONE;
            started = true;
            spanNanos = nowNanos;
        }
        floorOfSpan = Math.min(floorOfSpan, mean);
        floor = Math.min(floor, mean);
        boolean slow = mean > SWOLLEN * floor;
        if (slow && !swollen) {
            floorBefore = floor;
        }
        swollen = slow;
        receded = floorBefore != NONE && mean <= RECEDED * floorBefore;
    }

    /** Returns whether the last round took clearly longer than the fastest recent one. */
    boolean swollen() {
        return swollen;
    }

    /** Returns whether the last round was nearly as fast again as rounds were before the latency last swelled. */
    boolean receded() {
        return receded;
    }
}

package io.worldstream.wsp.internal.flow;

/**
 * Whether answers take clearly longer than they lately did. Compares means of rounds, not single answers, whose least is far
 * below what is usual. No clock; only differences of times mean anything. One thread.
 */
final class LatencyTrend {
    /** A mean of fewer says little. */
    private static final int LEAST_OF_A_ROUND = 16;
    /** With twice the usual latency half of what is out only waits. */
    private static final double SWOLLEN = 2;
    /** How long the least mean counts, at least; at most twice as long. */
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

    /** Takes the latency of one answer; a round has as many as the window, or more. */
    void add(long latencyNanos, long nowNanos, int window) {
        if (count == 0) {
            // As long as the window is at its start: one that doubles meanwhile would never come to an end.
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
            // What is swollen now is not what is usual: the old floor holds until it is not.
            floor = started && !swollen ? floorOfSpan : Math.min(floor, floorOfSpan);
            floorOfSpan = NONE;
            started = true;
            spanNanos = nowNanos;
        }
        floorOfSpan = Math.min(floorOfSpan, mean);
        floor = Math.min(floor, mean);
        swollen = mean > SWOLLEN * floor;
    }

    /** Whether the last round took clearly longer than the least of late. */
    boolean swollen() {
        return swollen;
    }
}

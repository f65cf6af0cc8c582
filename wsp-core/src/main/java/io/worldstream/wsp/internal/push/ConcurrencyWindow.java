package io.worldstream.wsp.internal.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many envelopes may be at the gate at once. It doubles per round until something fails or answers take clearly longer
 * than they lately did; from then on it grows by a step per round, a step that is small after a failure and grows with each
 * round without one. A failure halves it, at most once per round: what left before the last halving says nothing about the
 * window since. It then doubles back to near where it failed, and rests there before it grows on. No clock; only differences
 * of times mean anything. One thread.
 */
final class ConcurrencyWindow {
    private static final int FIRST = 4;
    /** Where doubling ends after a halving, as a share of what was too much. */
    private static final double NEAR_THE_LIMIT = 0.97;

    private static final double FIRST_STEP = 0.25;
    private static final double STEP_GROWTH = 1.25;
    /** Receipts of a rest: finding the limit again costs a failure or more. */
    private static final int LEAST_REST = 60;

    private static final int REST_IN_ROUNDS = 4;

    private final int ceiling;
    private final LatencyTrend latency = new LatencyTrend();
    private final ProbeInterval silenceRest = new ProbeInterval();
    private double size;
    private double doubleBelow = Double.MAX_VALUE;
    private double step = FIRST_STEP;
    private boolean halved;
    private long halvedNanos;
    private boolean rest;
    private long restNanos;
    private long receiptsSinceHalving;
    private double marked = FIRST;

    /** @param ceiling the most, from 1 on */
    ConcurrencyWindow(int ceiling) {
        this.ceiling = ceiling;
        size = Math.min(ceiling, FIRST);
    }

    /** Envelopes that may be at the gate, from 1 to the ceiling. */
    int size() {
        return (int) size;
    }

    /** Nanoseconds that answers take of late, or the given one if there was none; a millisecond at least. */
    double usualLatency(long otherwiseNanos) {
        return latency.mean(otherwiseNanos);
    }

    /**
     * The gate decided.
     *
     * @param inWindow how many envelopes were at the gate, this one included
     */
    void onReceipt(long sentNanos, long nowNanos, int inWindow) {
        receiptsSinceHalving++;
        boolean roundOver = latency.add(nowNanos - sentNanos, nowNanos, (int) size);
        // A window that is not used says nothing about whether a larger one would do.
        if (2 * inWindow < size || latency.swollen()) {
            doubleBelow = latency.swollen() ? Math.min(doubleBelow, size) : doubleBelow;
            return;
        }
        if (size < doubleBelow) {
            size = Math.min(Math.min(size + 1, doubleBelow), ceiling);
        } else if (!rests(nowNanos)) {
            size = Math.min(size + step / size, ceiling);
            step = roundOver ? Math.min(step * STEP_GROWTH, size) : step;
        }
    }

    /** Whether it leaves the limit alone that it found last. */
    boolean rests(long nowNanos) {
        return rest
                && (receiptsSinceHalving < LEAST_REST + REST_IN_ROUNDS * (long) size
                        || nowNanos - halvedNanos < restNanos);
    }

    /**
     * A push failed, and it was the window that let it leave.
     *
     * @param silence how long the gate wants to hear nothing, or null
     */
    void onFailure(long sentNanos, long nowNanos, @Nullable Duration silence) {
        if (halved && sentNanos - halvedNanos < 0) {
            return;
        }
        if (!halved || receiptsSinceHalving > 0) {
            // While nothing comes through at all the gate is away, and what was too much before is not known anew.
            // Doubling may have gone to twice the limit before the first failure was heard of.
            doubleBelow = halved ? Math.max(Math.min(NEAR_THE_LIMIT * size, size - 1), 1) : size / 2;
            rest = halved;
            restNanos = silenceRest.after(silence);
        }
        size = Math.max(size / 2, 1);
        step = FIRST_STEP;
        halved = true;
        halvedNanos = nowNanos;
        receiptsSinceHalving = 0;
    }

    /** Notes the size, to come back to. */
    void mark() {
        marked = size;
    }

    /** Back to the size that was noted, or where it is if that is more: it was not too much. */
    void takeBack() {
        size = Math.max(size, Math.min(marked, ceiling));
        doubleBelow = Math.max(doubleBelow, size);
        rest = false;
    }
}

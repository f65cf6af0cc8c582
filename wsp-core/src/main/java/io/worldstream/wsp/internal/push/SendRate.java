package io.worldstream.wsp.internal.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many envelopes a second may leave: no limit until the gate first asks for less. Then the rate falls to just under what
 * the gate took of late, comes back to where it was on a cubic, flat around the old limit and ever steeper beyond it, until
 * the gate asks again. What left before the last fall says nothing about the rate since. No clock; only differences of times
 * mean anything. One thread.
 */
final class SendRate {
    private static final double NANOS = 1e9;
    private static final double JUST_UNDER = 0.98;
    /** Events a second: below, the gate is as good as away, and backoff and floor see to that. */
    private static final double LEAST = 1;
    /** How long the rate takes to where it was. */
    private static final long RECOVERY_NANOS = 1_500_000_000L;
    /** How much steeper than flat the cubic is at least, as a share of the limit. */
    private static final double LEAST_SPAN = 0.08;
    /** What was not used of the rate may be made up for, or a thread that wakes up late could not keep to it. */
    private static final long BURST_NANOS = 5_000_000L;

    private final ReceiptRate receipts = new ReceiptRate();
    private final ProbeInterval silenceRecovery = new ProbeInterval();
    private boolean limited;
    private double low;
    private double limit;
    private long fellNanos;
    private long recoveryNanos;
    private long nextNanos;
    private double rate;
    private boolean held;
    private long heldNanos;
    private double marked;

    /** Nanoseconds until one may leave; 0 if it may now. */
    long nanosToNext(long nowNanos) {
        if (!limited || nextNanos - nowNanos <= 0) {
            return 0;
        }
        heldNanos = nowNanos;
        held = true;
        return nextNanos - nowNanos;
    }

    /** Whether it is what held the stream back since an instant; before the first fall nothing speaks against it. */
    boolean heldSince(long nanos) {
        return !limited || (held && heldNanos - nanos >= 0);
    }

    /** Whether there is a limit. */
    boolean limited() {
        return limited;
    }

    /** One leaves. */
    void onSend(long nowNanos) {
        if (limited) {
            rate = at(nowNanos);
            long interval = (long) (NANOS / rate);
            long earliest = nowNanos - Math.max(BURST_NANOS - interval, 0);
            nextNanos = (nextNanos - earliest < 0 ? earliest : nextNanos) + interval;
        }
    }

    /** The gate took one. */
    void onReceipt(long nowNanos) {
        receipts.add(nowNanos);
    }

    /**
     * The gate asks for less.
     *
     * @param offered events a second that were sent of late, for the first fall: after a few receipts that is a better
     *     guess than how many there were
     * @param noise the share that it refuses whatever it is sent, below 1
     * @param silence how long it wants to hear nothing, or null
     */
    void onThrottled(long sentNanos, long nowNanos, double offered, double noise, @Nullable Duration silence) {
        if (limited && sentNanos - fellNanos < 0) {
            return;
        }
        double taken = receipts.perSecond(nowNanos) / (1 - noise);
        double before = limited ? rate : Math.max(taken, offered);
        taken = limited ? Math.max(Math.min(taken, before), before / 2) : before;
        low = Math.max(JUST_UNDER * taken, LEAST);
        limit = Math.max(taken, low);
        rate = low;
        fellNanos = nowNanos;
        recoveryNanos = Math.max(RECOVERY_NANOS, silenceRecovery.after(silence));
        nextNanos = nowNanos + (long) (NANOS / rate);
        limited = true;
        if (silence != null && silence.compareTo(Duration.ZERO) > 0) {
            Duration silent = silence.compareTo(GateFloor.LONGEST) > 0 ? GateFloor.LONGEST : silence;
            receipts.startAt(nowNanos + silent.toNanos());
        }
    }

    /** Notes the rate, to come back to. */
    void mark() {
        marked = limited ? rate : 0;
    }

    /** Back to the rate that was noted, or where it is if that is more; to none if there was none. */
    void takeBack(long nowNanos) {
        if (marked == 0) {
            limited = false;
        } else if (rate < marked) {
            low = marked;
            limit = marked;
            rate = marked;
            fellNanos = nowNanos;
            recoveryNanos = RECOVERY_NANOS;
            nextNanos = nowNanos;
        }
    }

    /** Events a second at an instant: low at the fall, the limit after the recovery, beyond it after that. */
    private double at(long nowNanos) {
        double time = (double) (nowNanos - fellNanos) / recoveryNanos - 1;
        double span = Math.max(limit - low, LEAST_SPAN * limit);
        double cubic = limit + span * time * time * time;
        // A rate that is not used says nothing about whether a higher one would do.
        return Math.max(low, Math.min(cubic, 2 * Math.max(limit, receipts.perSecond(nowNanos))));
    }
}

package io.worldstream.wsp.internal.push;

import java.util.Arrays;

/** How many receipts a second came of late. No clock; only differences of times mean anything. One thread. */
final class ReceiptRate {
    private static final int SLOTS = 16;
    private static final long SLOT_NANOS = 62_500_000L;

    private final int[] counts = new int[SLOTS];
    private boolean started;
    private long firstNanos;
    private long slot;

    void add(long nowNanos) {
        if (!started) {
            startAt(nowNanos);
        }
        advance(nowNanos);
        counts[(int) (slot % SLOTS)]++;
    }

    /** Forgets all, and counts from an instant on: what came before or around a silence says nothing of the time after. */
    void startAt(long nanos) {
        started = true;
        firstNanos = nanos;
        slot = 0;
        Arrays.fill(counts, 0);
    }

    /** Events a second over the last second, or since the start if that is less; 0 if there was none. */
    double perSecond(long nowNanos) {
        if (!started) {
            return 0;
        }
        advance(nowNanos);
        long all = 0;
        for (int count : counts) {
            all += count;
        }
        long since = Math.max(nowNanos - firstNanos, 0);
        long spanNanos = Math.min(since, (SLOTS - 1) * SLOT_NANOS + since % SLOT_NANOS);
        return all * 1e9 / Math.max(spanNanos, SLOT_NANOS);
    }

    private void advance(long nowNanos) {
        long now = Math.max(nowNanos - firstNanos, 0) / SLOT_NANOS;
        for (long next = Math.max(slot + 1, now - SLOTS + 1); next <= now; next++) {
            counts[(int) (next % SLOTS)] = 0;
        }
        slot = Math.max(slot, now);
    }
}

package io.worldstream.wsp.internal.pace;

import io.worldstream.wsp.report.Lateness;

/**
 * A histogram of durations in constant memory, with 64 buckets for each power of two: a quantile is at most 1/64 above
 * the true one. One thread.
 */
final class LatencyHistogram {
    private static final int SUB_BITS = 6;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;
    private static final int NANOS_PER_MICRO = 1000;

    private final long[] counts = new long[(Long.SIZE - SUB_BITS) * SUB_BUCKETS];
    private long events;
    private long maxNanos;

    void record(long nanos) {
        counts[bucket(nanos)]++;
        events++;
        maxNanos = Math.max(maxNanos, nanos);
    }

    Lateness.Distribution distribution() {
        return Lateness.Distribution.of(events, micros(quantile(0.5)), micros(quantile(0.99)), micros(maxNanos));
    }

    private long quantile(double fraction) {
        long rank = (long) Math.ceil(fraction * events);
        long seen = 0;
        for (int bucket = 0; bucket < counts.length && rank > 0; bucket++) {
            seen += counts[bucket];
            if (seen >= rank) {
                return Math.min(highest(bucket), maxNanos);
            }
        }
        return 0;
    }

    private static long micros(long nanos) {
        return (nanos + NANOS_PER_MICRO - 1) / NANOS_PER_MICRO;
    }

    private static int bucket(long nanos) {
        int shift = Math.max(Long.SIZE - SUB_BITS - 1 - Long.numberOfLeadingZeros(nanos), 0);
        // Within a power of two the top bits count from SUB_BUCKETS; only the first two powers share a shift of 0.
        return (int) ((long) shift * SUB_BUCKETS + (nanos >>> shift));
    }

    private static long highest(int bucket) {
        int shift = Math.max(bucket / SUB_BUCKETS - 1, 0);
        long top = bucket - (long) shift * SUB_BUCKETS;
        return ((top + 1) << shift) - 1;
    }
}

package io.worldstream.wsp.internal.pace;

import java.math.BigDecimal;

/**
 * A token bucket of events per second of wall time: it waits, it never drops. The bucket holds ten milliseconds' worth of
 * events and at least one, so that a late wake-up costs no throughput. Exact: no fraction of an event is ever lost. One
 * thread.
 */
final class RateCap {
    private static final long BUCKET_NANOS = 10_000_000L;
    private static final long NANOS_TIMES_BILLION = 1_000_000_000_000_000_000L;

    private final long billionths;
    private final long intervalNanos;
    private final long intervalRemainder;
    private final long toleranceNanos;
    private boolean started;
    private long nextNanos;
    private long remainder;

    RateCap(BigDecimal eventsPerSecond) {
        billionths = eventsPerSecond.movePointRight(9).longValueExact();
        intervalNanos = NANOS_TIMES_BILLION / billionths;
        intervalRemainder = NANOS_TIMES_BILLION % billionths;
        toleranceNanos = (Math.max(BUCKET_NANOS / intervalNanos, 1) - 1) * intervalNanos;
    }

    /** The first instant from now on at which an event may leave. */
    long allowedNanos(long nowNanos) {
        return started && nextNanos - toleranceNanos - nowNanos > 0 ? nextNanos - toleranceNanos : nowNanos;
    }

    /** Takes a token for an event that leaves now. */
    void take(long nowNanos) {
        if (!started || nowNanos - nextNanos > 0) {
            started = true;
            nextNanos = nowNanos;
            remainder = 0;
        }
        nextNanos += intervalNanos;
        remainder += intervalRemainder;
        if (remainder >= billionths) {
            remainder -= billionths;
            nextNanos++;
        }
    }
}

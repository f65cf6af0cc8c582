package io.worldstream.wsp.internal.pace;

import io.worldstream.wsp.policy.RateSchedule;
import java.math.BigInteger;
import java.util.List;

/**
 * A token bucket of events per second of wall time; rate and size follow a schedule. It delays events and never drops
 * one. It is full at the start.
 *
 * <p>Exact: an event leaves in the nanosecond in which its token is complete, and the remaining fraction counts towards
 * the next one, even across the border of two segments. One thread.
 */
final class RateCap {
    private final List<TokenBucket> buckets;
    private int index;
    private TokenBucket bucket;
    private boolean started;
    /** The start of the next segment, if there is one. */
    private long borderNanos;
    /** The instant at which the bucket is full again: whole nanoseconds, plus a fraction in parts of the rate. */
    private long fullNanos;

    private long fullFraction;

    RateCap(RateSchedule schedule) {
        buckets = schedule.segments().stream().map(TokenBucket::new).toList();
        bucket = buckets.get(0);
    }

    /** Returns the first instant, from now on, at which an event may leave. No token may be taken before it. */
    long allowedNanos(long nowNanos) {
        if (!started) {
            return nowNanos;
        }
        long earliest = nowNanos;
        while (true) {
            long token = fullNanos - bucket.holdNanos() - (fullFraction < bucket.holdFraction() ? 1 : 0);
            long allowed = token - earliest > 0 ? token : earliest;
            if (inLastSegment() || allowed - borderNanos < 0) {
                return allowed;
            }
            earliest = borderNanos - earliest > 0 ? borderNanos : earliest;
            enterNextSegment();
        }
    }

    /** Takes a token for an event that leaves now. The first one starts the schedule. */
    void take(long nowNanos) {
        if (!started) {
            started = true;
            fullNanos = nowNanos;
            borderNanos = nowNanos;
            setBorder();
        }
        while (!inLastSegment() && nowNanos - borderNanos >= 0) {
            enterNextSegment();
        }
        if (nowNanos - fullNanos > 0) {
            fullNanos = nowNanos;
            fullFraction = 0;
        }
        fullNanos += bucket.tokenNanos();
        fullFraction += bucket.tokenFraction();
        if (fullFraction >= bucket.rate()) {
            fullFraction -= bucket.rate();
            fullNanos++;
        }
    }

    /** Excludes time that does not count, such as a pause. */
    void shift(long nanos) {
        borderNanos += nanos;
        fullNanos += nanos;
    }

    private boolean inLastSegment() {
        return index == buckets.size() - 1;
    }

    private void enterNextSegment() {
        TokenBucket next = buckets.get(index + 1);
        BigInteger missing = bucket.missing(fullNanos - borderNanos, fullFraction);
        BigInteger[] refill = next.missingAfter(bucket, missing).divideAndRemainder(BigInteger.valueOf(next.rate()));
        fullNanos = borderNanos + refill[0].longValueExact();
        fullFraction = refill[1].longValueExact();
        bucket = next;
        index++;
        setBorder();
    }

    private void setBorder() {
        if (!inLastSegment()) {
            borderNanos += buckets.get(index + 1).afterNanos() - bucket.afterNanos();
        }
    }
}

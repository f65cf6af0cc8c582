package io.worldstream.wsp.internal.pace;

import io.worldstream.wsp.policy.RateSchedule;
import java.math.BigInteger;
import java.time.Duration;

/**
 * A segment of a rate schedule in integers. Capacity is counted in 10<sup>-18</sup> events: a rate is a whole number of
 * billionths of an event per second, so each nanosecond adds a whole number of units. A time that is not a whole number
 * of nanoseconds has a fraction, in parts of the rate.
 *
 * @param afterNanos the start of the segment
 * @param rate the units that a nanosecond adds
 * @param events the size of the bucket in whole events
 * @param tokenNanos the time in which one event accumulates
 * @param tokenFraction the fraction of that time
 * @param holdNanos the time in which all events of a full bucket but one accumulate
 * @param holdFraction the fraction of that time
 */
record TokenBucket(
        long afterNanos,
        long rate,
        long events,
        long tokenNanos,
        long tokenFraction,
        long holdNanos,
        long holdFraction) {
    private static final long EVENT = 1_000_000_000_000_000_000L;
    private static final int PLACES = 9;

    TokenBucket(RateSchedule.Segment segment) {
        this(
                segment.after().toNanos(),
                segment.eventsPerSecond().movePointRight(PLACES).longValueExact(),
                wholeEvents(segment));
    }

    private TokenBucket(long afterNanos, long rate, long events) {
        this(
                afterNanos,
                rate,
                events,
                EVENT / rate,
                EVENT % rate,
                time(rate, events - 1)[0],
                time(rate, events - 1)[1]);
    }

    /** Returns the units missing in a bucket that is full after this time. */
    BigInteger missing(long untilFullNanos, long untilFullFraction) {
        return BigInteger.valueOf(untilFullNanos)
                .multiply(BigInteger.valueOf(rate))
                .add(BigInteger.valueOf(untilFullFraction))
                .max(BigInteger.ZERO);
    }

    /** Returns the units missing in this bucket if it takes over the content of another, as far as it has room. */
    BigInteger missingAfter(TokenBucket other, BigInteger missingInOther) {
        return missingInOther
                .add(BigInteger.valueOf(events - other.events).multiply(BigInteger.valueOf(EVENT)))
                .max(BigInteger.ZERO);
    }

    private static long wholeEvents(RateSchedule.Segment segment) {
        Duration burst = segment.burst();
        BigInteger events = segment.eventsPerSecond()
                .movePointRight(PLACES)
                .toBigIntegerExact()
                .multiply(BigInteger.valueOf(burst.toNanos()))
                .divide(BigInteger.valueOf(EVENT));
        return Math.max(events.longValueExact(), 1);
    }

    private static long[] time(long rate, long events) {
        BigInteger[] time = BigInteger.valueOf(events)
                .multiply(BigInteger.valueOf(EVENT))
                .divideAndRemainder(BigInteger.valueOf(rate));
        return new long[] {time[0].longValueExact(), time[1].longValueExact()};
    }
}

package io.worldstream.wsp.internal.pace;

import io.worldstream.wsp.policy.RateSchedule;
import java.math.BigInteger;
import java.time.Duration;

/**
 * A segment of a rate schedule in whole numbers. Capacity is counted in 10<sup>-18</sup> events: a rate is a whole number of
 * billionths of an event per second, so each nanosecond adds a whole number of them. A time that is no whole number of
 * nanoseconds has a fraction, in parts of the rate.
 *
 * @param afterNanos where the segment begins
 * @param rate what a nanosecond adds
 * @param events how many whole events it holds
 * @param tokenNanos how long one event takes to add up
 * @param tokenFraction the fraction of it
 * @param holdNanos how long all events that it holds but one take to add up
 * @param holdFraction the fraction of it
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

    /** What is missing in it if it is full after so long. */
    BigInteger missing(long untilFullNanos, long untilFullFraction) {
        return BigInteger.valueOf(untilFullNanos)
                .multiply(BigInteger.valueOf(rate))
                .add(BigInteger.valueOf(untilFullFraction))
                .max(BigInteger.ZERO);
    }

    /** What is missing in this bucket where it takes over what is in another, as far as it has room for it. */
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

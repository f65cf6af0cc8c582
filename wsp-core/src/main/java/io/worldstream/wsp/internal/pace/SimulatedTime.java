package io.worldstream.wsp.internal.pace;

import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Simulated time: {@code sim_now(t) = sim_anchor + speed * (t - wall_anchor)}, in exact integers (design, Time).
 *
 * <p>Simulated time counts attoseconds, 10<sup>-18</sup> s. A speed is a whole number of billionths, so one nanosecond
 * of wall time is a whole number of attoseconds and re-anchoring never rounds. Only a due time is rounded: up, to the
 * next nanosecond of wall time. One thread.
 *
 * <p>Due times are computed in 128 bits, without garbage, if anchor, speed and wait fit; otherwise in unbounded
 * integers.
 */
final class SimulatedTime {
    /** The furthest distance of a due time, 146 years; a caller that has waited so long asks again. */
    static final long HORIZON_NANOS = 1L << 62;

    private static final long ATTOS_PER_MICRO = 1_000_000_000_000L;
    private static final BigInteger WIDE_ATTOS_PER_MICRO = BigInteger.valueOf(ATTOS_PER_MICRO);
    private static final BigInteger ATTOS_PER_NANO = BigInteger.valueOf(1_000_000_000L);
    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000L);
    private static final BigInteger HORIZON = BigInteger.valueOf(HORIZON_NANOS);
    private static final long BEYOND = Long.MIN_VALUE;

    /** The simulated anchor, or null if microseconds plus a non-negative fraction of one can represent it. */
    private @Nullable BigInteger wideAnchorAttos;

    private long anchorMicros;
    private long anchorFractionAttos;
    private long wallAnchorNanos;
    private BigInteger attosPerNano;
    /** The same if it fits into a long, else 0. */
    private long narrowAttosPerNano;

    /** Creates a simulated time that is at an instant at a wall instant. */
    SimulatedTime(long simMicros, long wallNanos, BigInteger billionths) {
        anchorMicros = simMicros;
        wallAnchorNanos = wallNanos;
        attosPerNano = billionths;
        narrowAttosPerNano = narrow(billionths);
    }

    /** Restarts from a new pair of anchors. */
    void restart(long simMicros, long wallNanos, BigInteger billionths) {
        wideAnchorAttos = null;
        anchorMicros = simMicros;
        anchorFractionAttos = 0;
        wallAnchorNanos = wallNanos;
        attosPerNano = billionths;
        narrowAttosPerNano = narrow(billionths);
    }

    /**
     * Returns the first wall nanosecond at which the instant is not in the simulated future, clamped to the horizon
     * from now in either direction.
     */
    long dueNanos(long simMicros, long nowNanos) {
        long sinceAnchor = nanosSinceAnchor(simMicros);
        long passed = nowNanos - wallAnchorNanos;
        long fromNow = sinceAnchor - passed;
        boolean overflows = ((sinceAnchor ^ passed) & (sinceAnchor ^ fromNow)) < 0;
        return sinceAnchor == BEYOND || overflows
                ? wideDueNanos(simMicros, nowNanos)
                : nowNanos + Math.max(Math.min(fromNow, HORIZON_NANOS), -HORIZON_NANOS);
    }

    /** Computes the same from the definition, in unbounded integers. */
    long wideDueNanos(long simMicros, long nowNanos) {
        BigInteger ahead =
                BigInteger.valueOf(simMicros).multiply(WIDE_ATTOS_PER_MICRO).subtract(simAnchorAttos());
        BigInteger[] wait = ahead.divideAndRemainder(attosPerNano);
        // Division truncates toward zero: that rounds up for a past instant and down for a future one.
        BigInteger sinceAnchor = wait[1].signum() > 0 ? wait[0].add(BigInteger.ONE) : wait[0];
        BigInteger fromNow = sinceAnchor.subtract(BigInteger.valueOf(nowNanos - wallAnchorNanos));
        return nowNanos + fromNow.min(HORIZON).max(HORIZON.negate()).longValueExact();
    }

    /** Returns simulated time at a wall instant, rounded down to a nanosecond. */
    Instant at(long wallNanos) {
        BigInteger passed = BigInteger.valueOf(wallNanos - wallAnchorNanos);
        BigInteger nanos = simAnchorAttos().add(attosPerNano.multiply(passed)).divide(ATTOS_PER_NANO);
        BigInteger[] seconds = nanos.divideAndRemainder(NANOS_PER_SECOND);
        return Instant.ofEpochSecond(seconds[0].longValueExact(), seconds[1].longValueExact());
    }

    /** Moves the wall anchor, to exclude time that does not count. */
    void shift(long nanos) {
        wallAnchorNanos += nanos;
    }

    /** Changes the speed from a wall instant on. */
    void changeSpeed(BigInteger billionths, long wallNanos) {
        BigInteger passed = BigInteger.valueOf(wallNanos - wallAnchorNanos);
        BigInteger attos = simAnchorAttos().add(attosPerNano.multiply(passed));
        BigInteger fraction = attos.mod(WIDE_ATTOS_PER_MICRO);
        BigInteger micros = attos.subtract(fraction).divide(WIDE_ATTOS_PER_MICRO);
        wideAnchorAttos = micros.bitLength() < Long.SIZE ? null : attos;
        anchorMicros = micros.longValue();
        anchorFractionAttos = fraction.longValue();
        wallAnchorNanos = wallNanos;
        attosPerNano = billionths;
        narrowAttosPerNano = narrow(billionths);
    }

    private static long narrow(BigInteger billionths) {
        return billionths.bitLength() < Long.SIZE ? billionths.longValue() : 0;
    }

    private BigInteger simAnchorAttos() {
        return wideAnchorAttos == null
                ? BigInteger.valueOf(anchorMicros)
                        .multiply(WIDE_ATTOS_PER_MICRO)
                        .add(BigInteger.valueOf(anchorFractionAttos))
                : wideAnchorAttos;
    }

    /** Returns the wall nanoseconds from the anchor to the instant, rounded up; {@link #BEYOND} if a step overflows. */
    private long nanosSinceAnchor(long simMicros) {
        long micros = simMicros - anchorMicros;
        boolean overflows = ((simMicros ^ anchorMicros) & (simMicros ^ micros)) < 0;
        if (overflows || wideAnchorAttos != null) {
            return BEYOND;
        }
        long product = micros * ATTOS_PER_MICRO;
        long low = product - anchorFractionAttos;
        long borrow = Long.compareUnsigned(product, anchorFractionAttos) < 0 ? 1 : 0;
        long high = Math.multiplyHigh(micros, ATTOS_PER_MICRO) - borrow;
        boolean past = high < 0;
        if (past) {
            low = -low;
            high = ~high + (low == 0 ? 1 : 0);
        }
        if (high >= narrowAttosPerNano) {
            return BEYOND;
        }
        long nanos = WideDivision.quotient(high, low, narrowAttosPerNano);
        if (nanos < 0 || nanos == Long.MAX_VALUE) {
            return BEYOND;
        }
        if (past) {
            return -nanos;
        }
        return low == nanos * narrowAttosPerNano ? nanos : nanos + 1;
    }
}

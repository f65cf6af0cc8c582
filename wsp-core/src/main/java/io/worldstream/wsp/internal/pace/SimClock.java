package io.worldstream.wsp.internal.pace;

import java.math.BigInteger;

/**
 * Simulated time: {@code sim_now(t) = sim_anchor + speed * (t - wall_anchor)}, in exact integers (design, Time).
 *
 * <p>Simulated time is counted in attoseconds, 10<sup>-18</sup> s: a speed is a whole number of billionths, so one
 * nanosecond of wall time is a whole number of attoseconds and no re-anchor ever rounds. Only a due time does, up, to the
 * next nanosecond of wall time. One thread.
 */
final class SimClock {
    /** As far ahead as a due time is told, 146 years; who waits so long asks again. */
    static final long HORIZON_NANOS = 1L << 62;

    private static final BigInteger ATTOS_PER_MICRO = BigInteger.TEN.pow(12);
    private static final BigInteger HORIZON = BigInteger.valueOf(HORIZON_NANOS);

    private BigInteger simAnchorAttos;
    private long wallAnchorNanos;
    private BigInteger attosPerNano;

    /** Starts with a simulated instant at a wall instant. */
    SimClock(long simMicros, long wallNanos, BigInteger billionths) {
        simAnchorAttos = BigInteger.valueOf(simMicros).multiply(ATTOS_PER_MICRO);
        wallAnchorNanos = wallNanos;
        attosPerNano = billionths;
    }

    /**
     * The first wall nanosecond at which the instant is not in the simulated future, at most the horizon from now in either
     * direction.
     */
    long dueNanos(long simMicros, long nowNanos) {
        BigInteger ahead =
                BigInteger.valueOf(simMicros).multiply(ATTOS_PER_MICRO).subtract(simAnchorAttos);
        BigInteger[] wait = ahead.divideAndRemainder(attosPerNano);
        // Division truncates toward zero, which is up for what is past and down for what is ahead.
        BigInteger sinceAnchor = wait[1].signum() > 0 ? wait[0].add(BigInteger.ONE) : wait[0];
        BigInteger fromNow = sinceAnchor.subtract(BigInteger.valueOf(nowNanos - wallAnchorNanos));
        return nowNanos + fromNow.min(HORIZON).max(HORIZON.negate()).longValueExact();
    }

    /** Moves the wall anchor: this much time did not count. */
    void shift(long nanos) {
        wallAnchorNanos += nanos;
    }

    /** Runs at another speed from a wall instant on. */
    void changeSpeed(BigInteger billionths, long wallNanos) {
        simAnchorAttos = simAnchorAttos.add(attosPerNano.multiply(BigInteger.valueOf(wallNanos - wallAnchorNanos)));
        wallAnchorNanos = wallNanos;
        attosPerNano = billionths;
    }
}

package io.worldstream.wsp.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ConcurrencyLimitProperties {
    private static final long SECOND = 1_000_000_000L;

    /** Envelopes that leave in a time at a gate that takes the same time for each, always with one that is due. */
    private static int sent(ConcurrencyLimit limit, long latencyNanos, long forNanos, long startNanos) {
        long[] free = new long[limit.window()];
        int sent = 0;
        for (long now = 0; now < forNanos; ) {
            int slot = 0;
            for (int i = 1; i < free.length; i++) {
                slot = free[i] < free[slot] ? i : slot;
            }
            now = Math.max(now, free[slot]);
            now += limit.nanosToNext(startNanos + now);
            limit.onSend(startNanos + now);
            free[slot] = now + latencyNanos;
            sent++;
        }
        return sent;
    }

    /** As many leave as its size says: that many at the gate on average. */
    @Property(tries = 200)
    void fraction_isSpacing(
            @ForAll @DoubleRange(min = 0.02, max = 7.9) double size,
            @ForAll @LongRange(min = 1_000_000, max = 100_000_000) long latencyNanos,
            @ForAll long startNanos) {
        ConcurrencyLimit limit = new ConcurrencyLimit(1000);
        limit.onLatency(latencyNanos);
        limit.resize(size);
        long forNanos = 2000 * latencyNanos;
        double expected = Math.max(2000 * limit.size(), forNanos / (double) SECOND);
        assertThat((double) sent(limit, latencyNanos, forNanos, startNanos))
                .isCloseTo(expected, within(0.02 * expected + 10));
    }

    @Property(tries = 200)
    void size_staysBetweenOneASecondAndTheCeiling(
            @ForAll @IntRange(min = 1, max = 1000) int ceiling,
            @ForAll @LongRange(min = 0, max = 10 * SECOND) long latencyNanos,
            @ForAll @DoubleRange(min = 0, max = 1e9) double asked) {
        ConcurrencyLimit limit = new ConcurrencyLimit(ceiling);
        limit.onLatency(latencyNanos);
        limit.resize(asked);
        assertThat(limit.size()).isPositive().isLessThanOrEqualTo(ceiling);
        assertThat(limit.window()).isBetween(1, ceiling);
        limit.spaceAnew(0);
        assertThat(limit.nanosToNext(0)).isLessThanOrEqualTo(SECOND);
    }

    @Example
    void aSizeIsUsedByHalfOfIt_aFractionByHoldingBack() {
        ConcurrencyLimit limit = new ConcurrencyLimit(1000);
        limit.onLatency(SECOND / 100);
        limit.resize(8);
        assertThat(limit.isUsed(3)).isFalse();
        assertThat(limit.isUsed(4)).isTrue();
        limit.resize(0.5);
        limit.spaceAnew(0);
        assertThat(limit.isUsed(1)).as("nothing was held back").isFalse();
        assertThat(limit.nanosToNext(0)).isPositive();
        assertThat(limit.isUsed(1)).isTrue();
        assertThat(limit.isUsed(1)).as("since it was asked").isFalse();
    }
}

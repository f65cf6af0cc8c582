package io.worldstream.wsp.internal.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.policy.RateSchedule;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class RateCapProperties {
    @Property(tries = 300)
    void noSpanOfTimeHasMoreEventsThanTheCapAndOneBucket(
            @ForAll @BigRange(min = "0.001", max = "100000") @Scale(3) BigDecimal cap, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RateCap rate = new RateCap(RateSchedule.constant(cap));
        long[] releases = new long[400];
        long now = random.nextLong(-1L << 50, 1L << 50);
        for (int i = 0; i < releases.length; i++) {
            now += random.nextInt(5) == 0 ? random.nextLong(50_000_000) : 0;
            now = rate.allowedNanos(now);
            rate.take(now);
            releases[i] = now;
        }
        BigDecimal bucket = cap.movePointLeft(2).setScale(0, RoundingMode.FLOOR).max(BigDecimal.ONE);
        for (int from = 0; from < releases.length; from += 7) {
            for (int to = from; to < releases.length; to += 11) {
                BigDecimal span =
                        BigDecimal.valueOf(releases[to] - releases[from]).movePointLeft(9);
                BigDecimal most = cap.multiply(span).add(bucket).add(new BigDecimal("0.001"));
                assertThat(BigDecimal.valueOf(to - from + 1L))
                        .as("seed %d, releases %d to %d", seed, from, to)
                        .isLessThanOrEqualTo(most);
            }
        }
    }

    @Test
    void noFractionOfANanosecondIsLost() {
        RateCap rate = new RateCap(RateSchedule.constant(new BigDecimal("3")));
        long now = rate.allowedNanos(0);
        for (int i = 0; i < 3_000; i++) {
            now = rate.allowedNanos(now);
            rate.take(now);
        }
        assertThat(rate.allowedNanos(now)).isEqualTo(1_000_000_000_000L);
    }

    @Test
    void aLateWakeUpCostsNoThroughput() {
        RateCap rate = new RateCap(RateSchedule.constant(new BigDecimal("10000")));
        long now = 0;
        for (int i = 0; i < 10_000; i++) {
            now = rate.allowedNanos(now) + 90_000;
            rate.take(now);
        }
        assertThat(now).isLessThan(1_010_000_000L);
    }

    @Test
    void idleTimeIsNotSavedUpBeyondTheBucket() {
        RateCap rate = new RateCap(RateSchedule.constant(BigDecimal.ONE));
        rate.take(0);
        long later = 100_000_000_000L;
        assertThat(rate.allowedNanos(later)).isEqualTo(later);
        rate.take(later);
        assertThat(rate.allowedNanos(later)).isEqualTo(later + 1_000_000_000L);
    }
}

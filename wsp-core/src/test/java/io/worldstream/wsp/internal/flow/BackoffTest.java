package io.worldstream.wsp.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.policy.RetryPolicy;
import java.time.Duration;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final long MILLI = 1_000_000L;

    private static Backoff backoff(Duration initial, Duration max, long seed) {
        return new Backoff(new RetryPolicy(Duration.ofDays(365), initial, max, 3, Set.of()), seed);
    }

    private static long longestOf(int failures, Duration initial, Duration max) {
        Backoff backoff = backoff(initial, max, 7);
        return LongStream.range(0, 2_000)
                .map(i -> backoff.delayNanos(failures, null))
                .max()
                .orElseThrow();
    }

    @Test
    void theCeilingDoublesFromTheInitialToTheLongestDelay() {
        Duration initial = Duration.ofMillis(100);
        Duration max = Duration.ofSeconds(1);
        long[] ceilings = {100, 200, 400, 800, 1_000, 1_000};
        for (int failures = 1; failures <= ceilings.length; failures++) {
            long ceiling = ceilings[failures - 1] * MILLI;
            assertThat(longestOf(failures, initial, max))
                    .as("after %d failures", failures)
                    .isBetween(ceiling - ceiling / 50, ceiling);
        }
    }

    @Test
    void aYearOfDoublingDoesNotOverflow() {
        for (int failures = 1; failures < 200; failures++) {
            assertThat(longestOf(failures, Duration.ofNanos(1), Duration.ofDays(365)))
                    .as("after %d failures", failures)
                    .isBetween(MILLI, Duration.ofDays(365).toNanos());
        }
        assertThat(longestOf(Integer.MAX_VALUE, Duration.ofDays(365), Duration.ofDays(365)))
                .isBetween(Duration.ofDays(360).toNanos(), Duration.ofDays(365).toNanos());
    }

    @Test
    void jitterIsFullAndNeverLeavesATightLoop() {
        Backoff backoff = backoff(Duration.ofMillis(100), Duration.ofMillis(100), 3);
        long[] delays =
                LongStream.range(0, 5_000).map(i -> backoff.delayNanos(1, null)).toArray();
        assertThat(LongStream.of(delays).min().orElseThrow()).isBetween(MILLI, 2 * MILLI);
        assertThat(LongStream.of(delays).average().orElseThrow()).isBetween(47.0 * MILLI, 53.0 * MILLI);
    }

    @Test
    void theWishOfTheGateIsAFloor() {
        Backoff backoff = backoff(Duration.ofMillis(100), Duration.ofMillis(100), 3);
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.delayNanos(1, Duration.ofSeconds(9)))
                    .isEqualTo(Duration.ofSeconds(9).toNanos());
            assertThat(backoff.delayNanos(1, Duration.ZERO)).isBetween(MILLI, 100 * MILLI);
        }
    }

    @Test
    void aWishWithoutMeasureIsCutToAYear() {
        Backoff backoff = backoff(Duration.ofMillis(100), Duration.ofMillis(100), 3);
        assertThat(backoff.delayNanos(1, Duration.ofSeconds(Long.MAX_VALUE)))
                .isEqualTo(Duration.ofDays(365).toNanos());
    }

    @Test
    void theSameSeedGivesTheSameDelays() {
        Backoff one = backoff(Duration.ofMillis(100), Duration.ofSeconds(10), 11);
        Backoff other = backoff(Duration.ofMillis(100), Duration.ofSeconds(10), 11);
        for (int failures = 1; failures < 20; failures++) {
            assertThat(one.delayNanos(failures, null)).isEqualTo(other.delayNanos(failures, null));
        }
    }
}

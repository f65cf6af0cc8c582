package io.worldstream.wsp.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ManualClockTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void advanceMovesBothReadings() {
        clock.advance(Duration.ofMillis(1500));
        assertThat(clock.monotonicNanos()).isEqualTo(1_500_000_000L);
        assertThat(clock.wallTime()).isEqualTo(ManualClock.DEFAULT_WALL_TIME.plusMillis(1500));
    }

    @Test
    void readingsMoveApart() {
        clock.setWallTime(Instant.EPOCH);
        clock.setMonotonicNanos(7);
        clock.advanceMonotonicNanos(3);
        assertThat(clock.wallTime()).isEqualTo(Instant.EPOCH);
        assertThat(clock.monotonicNanos()).isEqualTo(10);
    }

    @Test
    void monotonicTimeNeverStepsBackButWraps() {
        clock.setMonotonicNanos(5);
        assertThatIllegalArgumentException().isThrownBy(() -> clock.setMonotonicNanos(4));
        ManualClock atTheEdge = new ManualClock(Instant.EPOCH, Long.MAX_VALUE);
        atTheEdge.advanceNanos(1);
        assertThat(atTheEdge.monotonicNanos()).isEqualTo(Long.MIN_VALUE);
    }
}

package io.worldstream.wsp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.worldstream.wsp.policy.RateSchedule.Segment;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateScheduleTest {
    private static final Segment FIRST = new Segment(Duration.ZERO, BigDecimal.TEN);

    private static Segment after(Duration after) {
        return new Segment(after, BigDecimal.ONE);
    }

    @Test
    void aConstantRateIsOneSegmentWithTenMillisecondsOfBurst() {
        assertThat(RateSchedule.constant(BigDecimal.TEN))
                .isEqualTo(new RateSchedule(
                        List.of(new Segment(Duration.ZERO, new BigDecimal("10.00"), Duration.ofMillis(10)))));
    }

    @Test
    void aScheduleDoesNotChangeWithTheListItWasMadeOf() {
        List<Segment> segments = new ArrayList<>(List.of(FIRST));
        RateSchedule schedule = new RateSchedule(segments);
        segments.add(after(Duration.ofSeconds(1)));
        assertThat(schedule.segments()).containsExactly(FIRST);
    }

    @Test
    void aScheduleHasASegment() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateSchedule(List.of()))
                .withMessageContaining("at least one segment");
    }

    @Test
    void theFirstSegmentBeginsAtZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateSchedule(List.of(after(Duration.ofNanos(1)))))
                .withMessageContainingAll("first segment", "after 0", "PT0.000000001S");
    }

    @Test
    void segmentsAscend() {
        Duration minute = Duration.ofMinutes(1);
        Duration later = minute.plusNanos(1);
        assertThat(new RateSchedule(List.of(FIRST, after(minute), after(later))).segments())
                .hasSize(3);
        for (Duration notLater : List.of(minute, minute.minusNanos(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RateSchedule(List.of(FIRST, after(minute), after(notLater))))
                    .withMessageContainingAll("segment 3", "not later", minute.toString(), notLater.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.0000000001", "1000000000.1", "1e10"})
    void aRateThatIsOutOfRangeIsRefused(BigDecimal rate) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateSchedule.constant(rate))
                .withMessageContainingAll("above 0", "1e9", "9 places", rate.toString());
    }

    @Test
    void momentsAndBurstsHaveBounds() {
        Duration tenYears = Duration.ofDays(3650);
        Duration year = Duration.ofDays(365);
        assertThat(new Segment(tenYears, BigDecimal.ONE, year).burst()).isEqualTo(year);
        assertThat(new Segment(Duration.ZERO, BigDecimal.ONE, Duration.ZERO).burst())
                .isZero();
        for (Duration after : List.of(Duration.ofNanos(-1), tenYears.plusNanos(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> after(after))
                    .withMessageContainingAll("0 to 3650 days", after.toString());
        }
        for (Duration burst : List.of(Duration.ofNanos(-1), year.plusNanos(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Segment(Duration.ZERO, BigDecimal.ONE, burst))
                    .withMessageContainingAll("0 to 365 days", burst.toString());
        }
    }
}

package io.worldstream.wsp.internal.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.policy.RateSchedule;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.StreamFigures;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The load that a stream places on the gate. */
final class FiguresMeterTest {
    private static final long SECOND = 1_000_000L;

    private static StreamFigures figures(StreamPolicy policy, long... tsMicros) {
        FiguresMeter meter = new FiguresMeter(policy.pacing(), tsMicros[0], tsMicros[0], tsMicros[tsMicros.length - 1]);
        Arrays.stream(tsMicros).forEach(meter::add);
        return meter.figures(null);
    }

    private static StreamPolicy speed(String speedup) {
        return StreamPolicy.defaults().withSpeedup(Speedup.of(speedup));
    }

    @Test
    void gapsBurstsAndMinutesAreOfEventTime() {
        StreamFigures figures = figures(speed("1"), 0, 0, 0, SECOND, 61 * SECOND, 61 * SECOND, 62 * SECOND);
        assertThat(figures.longestGap()).isEqualTo(Duration.ofSeconds(60));
        assertThat(figures.longestGapFrom()).isEqualTo(Instant.EPOCH.plusSeconds(1));
        assertThat(figures.largestBurst()).isEqualTo(3);
        assertThat(figures.largestBurstAt()).isEqualTo(Instant.EPOCH);
        assertThat(figures.busiestMinute()).isEqualTo(4);
        assertThat(figures.busiestMinuteFrom()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void peaksAreOfWallTimeAtThePlannedSpeed() {
        long[] everySecond = new long[600];
        Arrays.setAll(everySecond, i -> i * SECOND);
        assertThat(figures(speed("1"), everySecond).peakPerSecond()).isEqualTo(1);
        assertThat(figures(speed("1"), everySecond).peakPerMinute()).isEqualTo(60);
        assertThat(figures(speed("60"), everySecond).peakPerSecond()).isEqualTo(60);
        assertThat(figures(speed("60"), everySecond).peakPerMinute()).isEqualTo(600);
        assertThat(figures(speed("0.5"), everySecond).peakPerMinute()).isEqualTo(30);
    }

    @Test
    void atMaxNothingIsDueAndNothingBoundsTheDuration() {
        StreamFigures figures = figures(speed("max"), 0, SECOND);
        assertThat(figures.peakPerSecond()).isNull();
        assertThat(figures.peakPerMinute()).isNull();
        assertThat(figures.expectedDuration()).isNull();
        assertThat(figures.sustainableSpeed()).isNull();
    }

    @Test
    void theDurationIsThatOfThePacer() {
        assertThat(figures(speed("4"), 0, SECOND, 10 * SECOND).expectedDuration())
                .isEqualTo(Duration.ofMillis(2500));
        StreamPolicy capped =
                speed("max").withPacing(pacing -> pacing.withRateSchedule(RateSchedule.constant(new BigDecimal("10"))));
        assertThat(figures(capped, 0, 1, 2, 3, 4, 5).expectedDuration()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void theSustainableSpeedIsThatAtWhichTheLowestRateTakesTheBusiestMinute() {
        StreamPolicy policy = speed("1")
                .withPacing(pacing -> pacing.withRateSchedule(new RateSchedule(List.of(
                        new RateSchedule.Segment(Duration.ZERO, new BigDecimal("100")),
                        new RateSchedule.Segment(Duration.ofMinutes(1), new BigDecimal("7"))))));
        long[] ninetyInAMinute = new long[90];
        Arrays.setAll(ninetyInAMinute, i -> i * SECOND / 2);
        // 7 events a second are 420 a minute: 4.666 times 90.
        assertThat(figures(policy, ninetyInAMinute).sustainableSpeed()).isEqualByComparingTo("4.66");
    }

    @Property
    void everyEventIsInTheHistogramAndInOneMinute(
            @ForAll @Size(min = 1, max = 200) List<@LongRange(min = 0, max = 3_600_000_000L) Long> times) {
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        StreamFigures figures = figures(speed("1"), sorted);
        assertThat(figures.histogram().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(sorted.length);
        for (int i = 0; i < figures.histogram().size(); i++) {
            Instant from = Instant.EPOCH
                    .plusNanos(sorted[0] * 1000)
                    .plus(figures.histogramSpan().multipliedBy(i));
            Instant to = from.plus(figures.histogramSpan());
            assertThat(figures.histogram().get(i))
                    .isEqualTo(Arrays.stream(sorted)
                            .mapToObj(micros -> Instant.EPOCH.plusNanos(micros * 1000))
                            .filter(at -> !at.isBefore(from) && at.isBefore(to))
                            .count());
        }
        Map<Long, Long> minutes = new TreeMap<>();
        Arrays.stream(sorted).forEach(micros -> minutes.merge(micros / (60 * SECOND), 1L, Long::sum));
        assertThat(figures.busiestMinute())
                .isEqualTo(minutes.values().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElseThrow());
        assertThat(figures.expectedDuration())
                .isEqualTo(Duration.ofNanos((sorted[sorted.length - 1] - sorted[0]) * 1000));
    }
}

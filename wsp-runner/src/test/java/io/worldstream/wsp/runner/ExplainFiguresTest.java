package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The figures of {@code explain}, against those that are counted here from the lines of a preview. */
@Timeout(300)
final class ExplainFiguresTest {
    private static final int EVENTS = 900;
    private static final long SPEEDUP = 86_400;
    private static final long MICROS_PER_MINUTE = 60_000_000;

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @TempDir
    Path temp;

    private String config = "";
    private final List<Long> times = new ArrayList<>();

    @BeforeEach
    void aWorldAndTheTimesOfItsEvents() throws IOException {
        config = Shell.world(temp.resolve("world"), EVENTS, "--parts", "3")
                .get("config")
                .textValue();
        Path out = temp.resolve("preview.jsonl");
        assertThat(new Shell().run("preview", "--config", config, "--out", out.toString()))
                .isZero();
        for (String line : Files.readAllLines(out)) {
            Instant time = Instant.parse(Shell.json(line).get("ts_utc").textValue());
            times.add(ChronoUnit.MICROS.between(Instant.EPOCH, time));
        }
        assertThat(times).hasSize(EVENTS).isSorted();
    }

    private JsonNode figures(String... more) {
        List<String> args = new ArrayList<>(List.of("explain", "--json", "--config", config));
        args.addAll(List.of(more));
        Shell shell = new Shell();
        assertThat(shell.run(args.toArray(String[]::new))).isZero();
        assertThat(shell.line().get("remarks")).isEmpty();
        return shell.line().get("figures");
    }

    /** How many events fall into each span, by the span's number. */
    private Map<Long, Long> count(LongUnaryOperator span) {
        Map<Long, Long> counts = new TreeMap<>();
        times.forEach(time -> counts.merge(span.applyAsLong(time), 1L, Long::sum));
        return counts;
    }

    /** The first of the spans that hold the most. */
    private static Map.Entry<Long, Long> most(Map<Long, Long> counts) {
        Map.Entry<Long, Long> most = Map.entry(0L, 0L);
        for (Map.Entry<Long, Long> each : counts.entrySet()) {
            most = each.getValue() > most.getValue() ? each : most;
        }
        return most;
    }

    private static String instant(long micros) {
        return MICROS.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    private static BigDecimal seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9);
    }

    /** Due times round up to a nanosecond. */
    private long dueNanos(long time) {
        return -Math.floorDiv(-(time - times.get(0)) * 1000, SPEEDUP);
    }

    @Test
    void gapsBurstsAndMinutes() {
        JsonNode figures = figures();
        long gap = 0;
        long from = 0;
        for (int i = 1; i < EVENTS; i++) {
            if (times.get(i) - times.get(i - 1) > gap) {
                gap = times.get(i) - times.get(i - 1);
                from = times.get(i - 1);
            }
        }
        assertThat(figures.get("longest_gap_s").decimalValue()).isEqualByComparingTo(seconds(gap * 1000));
        assertThat(figures.get("longest_gap_from").textValue()).isEqualTo(instant(from));

        Map.Entry<Long, Long> burst = most(count(time -> time));
        assertThat(burst.getValue()).as("events that share an instant").isGreaterThan(1);
        assertThat(figures.get("largest_burst").longValue()).isEqualTo(burst.getValue());
        assertThat(figures.get("largest_burst_at").textValue()).isEqualTo(instant(burst.getKey()));

        Map.Entry<Long, Long> minute = most(count(time -> time / MICROS_PER_MINUTE));
        assertThat(figures.get("busiest_minute").longValue()).isEqualTo(minute.getValue());
        assertThat(figures.get("busiest_minute_from").textValue())
                .isEqualTo(instant(minute.getKey() * MICROS_PER_MINUTE));
    }

    @Test
    void peaksAndDurationAtASpeed() {
        JsonNode figures = figures();
        assertThat(figures.get("peak_per_second").longValue())
                .isEqualTo(most(count(time -> dueNanos(time) / 1_000_000_000L)).getValue());
        assertThat(figures.get("peak_per_minute").longValue())
                .isEqualTo(most(count(time -> dueNanos(time) / 60_000_000_000L)).getValue());
        assertThat(figures.get("expected_duration_s").decimalValue())
                .isEqualByComparingTo(seconds(dueNanos(times.get(EVENTS - 1))));
        assertThat(figures.get("sustainable_speed").isNull()).isTrue();
    }

    @Test
    void durationAndSustainableSpeedUnderACap() {
        JsonNode figures = figures("--set", "policy.stream_speedup=max", "--set", "policy.rate_cap_eps=2.5");
        // The first at once, the others 0.4 s apart.
        assertThat(figures.get("expected_duration_s").decimalValue())
                .isEqualByComparingTo(new BigDecimal("0.4").multiply(BigDecimal.valueOf(EVENTS - 1)));
        long busiest = most(count(time -> time / MICROS_PER_MINUTE)).getValue();
        assertThat(figures.get("sustainable_speed").decimalValue())
                .isEqualByComparingTo(BigDecimal.valueOf(150)
                        .divide(BigDecimal.valueOf(busiest), new MathContext(3, RoundingMode.DOWN)));
        assertThat(figures.get("peak_per_second").isNull()).isTrue();
        assertThat(figures.get("peak_per_minute").isNull()).isTrue();
    }

    @Test
    void theHistogram() {
        JsonNode figures = figures();
        long first = times.get(0);
        long span = (times.get(EVENTS - 1) - first) / 24 + 1;
        Map<Long, Long> counts = count(time -> (time - first) / span);
        assertThat(figures.get("histogram_from").textValue()).isEqualTo(instant(first));
        assertThat(figures.get("histogram_span_s").decimalValue()).isEqualByComparingTo(seconds(span * 1000));
        assertThat(figures.get("histogram")).hasSize(24);
        for (int i = 0; i < 24; i++) {
            assertThat(figures.get("histogram").get(i).longValue())
                    .as("span %d", i)
                    .isEqualTo(counts.getOrDefault((long) i, 0L));
        }
    }
}

package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
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
    /** The number of events with each value of the flow key in each output, and that of each value. */
    private final Map<String, Long> flows = new TreeMap<>();

    private final Map<String, Long> values = new TreeMap<>();

    @BeforeEach
    void aWorldAndTheTimesOfItsEvents() throws IOException {
        config = Shell.world(temp.resolve("world"), EVENTS, "--parts", "3")
                .get("config")
                .textValue();
        Path out = temp.resolve("preview.jsonl");
        assertThat(new Shell().run("preview", "--config", config, "--out", out.toString()))
                .isZero();
        for (String line : Files.readAllLines(out)) {
            JsonNode event = Shell.json(line);
            Instant time = Instant.parse(event.get("ts_utc").textValue());
            times.add(ChronoUnit.MICROS.between(Instant.EPOCH, time));
            String flow = flow(event.get("payload"));
            flows.merge(event.get("event_type").textValue() + " " + flow, 1L, Long::sum);
            values.merge(flow, 1L, Long::sum);
        }
        assertThat(times).hasSize(EVENTS).isSorted();
    }

    private static String flow(JsonNode payload) {
        return Stream.of("flow_id", "merchant_id", "account_id", "party_id")
                .filter(payload::hasNonNull)
                .map(field -> payload.get(field).asText())
                .findFirst()
                .orElseThrow();
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

    private JsonNode perKey(String... more) {
        List<String> args = new ArrayList<>(List.of("--gate-latency", "200ms"));
        args.addAll(List.of(more));
        return figures(args.toArray(String[]::new)).get("per_key");
    }

    @Test
    void rateAtALatency_perKey_isThatOfTheBusiestFlow() {
        JsonNode rate = perKey("--set", "policy.max_in_flight=4000");
        long most = Collections.max(values.values());
        assertThat(rate.get("gate_latency_ms").decimalValue()).isEqualByComparingTo("200");
        assertThat(rate.get("ordering").textValue()).isEqualTo("per_key");
        assertThat(rate.get("limited_by").textValue()).isEqualTo("flow");
        assertThat(rate.get("sustainable_per_second").doubleValue())
                .isCloseTo(EVENTS / (most * 0.2), withinPercentage(0.001));
        assertThat(rate.get("greatest_share").doubleValue()).isCloseTo((double) most / EVENTS, withinPercentage(0.001));

        List<Long> counts = new ArrayList<>();
        for (JsonNode flow : rate.get("busiest_flows")) {
            String name =
                    flow.get("output_id").textValue() + " " + flow.get("flow").textValue();
            long events = flow.get("events").longValue();
            counts.add(events);
            assertThat(flows).containsEntry(name, events);
            assertThat(flow.get("share").doubleValue()).isCloseTo((double) events / EVENTS, withinPercentage(0.001));
            assertThat(flow.has("events_at_most")).isFalse();
        }
        assertThat(counts)
                .isEqualTo(flows.values().stream()
                        .sorted(Comparator.reverseOrder())
                        .limit(10)
                        .toList());
    }

    @Test
    void rateAtALatency_otherLimits_areWindowAndCap() {
        JsonNode window = perKey("--set", "policy.max_in_flight=2");
        assertThat(window.get("sustainable_per_second").decimalValue()).isEqualByComparingTo("10");
        assertThat(window.get("limited_by").textValue()).isEqualTo("in_flight");
        assertThat(window.get("busiest_flows")).hasSize(10);
        JsonNode cap = perKey("--set", "policy.max_in_flight=2", "--set", "policy.rate_cap_eps=9.5");
        assertThat(cap.get("sustainable_per_second").decimalValue()).isEqualByComparingTo("9.5");
        assertThat(cap.get("limited_by").textValue()).isEqualTo("rate_cap");
        JsonNode global = perKey("--set", "policy.max_in_flight=99", "--set", "policy.ordering=global");
        assertThat(global.get("sustainable_per_second").decimalValue()).isEqualByComparingTo("5");
        JsonNode none = perKey("--set", "policy.max_in_flight=99", "--set", "policy.ordering=none");
        assertThat(none.get("sustainable_per_second").decimalValue()).isEqualByComparingTo("495");
        assertThat(none.get("busiest_flows")).isEmpty();
    }

    /** Events before the start do not count, nor does the layout of the payload matter. */
    @Test
    void rateAtALatency_laterStartAndOtherFraming_isThatOfTheEventsStreamed() {
        JsonNode rate = perKey(
                "--start-at",
                instant(times.get(EVENTS - 1)),
                "--set",
                "policy.stream_speedup=max",
                "--set",
                "policy.framing=canonical");
        assertThat(rate.get("greatest_share").decimalValue()).isEqualByComparingTo("1");
        assertThat(rate.get("busiest_flows")).hasSize(1);
        assertThat(rate.get("busiest_flows").get(0).get("events").longValue()).isEqualTo(1);
    }

    @Test
    void rateAtALatency_noneGiven_isLeftOut() {
        assertThat(figures().has("per_key")).isFalse();
    }
}

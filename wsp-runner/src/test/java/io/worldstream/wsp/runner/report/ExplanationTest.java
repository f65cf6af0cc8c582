package io.worldstream.wsp.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.plan.OutputRole;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.Stamps;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.TrafficWindow;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.EnvelopePolicy;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.PayloadProfile;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.Explanation;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamFigures;
import io.worldstream.wsp.report.SustainableRate;
import io.worldstream.wsp.report.SustainableRate.BusyFlow;
import io.worldstream.wsp.report.SustainableRate.Limit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ExplanationTest {
    private static final RunId RUN = new RunId("a".repeat(32));
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static StreamPlan plan(@Nullable TrafficWindow window) {
        return StreamPlan.builder(
                        new Pins(
                                new Hex64("1".repeat(64)),
                                new Hex64("2".repeat(64)),
                                Pins.MAX_SEED,
                                "scenario",
                                RUN,
                                "platform_7",
                                new RunId("b".repeat(32))),
                        new Hex64("4".repeat(64)))
                .targets(List.of(StreamPlan.Target.builder(
                                new OutputId("trades"), "data/part-*.jsonl", "{}", new Hex64("3".repeat(64)))
                        .role(OutputRole.CONTEXT)
                        .primaryKey(List.of("venue", "seq"))
                        .instanceScoped(true)
                        .time("timestamp", TimeFormat.EPOCH_S)
                        .instanceReceiptRef("proofs/trades.json")
                        .build()))
                .absent(List.of(new OutputId("flows")))
                .neverStream(Set.of("s4_*", "labels"))
                .window(window)
                .envelope(EnvelopePolicy.DEFAULTS
                        .withPayloadProfile(PayloadProfile.CANONICAL)
                        .withContract(EnvelopeContract.V1)
                        .withProducer("svc:x"))
                .stamps(new Stamps(null, "1.4.0"))
                .notes(List.of("a note of the plan"))
                .build();
    }

    private static RunSummary summary(ReadyDisposition status, List<Violation> violations) {
        return RunSummary.builder(status)
                .runId(RUN)
                .violations(violations)
                .events(EventCounts.builder().planned(12_345).collapsed(6).build())
                .eventTimes(START, START.plusSeconds(1))
                .notes(List.of("a note of the plan", "a note of the summary"))
                .build();
    }

    @Test
    void peopleAreToldEverythingThatThePlanHolds() {
        String text = ExplanationText.of(streamed(plan(new TrafficWindow(START, START.plusSeconds(60)))));
        assertThat(text)
                .contains(
                        "run          " + RUN,
                        "plan digest  " + "4".repeat(64),
                        "18446744073709551615",
                        "platform_7",
                        "role           context",
                        "outputs that are never streamed\n  labels, s4_*\n",
                        "key            venue, seq",
                        "gates          none needed",
                        "instance       PASS, proofs/trades.json",
                        "time           timestamp, epoch_s",
                        "schema_version left out",
                        "optional outputs that are absent\n  flows",
                        "framing              canonical",
                        "span_id              1.4.0",
                        "window               2026-01-01T00:00:00.000000Z to before 2026-01-01T00:01:00.000000Z",
                        "planned              12,345",
                        "collapsed            6 rows that repeat another",
                        "last                 2026-01-01T00:00:01.000000Z")
                .containsOnlyOnce("a note of the plan")
                .contains("a note of the summary");
    }

    @Test
    void peopleAreToldEveryViolation() {
        String text = ExplanationText.of(refused(
                new Violation(ReasonCode.PIN_MISMATCH, "facts_view#/pins/seed", "differs"),
                new Violation(ReasonCode.GATE_MISSING, "facts_view#/gate_receipts", "there is none")));
        assertThat(text)
                .contains(
                        "would end    REFUSED, PIN_MISMATCH",
                        "violations (2)",
                        "  PIN_MISMATCH at facts_view#/pins/seed\n      differs\n",
                        "  GATE_MISSING at facts_view#/gate_receipts\n      there is none\n")
                .doesNotContain("planned");
    }

    @Test
    void programsAreToldTheSame() {
        String line = ExplanationJson.line(streamed(plan(new TrafficWindow(START, START.plusSeconds(60)))));
        assertThat(line)
                .startsWith("{\"run_id\":\"" + RUN + "\",\"status\":\"COMPLETED\"")
                .contains("\"plan\":{\"digest\":\"" + "4".repeat(64) + "\",\"pins\":{\"manifest_fingerprint\":\""
                        + "1".repeat(64) + "\",\"parameter_hash\":\"" + "2".repeat(64)
                        + "\",\"seed\":\"18446744073709551615\",\"scenario_id\":\"scenario\",\"run_id\":\"" + RUN
                        + "\",\"platform_run_id\":\"platform_7\",\"scenario_run_id\":\"" + "b".repeat(32)
                        + "\"},\"targets\":[{\"output_id\":\"trades\",\"role\":\"context\",\"path\":\"data/part-*.jsonl\",\"content_digest\":\""
                        + "3".repeat(64)
                        + "\",\"primary_key\":[\"venue\",\"seq\"],\"gates\":[],\"instance_scoped\":true,"
                        + "\"instance_receipt\":\"proofs/trades.json\",\"ts_field\":\"timestamp\",\"ts_format\":\"epoch_s\","
                        + "\"schema_version\":null}],\"absent\":[\"flows\"],\"never_stream\":[\"labels\",\"s4_*\"],\"window\":{\"start_utc\":"
                        + "\"2026-01-01T00:00:00.000000Z\",\"end_utc\":\"2026-01-01T00:01:00.000000Z\"},"
                        + "\"framing\":\"canonical\",\"event_id\":\"legacy_pull\",\"envelope_contract\":\"v1\",\"producer\":\"svc:x\",\"trace_id\":null,\"span_id\":\"1.4.0\",\"notes\":[\"a"
                        + " note of the plan\"]}")
                .endsWith("\"figures\":{\"longest_gap_s\":0.25,\"longest_gap_from\":\"2026-01-01T00:00:00.500000Z\","
                        + "\"largest_burst\":7,\"largest_burst_at\":\"2026-01-01T00:00:00.000000Z\",\"busiest_minute\":12345,"
                        + "\"busiest_minute_from\":\"2026-01-01T00:00:00.000000Z\",\"peak_per_second\":200,"
                        + "\"peak_per_minute\":12000,\"sustainable_speed\":14.5,\"expected_duration_s\":3661,\"histogram_from\":\"2026-01-01T00:00:00.000000Z\",\"histogram_span_s\":0.5,\"histogram\":[12000,0,345]},\"remarks\":[\"a"
                        + " remark\"]}");
        assertThat(ExplanationJson.line(streamed(plan(null)))).contains("\"window\":null");
        assertThat(ExplanationJson.line(refused())).endsWith("\"plan\":null,\"figures\":null,\"remarks\":[]}");
    }

    @Test
    void peopleAreToldWhatTheStreamAsksOfTheGate() {
        assertThat(ExplanationText.of(streamed(plan(null))))
                .contains(
                        "peak per second      200 events at the planned speed",
                        "peak per minute      12,000 events at the planned speed",
                        "busiest minute       12,345 events of event time, from 2026-01-01T00:00:00.000000Z",
                        "largest burst        7 events at one instant, from 2026-01-01T00:00:00.000000Z",
                        "longest gap          0.250000 s of event time, from 2026-01-01T00:00:00.500000Z",
                        "sustainable speed    14.5, at which the cap takes the busiest minute",
                        "expected duration    1 h 1 min, if the gate answers at once",
                        "events over event time, each line 0.500000 s",
                        "  2026-01-01T00:00:00.000000Z " + "#".repeat(40) + " 12,000\n",
                        "  2026-01-01T00:00:00.500000Z " + " ".repeat(40) + " 0\n",
                        "  2026-01-01T00:00:01.000000Z ##" + " ".repeat(38) + " 345\n",
                        "a remark");
        assertThat(ExplanationText.of(refused())).doesNotContain("what the stream asks", "#");
    }

    private static SustainableRate.Builder rate(Ordering ordering, Limit limit) {
        return SustainableRate.builder(Duration.ofNanos(200_250_000), ordering, new BigDecimal("1.25E+3"), limit);
    }

    private static SustainableRate byFlow(Limit limit) {
        return rate(Ordering.PER_KEY, limit)
                .greatestShare(new BigDecimal("0.00400001"))
                .busiestFlows(List.of(
                        BusyFlow.of(new OutputId("trades"), "\"a", 4_000, 4_000, new BigDecimal("0.004")),
                        BusyFlow.of(new OutputId("fees"), "7", 1, 31, new BigDecimal("1E-6"))))
                .build();
    }

    @Test
    void sustainableRate_isWrittenWithItsFlows() {
        assertThat(ExplanationJson.line(streamed(plan(null), byFlow(Limit.FLOW))))
                .endsWith(
                        ",\"histogram\":[12000,0,345],\"per_key\":{\"gate_latency_ms\":200.25,\"ordering\":\"per_key\","
                                + "\"sustainable_per_second\":1250,\"limited_by\":\"flow\",\"greatest_share\":0.00400001,"
                                + "\"busiest_flows\":[{\"output_id\":\"trades\",\"flow\":\"\\\"a\",\"events\":4000,\"share\":0.004},"
                                + "{\"output_id\":\"fees\",\"flow\":\"7\",\"events\":1,\"events_at_most\":31,\"share\":0.000001}]}},"
                                + "\"remarks\":[\"a remark\"]}");
        assertThat(ExplanationJson.line(streamed(
                        plan(null), rate(Ordering.GLOBAL, Limit.IN_FLIGHT).build())))
                .contains("\"ordering\":\"global\",\"sustainable_per_second\":1250,\"limited_by\":\"in_flight\","
                        + "\"greatest_share\":null,\"busiest_flows\":[]}}");
    }

    @Test
    void sustainableRate_isToldWithTheLimitThatBinds() {
        assertThat(ExplanationText.of(streamed(plan(null), byFlow(Limit.FLOW))))
                .contains("rate that the stream sustains if the gate answers in 200250us\n"
                        + "  sustainable          1250 events per second\n"
                        + "  limited by           the busiest flow: one of its events is in flight at a time, and it has"
                        + " 0.4 % of all events\n"
                        + "  busiest flows\n"
                        + "    \"\"a\" of trades: 4,000 events, 0.4 % of all\n"
                        + "    \"7\" of fees: 1 to 31 events, 0.0001 % of all\n");
        assertThat(limitedBy(byFlow(Limit.IN_FLIGHT)))
                .isEqualTo("policy.max_in_flight, the number of events in flight: a rate needs rate x latency of them");
        assertThat(limitedBy(byFlow(Limit.RATE_CAP))).isEqualTo("policy.rate_cap_eps; of a schedule, its highest rate");
        assertThat(limitedBy(rate(Ordering.GLOBAL, Limit.IN_FLIGHT).build()))
                .isEqualTo("policy.ordering: global keeps one event in flight");
        assertThat(limitedBy(rate(Ordering.NONE, Limit.IN_FLIGHT).build()))
                .isEqualTo("policy.max_in_flight, the number of events in flight: a rate needs rate x latency of them");
        assertThat(ExplanationText.of(streamed(
                        plan(null), rate(Ordering.NONE, Limit.IN_FLIGHT).build())))
                .doesNotContain("busiest flows");
        assertThat(ExplanationText.of(streamed(
                        plan(null), rate(Ordering.PER_KEY, Limit.IN_FLIGHT).build())))
                .contains("  busiest flows        none: each event is a flow of its own\n");
        assertThat(ExplanationText.of(streamed(plan(null)))).doesNotContain("sustains", "busiest flows");
    }

    private static String limitedBy(SustainableRate rate) {
        return ExplanationText.of(streamed(plan(null), rate))
                .lines()
                .filter(line -> line.startsWith("  limited by "))
                .findFirst()
                .orElseThrow()
                .substring("  limited by           ".length());
    }

    private static Explanation streamed(StreamPlan plan) {
        return streamed(plan, null);
    }

    private static Explanation streamed(StreamPlan plan, @Nullable SustainableRate rate) {
        StreamFigures figures = StreamFigures.builder(START, Duration.ofMillis(500), List.of(12_000L, 0L, 345L))
                .longestGap(Duration.ofMillis(250), START.plusMillis(500))
                .largestBurst(7, START)
                .busiestMinute(12_345, START)
                .peaks(200L, 12_000L)
                .sustainableSpeed(new BigDecimal("14.5"))
                .expectedDuration(Duration.ofSeconds(3661))
                .sustainableRate(rate)
                .build();
        return Explanation.builder(summary(ReadyDisposition.COMPLETED, List.of()))
                .plan(plan)
                .figures(figures)
                .remarks(List.of("a remark"))
                .build();
    }

    private static Explanation refused(Violation... violations) {
        return Explanation.builder(summary(ReadyDisposition.REFUSED, List.of(violations)))
                .build();
    }
}

package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.TrafficWindow;
import io.worldstream.wsp.report.Explanation;
import io.worldstream.wsp.report.StreamFigures;
import io.worldstream.wsp.report.SustainableRate;
import io.worldstream.wsp.report.SustainableRate.BusyFlow;
import io.worldstream.wsp.runner.report.JsonLine.Fields;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Formats an explanation as JSON: the fields of {@link SummaryJson}; {@code plan}, null for a refusal; {@code figures},
 * null if there are none; and {@code remarks}.
 */
public final class ExplanationJson {
    private ExplanationJson() {}

    /** Returns the line, without its line break. */
    public static String line(Explanation explanation) {
        StreamPlan plan = explanation.plan();
        StreamFigures figures = explanation.figures();
        return JsonLine.of(line -> {
            SummaryJson.write(line, explanation.summary());
            if (plan == null) {
                line.putNull("plan");
            } else {
                line.put("plan", fields -> write(fields, plan));
            }
            if (figures == null) {
                line.putNull("figures");
            } else {
                line.put("figures", fields -> write(fields, figures));
            }
            line.putTexts("remarks", explanation.remarks());
        });
    }

    private static void write(JsonLine line, StreamPlan plan) throws IOException {
        line.put("digest", plan.digest())
                .put("pins", pins(plan.pins()))
                .putObjects(
                        "targets",
                        plan.targets().stream().map(ExplanationJson::target).toList())
                .putTexts("absent", plan.absent())
                .putTexts("never_stream", plan.neverStream());
        TrafficWindow window = plan.window();
        if (window == null) {
            line.putNull("window");
        } else {
            line.put("window", fields -> fields.put("start_utc", window.start()).put("end_utc", window.end()));
        }
        line.put("framing", lower(plan.payloadProfile()))
                .put("event_id", lower(plan.eventIdRecipe()))
                .put("envelope_contract", lower(plan.envelopeContract()))
                .put("producer", plan.producer())
                .put("trace_id", plan.stamps().traceId())
                .put("span_id", plan.stamps().spanId())
                .putTexts("notes", plan.notes());
    }

    /** Writes the figures. Durations are exact seconds, unless the name says otherwise. */
    private static void write(JsonLine line, StreamFigures figures) throws IOException {
        Duration expected = figures.expectedDuration();
        line.put("longest_gap_s", seconds(figures.longestGap()))
                .put("longest_gap_from", figures.longestGapFrom())
                .put("largest_burst", figures.largestBurst())
                .put("largest_burst_at", figures.largestBurstAt())
                .put("busiest_minute", figures.busiestMinute())
                .put("busiest_minute_from", figures.busiestMinuteFrom())
                .put("peak_per_second", number(figures.peakPerSecond()))
                .put("peak_per_minute", number(figures.peakPerMinute()))
                .put("sustainable_speed", figures.sustainableSpeed())
                .put("expected_duration_s", expected == null ? null : seconds(expected))
                .put("histogram_from", figures.histogramFrom())
                .put("histogram_span_s", seconds(figures.histogramSpan()))
                .putNumbers("histogram", figures.histogram());
        SustainableRate rate = figures.sustainableRate();
        if (rate != null) {
            line.put("per_key", fields -> write(fields, rate));
        }
    }

    private static void write(JsonLine line, SustainableRate rate) throws IOException {
        line.put("gate_latency_ms", seconds(rate.gateLatency()).movePointRight(3))
                .put("ordering", lower(rate.ordering()))
                .put("sustainable_per_second", rate.eventsPerSecond())
                .put("limited_by", lower(rate.limit()))
                .put("greatest_share", rate.greatestShare())
                .putObjects(
                        "busiest_flows",
                        rate.busiestFlows().stream().map(ExplanationJson::flow).toList());
    }

    /** Returns a flow, with both bounds of its events if they are not counted exactly. */
    private static Fields flow(BusyFlow flow) {
        return line -> {
            line.put("output_id", flow.outputId()).put("flow", flow.flow()).put("events", flow.events());
            if (flow.eventsAtMost() != flow.events()) {
                line.put("events_at_most", flow.eventsAtMost());
            }
            line.put("share", flow.share());
        };
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toSeconds())
                .add(BigDecimal.valueOf(duration.toNanosPart(), 9))
                .stripTrailingZeros();
    }

    private static @Nullable BigDecimal number(@Nullable Long value) {
        return value == null ? null : BigDecimal.valueOf(value);
    }

    /** Returns the pins. The seed is text: it may exceed the precision of JSON readers. */
    private static Fields pins(Pins pins) {
        return line -> {
            line.put("manifest_fingerprint", pins.manifestFingerprint())
                    .put("parameter_hash", pins.parameterHash())
                    .put("seed", pins.seed())
                    .put("scenario_id", pins.scenarioId())
                    .put("run_id", pins.runId());
            if (pins.platformRunId() != null) {
                line.put("platform_run_id", pins.platformRunId());
            }
            if (pins.scenarioRunId() != null) {
                line.put("scenario_run_id", pins.scenarioRunId());
            }
        };
    }

    private static Fields target(StreamPlan.Target target) {
        return line -> line.put("output_id", target.outputId())
                .put("role", lower(target.role()))
                .put("path", target.locatorPath())
                .put("content_digest", target.contentDigest())
                .putTexts("primary_key", target.primaryKey())
                .putTexts("gates", target.gates())
                .put("instance_scoped", target.instanceScoped())
                .put("instance_receipt", target.instanceReceiptRef())
                .put("ts_field", target.timeField())
                .put("ts_format", lower(target.timeFormat()))
                .put("schema_version", target.schemaVersion());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

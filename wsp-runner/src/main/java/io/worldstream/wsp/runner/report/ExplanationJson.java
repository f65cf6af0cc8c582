package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.Pins;
import io.worldstream.wsp.RunSummary;
import io.worldstream.wsp.StreamPlan;
import io.worldstream.wsp.TrafficWindow;
import io.worldstream.wsp.runner.report.JsonLine.Fields;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A plan for programs: the fields of {@link SummaryJson}, and {@code plan}, which is null for a refusal. */
public final class ExplanationJson {
    private ExplanationJson() {}

    /** The line, without its line break. */
    public static String line(RunSummary summary, @Nullable StreamPlan plan) {
        return JsonLine.of(line -> {
            SummaryJson.write(line, summary);
            if (plan == null) {
                line.putNull("plan");
            } else {
                line.put("plan", fields -> write(fields, plan));
            }
        });
    }

    private static void write(JsonLine line, StreamPlan plan) throws IOException {
        line.put("digest", plan.digest())
                .put("pins", pins(plan.pins()))
                .putObjects(
                        "targets",
                        plan.targets().stream().map(ExplanationJson::target).toList())
                .putTexts("absent", plan.absent());
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
                .putTexts("notes", plan.notes());
    }

    /** The seed is text: it may be beyond what readers of JSON numbers keep. */
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

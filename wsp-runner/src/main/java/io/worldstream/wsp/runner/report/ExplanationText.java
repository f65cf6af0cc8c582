package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.TrafficWindow;
import io.worldstream.wsp.policy.DurationText;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.Explanation;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamFigures;
import io.worldstream.wsp.report.SustainableRate;
import io.worldstream.wsp.report.SustainableRate.BusyFlow;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Formats an explanation as human-readable text: the plan, or the reasons for its refusal. Not thread-safe. */
public final class ExplanationText {
    private static final int HISTOGRAM_WIDTH = 40;
    private static final int MOST_FLOWS = 5;

    private final StringBuilder text = new StringBuilder();

    private ExplanationText() {}

    /** Returns the lines, each with its line break. */
    public static String of(Explanation explanation) {
        ExplanationText lines = new ExplanationText();
        lines.write(explanation);
        return lines.text.toString();
    }

    private void write(Explanation explanation) {
        RunSummary summary = explanation.summary();
        @Nullable StreamPlan plan = explanation.plan();
        line("run", summary.runId() == null ? "not named" : summary.runId());
        line("would end", summary.reason() == null ? summary.status() : summary.status() + ", " + summary.reason());
        if (plan != null) {
            write(plan);
        }
        if (plan != null && summary.violations().isEmpty()) {
            write(summary);
        }
        StreamFigures figures = explanation.figures();
        if (figures != null) {
            write(figures);
            if (figures.sustainableRate() != null) {
                write(figures.sustainableRate());
            }
            histogram(figures);
        }
        if (!summary.violations().isEmpty()) {
            heading("violations (" + summary.violations().size() + ")");
            for (Violation violation : summary.violations()) {
                text.append("  ").append(violation.code()).append(" at ").append(violation.path());
                text.append("\n      ").append(violation.message()).append('\n');
            }
        }
        Set<String> notes = new LinkedHashSet<>(plan == null ? List.of() : plan.notes());
        notes.addAll(summary.notes());
        notes.addAll(explanation.remarks());
        if (!notes.isEmpty()) {
            heading("notes");
            notes.forEach(note -> text.append("  ").append(note).append('\n'));
        }
    }

    private void write(StreamPlan plan) {
        line("plan digest", plan.digest());
        Pins pins = plan.pins();
        heading("pins");
        field("manifest_fingerprint", pins.manifestFingerprint());
        field("parameter_hash", pins.parameterHash());
        field("seed", pins.seed());
        field("scenario_id", pins.scenarioId());
        if (pins.platformRunId() != null) {
            field("platform_run_id", pins.platformRunId());
        }
        if (pins.scenarioRunId() != null) {
            field("scenario_run_id", pins.scenarioRunId());
        }
        heading("targets (" + plan.targets().size() + ")");
        plan.targets().forEach(this::write);
        if (!plan.absent().isEmpty()) {
            heading("optional outputs that are absent");
            plan.absent().forEach(output -> text.append("  ").append(output).append('\n'));
        }
        heading("outputs that are never streamed");
        text.append("  ")
                .append(plan.neverStream().isEmpty() ? "none" : String.join(", ", plan.neverStream()))
                .append('\n');
        heading("envelopes");
        field("framing", lower(plan.payloadProfile()));
        field("event_id", lower(plan.eventIdRecipe()));
        field("contract", lower(plan.envelopeContract()));
        field("producer", plan.producer());
        if (plan.stamps().traceId() != null) {
            field("trace_id", plan.stamps().traceId());
        }
        if (plan.stamps().spanId() != null) {
            field("span_id", plan.stamps().spanId());
        }
        TrafficWindow window = plan.window();
        heading("events");
        field(
                "window",
                window == null
                        ? "all rows"
                        : JsonLine.micros(window.start()) + " to before " + JsonLine.micros(window.end()));
    }

    private void write(StreamPlan.Target target) {
        text.append("  ").append(target.outputId()).append('\n');
        detail("role", lower(target.role()));
        detail("path", target.locatorPath());
        detail("sha256", target.contentDigest());
        detail("key", String.join(", ", target.primaryKey()));
        detail("gates", target.gates().isEmpty() ? "none needed" : String.join(", ", target.gates()) + ": PASS");
        if (target.instanceScoped()) {
            detail("instance", target.instanceReceiptRef() == null ? "PASS" : "PASS, " + target.instanceReceiptRef());
        }
        detail("time", target.timeField() + ", " + lower(target.timeFormat()));
        detail("schema_version", target.schemaVersion() == null ? "left out" : target.schemaVersion());
    }

    private void write(RunSummary summary) {
        EventCounts events = summary.events();
        field("planned", String.format(Locale.ROOT, "%,d", events.planned()));
        if (events.collapsed() > 0) {
            field(
                    "collapsed",
                    String.format(Locale.ROOT, "%,d ", events.collapsed())
                            + (events.collapsed() == 1 ? "row that repeats another" : "rows that repeat another"));
        }
        if (summary.firstEventTime() != null && summary.lastEventTime() != null) {
            field("first", JsonLine.micros(summary.firstEventTime()));
            field("last", JsonLine.micros(summary.lastEventTime()));
        }
    }

    private void write(StreamFigures figures) {
        heading("what the stream asks of the gate");
        if (figures.peakPerSecond() != null && figures.peakPerMinute() != null) {
            field("peak per second", count(figures.peakPerSecond()) + " at the planned speed");
            field("peak per minute", count(figures.peakPerMinute()) + " at the planned speed");
        }
        field("busiest minute", at(count(figures.busiestMinute()) + " of event time", figures.busiestMinuteFrom()));
        field("largest burst", at(count(figures.largestBurst()) + " at one instant", figures.largestBurstAt()));
        field("longest gap", at(DurationWords.of(figures.longestGap()) + " of event time", figures.longestGapFrom()));
        if (figures.sustainableSpeed() != null) {
            field(
                    "sustainable speed",
                    figures.sustainableSpeed().toPlainString() + ", at which the cap takes the busiest minute");
        }
        if (figures.expectedDuration() != null) {
            field("expected duration", DurationWords.of(figures.expectedDuration()) + ", if the gate answers at once");
        }
    }

    private void write(SustainableRate rate) {
        heading("rate that the stream sustains if the gate answers in " + DurationText.of(rate.gateLatency()));
        field("sustainable", rate.eventsPerSecond().toPlainString() + " events per second");
        field("limited by", limit(rate));
        if (rate.ordering() != Ordering.PER_KEY) {
            return;
        }
        if (rate.busiestFlows().isEmpty()) {
            field("busiest flows", "none: each event is a flow of its own");
            return;
        }
        text.append("  busiest flows\n");
        for (BusyFlow flow :
                rate.busiestFlows().subList(0, Math.min(rate.busiestFlows().size(), MOST_FLOWS))) {
            String upTo = flow.eventsAtMost() == flow.events()
                    ? ""
                    : String.format(Locale.ROOT, " to %,d", flow.eventsAtMost());
            text.append(String.format(
                    Locale.ROOT,
                    "    \"%s\" of %s: %,d%s %s, %s of all%n",
                    flow.flow(),
                    flow.outputId(),
                    flow.events(),
                    upTo,
                    LogText.noun(flow.eventsAtMost(), "event"),
                    percent(flow.share())));
        }
    }

    private static String limit(SustainableRate rate) {
        return switch (rate.limit()) {
            case FLOW ->
                "the busiest flow: one of its events is in flight at a time"
                        + (rate.greatestShare() == null
                                ? ""
                                : ", and it has " + percent(rate.greatestShare()) + " of all events");
            case IN_FLIGHT ->
                rate.ordering() == Ordering.GLOBAL
                        ? "policy.ordering: global keeps one event in flight"
                        : "policy.max_in_flight, the number of events in flight: a rate needs rate x latency of them";
            case RATE_CAP -> "policy.rate_cap_eps; of a schedule, its highest rate";
        };
    }

    private static String percent(BigDecimal share) {
        return share.movePointRight(2)
                        .round(new MathContext(3))
                        .stripTrailingZeros()
                        .toPlainString() + " %";
    }

    private void histogram(StreamFigures figures) {
        heading("events over event time, each line " + DurationWords.of(figures.histogramSpan()));
        long most =
                figures.histogram().stream().mapToLong(Long::longValue).max().orElse(0);
        Instant from = figures.histogramFrom();
        for (long events : figures.histogram()) {
            // Rounds up, so that every span with an event has a mark.
            int marks = (int) ((events * HISTOGRAM_WIDTH + most - 1) / Math.max(most, 1));
            text.append(String.format(
                            Locale.ROOT,
                            "  %s %-" + HISTOGRAM_WIDTH + "s %,d",
                            JsonLine.micros(from),
                            "#".repeat(marks),
                            events))
                    .append('\n');
            from = from.plus(figures.histogramSpan());
        }
    }

    private static String at(String what, @Nullable Instant instant) {
        return instant == null ? what : what + ", from " + JsonLine.micros(instant);
    }

    private static String count(long events) {
        return String.format(Locale.ROOT, "%,d ", events) + LogText.noun(events, "event");
    }

    private void heading(String name) {
        text.append('\n').append(name).append('\n');
    }

    private void line(String name, Object value) {
        text.append(String.format(Locale.ROOT, "%-12s %s%n", name, value));
    }

    private void field(String name, Object value) {
        text.append(String.format(Locale.ROOT, "  %-20s %s%n", name, value));
    }

    private void detail(String name, Object value) {
        text.append(String.format(Locale.ROOT, "    %-14s %s%n", name, value));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

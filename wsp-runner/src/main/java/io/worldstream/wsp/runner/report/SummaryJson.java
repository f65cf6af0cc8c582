package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.Lateness.Distribution;
import io.worldstream.wsp.report.LatenessCause;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.runner.report.JsonLine.Fields;
import java.io.IOException;
import java.util.Locale;

/**
 * Formats the summary of one READY as a line of stdout. Each line has every field, null if there is no value, so that
 * programs need not distinguish kinds of lines.
 */
public final class SummaryJson {
    private SummaryJson() {}

    /** Returns the line, without its line break. */
    public static String line(RunSummary summary) {
        return JsonLine.of(line -> write(line, summary));
    }

    static void write(JsonLine line, RunSummary summary) throws IOException {
        line.put("run_id", summary.runId())
                .put("status", summary.status())
                .put("reason", summary.reason())
                .putObjects(
                        "violations",
                        summary.violations().stream()
                                .map(SummaryJson::violation)
                                .toList())
                .put("plan_digest", summary.planDigest())
                .put("stream_digest", summary.streamDigest())
                .put("events", events(summary.events()));
        if (summary.firstEventTime() == null) {
            line.putNull("event_time");
        } else {
            line.put(
                    "event_time",
                    times -> times.put("first", summary.firstEventTime()).put("last", summary.lastEventTime()));
        }
        line.put("lateness_us", lateness -> {
            write(lateness, summary.lateness().total());
            lateness.put("by_cause", causes -> {
                for (LatenessCause cause : LatenessCause.values()) {
                    Distribution ofCause = summary.lateness().byCause().getOrDefault(cause, Distribution.NONE);
                    causes.put(cause.name().toLowerCase(Locale.ROOT), fields -> write(fields, ofCause));
                }
            });
        });
        line.put("speed", speed -> speed.put("asked", summary.speed()).putMeasured("achieved", summary.achievedSpeed()))
                .putTexts("notes", summary.notes());
    }

    static Fields violation(Violation violation) {
        return line ->
                line.put("code", violation.code()).put("path", violation.path()).put("message", violation.message());
    }

    static Fields events(EventCounts events) {
        return line -> line.put("planned", events.planned())
                .put("pushed", events.pushed())
                .put("admitted", events.admitted())
                .put("duplicate", events.duplicate())
                .put("quarantined", events.quarantined())
                .put("dead_lettered", events.deadLettered())
                .put("retries", events.retries())
                .put("collapsed", events.collapsed())
                .put("bad_rows", events.badRows());
    }

    private static void write(JsonLine line, Distribution lateness) throws IOException {
        if (lateness.events() == 0) {
            line.putNull("p50").putNull("p99").putNull("max");
        } else {
            line.put("p50", lateness.p50Micros())
                    .put("p99", lateness.p99Micros())
                    .put("max", lateness.maxMicros());
        }
    }
}

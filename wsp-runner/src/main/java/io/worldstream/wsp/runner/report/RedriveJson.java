package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.report.RedriveSummary;
import io.worldstream.wsp.report.RedrivenEvent;

/** Formats the results of a redrive as lines of stdout. Each line has every field; null means that it has no value. */
public final class RedriveJson {
    private RedriveJson() {}

    /** Returns the line of one event, without its line break. */
    public static String line(RedrivenEvent event) {
        return JsonLine.of(line -> line.put("event_id", event.eventId())
                .put("event_type", event.eventType())
                .put("position", event.position())
                .put("outcome", event.attempt().outcome())
                .putTexts("reason_codes", event.attempt().reasonCodes())
                .put("receipt_id", event.attempt().receiptId())
                .put("at", event.attempt().at()));
    }

    /** Returns the line of the summary, without its line break. */
    public static String line(RedriveSummary summary) {
        RedriveSummary.Counts events = summary.events();
        return JsonLine.of(line -> line.put("run_id", summary.runId())
                .put("status", summary.status())
                .putObjects(
                        "violations",
                        summary.violations().stream()
                                .map(SummaryJson::violation)
                                .toList())
                .put("open", events.open())
                .put("admitted", events.admitted())
                .put("duplicate", events.duplicate())
                .put("quarantined", events.quarantined())
                .put("failed", events.failed())
                .put("unsent", events.unsent()));
    }
}

package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.runner.control.LiveRun;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats one run of the ledger as a line of stdout. Each line has every field, except that of a damaged run. */
public final class LedgerJson {
    private LedgerJson() {}

    /**
     * Returns the line, without its line break.
     *
     * @param live what a host on this machine does with the run now, or null if none has it
     */
    public static String line(LedgerEntry entry, @Nullable LiveRun live) {
        return JsonLine.of(line -> {
            line.put("run_id", entry.runId())
                    .put("state", entry.state().name().toLowerCase(Locale.ROOT))
                    .put("held_by", entry.holder());
            Violation reason = entry.reason();
            if (reason == null) {
                line.putNull("reason");
            } else {
                line.put("reason", SummaryJson.violation(reason));
            }
            line.put("events", SummaryJson.events(entry.events()))
                    .put("redriven", entry.redriven())
                    .put("event_time", entry.eventTime())
                    .put("event_id", entry.eventId())
                    .put("plan_digest", entry.planDigest())
                    .put("stream_digest", entry.streamDigest())
                    .put("saved_at", entry.savedAt());
            if (live == null) {
                line.putNull("now");
            } else {
                line.put(
                        "now",
                        now -> now.put("phase", live.phase())
                                .put("speed", live.speed())
                                .put("cap", live.cap())
                                .put("in_flight", live.inFlight()));
            }
        });
    }

    /** Returns the line of a run whose record cannot be read. */
    public static String damaged(RunId run, Violation damage) {
        return JsonLine.of(
                line -> line.put("run_id", run).put("state", "damaged").put("reason", SummaryJson.violation(damage)));
    }
}

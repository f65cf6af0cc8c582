package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.report.RunState;
import java.time.Instant;
import java.util.Locale;

/** Formats one run of the ledger as human-readable text. */
public final class LedgerText {
    private LedgerText() {}

    /** Returns several lines, without the last line break. */
    public static String of(LedgerEntry entry) {
        StringBuilder out = new StringBuilder();
        out.append("run ").append(entry.runId()).append(": ").append(lower(entry.state()));
        if (entry.holder() != null) {
            out.append(", held by ").append(entry.holder());
        } else if (entry.state().unfinished()) {
            out.append(", not held: the next wsp run resumes it");
        } else if (entry.state() == RunState.HALTED) {
            out.append(": to resume it, use wsp run --resume");
        }
        EventCounts events = entry.events();
        if (events.planned() > 0 || events.pushed() > 0) {
            out.append(
                    String.format(Locale.ROOT, "%n  settled   %,d of %,d events", events.settled(), events.planned()));
        }
        if (events.badRows() > 0) {
            out.append(String.format(Locale.ROOT, "; %,d rows were dead-lettered", events.badRows()));
        }
        Instant eventTime = entry.eventTime();
        if (eventTime != null) {
            out.append(String.format(Locale.ROOT, "%n  stands at "))
                    .append(JsonLine.micros(eventTime))
                    .append('/')
                    .append(entry.eventId());
        }
        if (entry.reason() != null) {
            out.append(String.format(Locale.ROOT, "%n  reason    %s", entry.reason()));
        }
        return out.append(String.format(Locale.ROOT, "%n  saved     %s", JsonLine.micros(entry.savedAt())))
                .toString();
    }

    /** Returns the lines of a run whose record cannot be read, without the last line break. */
    public static String damaged(RunId run, Violation damage) {
        return String.format(Locale.ROOT, "run %s: damaged%n  reason    %s", run, damage);
    }

    private static String lower(RunState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}

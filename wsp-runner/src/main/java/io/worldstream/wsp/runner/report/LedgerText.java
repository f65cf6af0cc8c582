package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.runner.control.LiveRun;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Formats one run of the ledger as human-readable text. Its counts are those of the events before the saved position,
 * which says so: a summary counts all events with an outcome.
 */
public final class LedgerText {
    private LedgerText() {}

    /**
     * Returns several lines, without the last line break.
     *
     * @param live what a host on this machine does with the run now, or null if none has it
     */
    public static String of(LedgerEntry entry, @Nullable LiveRun live) {
        StringBuilder out = new StringBuilder();
        out.append("run ").append(entry.runId()).append(": ").append(lower(entry.state()));
        if (entry.holder() != null) {
            out.append(", held by ").append(entry.holder());
        } else if (entry.state().unfinished()) {
            out.append(", not held: the next wsp run resumes it");
        } else if (entry.state() == RunState.HALTED) {
            out.append(": to resume it, use wsp run --resume");
        }
        if (live != null) {
            out.append(line("now", live.toString()));
        }
        EventCounts events = entry.events();
        if (events.planned() > 0) {
            out.append(line("position", position(entry)));
            out.append(line(
                    "events",
                    String.format(
                            Locale.ROOT,
                            "%,d admitted, %,d duplicate, %,d quarantined, %,d dead-lettered",
                            events.admitted(),
                            events.duplicate(),
                            events.quarantined(),
                            events.deadLettered())));
        }
        if (entry.redriven() > 0) {
            out.append(line(
                    "redriven",
                    String.format(
                            Locale.ROOT,
                            "%,d of %,d quarantined are at the gate since",
                            entry.redriven(),
                            events.quarantined())));
        }
        if (events.badRows() > 0) {
            out.append(line("rows", String.format(Locale.ROOT, "%,d dead-lettered", events.badRows())));
        }
        if (entry.reason() != null) {
            out.append(line("reason", entry.reason().toString()));
        }
        return out.append(line("saved", JsonLine.micros(entry.savedAt()))).toString();
    }

    /** Returns the lines of a run whose record cannot be read, without the last line break. */
    public static String damaged(RunId run, Violation damage) {
        return "run " + run + ": damaged" + line("reason", damage.toString());
    }

    /** The counts that follow are those of the events up to here; later events may have an outcome too. */
    private static String position(LedgerEntry entry) {
        EventCounts events = entry.events();
        Instant eventTime = entry.eventTime();
        return eventTime == null
                ? String.format(Locale.ROOT, "before event 1 of %,d", events.planned())
                : String.format(
                        Locale.ROOT,
                        "after event %,d of %,d, %s/%s",
                        events.pushed(),
                        events.planned(),
                        JsonLine.micros(eventTime),
                        entry.eventId());
    }

    private static String line(String name, String value) {
        return String.format("%n  %-10s", name) + value;
    }

    private static String lower(RunState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}

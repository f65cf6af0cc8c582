package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.runner.report.JsonLine;
import java.time.Instant;
import java.util.Optional;

/** Messages about runs that were in progress when the command was stopped. */
final class Stops {
    private Stops() {}

    /**
     * Returns the line for one run. The place it names is the saved one: later events may also have an outcome, and are
     * sent again.
     *
     * @param kept the record of the run after this host stopped; empty if there is none
     * @param heldHere whether this process streamed the run and holds it until it exits, since the gate did not answer
     *     in time
     */
    static String line(RunId run, Optional<LedgerEntry> kept, boolean heldHere) {
        if (kept.isEmpty()) {
            return "wsp: run " + run + " was stopped before its first checkpoint; the next wsp run starts it";
        }
        LedgerEntry entry = kept.get();
        if (heldHere) {
            return "wsp: run " + run + " was stopped " + place(entry)
                    + ", with events in flight and their outcome unknown" + whatFollows(entry);
        }
        if (entry.holder() != null) {
            return "wsp: run " + run + " is held by " + entry.holder() + "; last saved " + place(entry);
        }
        return "wsp: run " + run + " was stopped " + place(entry) + whatFollows(entry);
    }

    private static String place(LedgerEntry entry) {
        Instant eventTime = entry.eventTime();
        return eventTime == null
                ? "before its first event"
                : "after event " + entry.events().pushed() + " of "
                        + entry.events().planned() + ", at event time " + JsonLine.micros(eventTime);
    }

    private static String whatFollows(LedgerEntry entry) {
        return switch (entry.state()) {
            case RECEIVED, PLANNED, STREAMING, PAUSED ->
                entry.eventTime() == null ? "; the next wsp run starts it" : "; the next wsp run resumes it there";
            case HALTED -> "; it had halted: to resume it there, use wsp run --resume";
            case COMPLETED -> "; it is complete";
            case REFUSED -> "; it was refused, and is checked again when its READY comes";
        };
    }
}

package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.runner.report.JsonLine;
import java.time.Instant;
import java.util.Optional;

/** What is said of a run that was in progress when the command was asked to stop. */
final class Stops {
    private Stops() {}

    /**
     * A line for people. Where the run goes on is the saved place: events behind it may have their outcome too, and are sent
     * again.
     *
     * @param kept what is kept of the run once this host was stopped; empty if nothing is
     * @param heldHere whether this process streamed the run and holds it until it ends, since the gate did not answer in time
     */
    static String line(RunId run, Optional<LedgerEntry> kept, boolean heldHere) {
        if (kept.isEmpty()) {
            return "wsp: run " + run + " was stopped, and nothing of it is saved yet; it begins when wsp starts";
        }
        LedgerEntry entry = kept.get();
        if (heldHere) {
            return "wsp: run " + run + " was stopped " + place(entry)
                    + ", with events in flight whose outcome is unknown" + whatFollows(entry);
        }
        if (entry.holder() != null) {
            return "wsp: run " + run + " is held by " + entry.holder() + "; saved last " + place(entry);
        }
        return "wsp: run " + run + " was stopped " + place(entry) + whatFollows(entry);
    }

    private static String place(LedgerEntry entry) {
        Instant eventTime = entry.eventTime();
        return eventTime == null
                ? "before its first event was settled"
                : "at event time " + JsonLine.micros(eventTime) + ", "
                        + entry.events().settled() + " of " + entry.events().planned() + " events settled";
    }

    private static String whatFollows(LedgerEntry entry) {
        return switch (entry.state()) {
            case RECEIVED, PLANNED, STREAMING, PAUSED ->
                entry.eventTime() == null ? "; it begins when wsp starts" : "; it goes on from there when wsp starts";
            case HALTED -> "; it had halted, and goes on from there with wsp run --resume";
            case COMPLETED -> "; it is complete";
            case REFUSED -> "; it was refused before, and is checked anew when its READY comes";
        };
    }
}

package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RedriveSummary;
import io.worldstream.wsp.report.RedrivenEvent;
import java.util.Locale;

/** Formats the results of a redrive as text. */
public final class RedriveText {
    private RedriveText() {}

    /** Returns the line of one event, without its line break: its id, the outcome, and the reasons if there are any. */
    public static String line(RedrivenEvent event) {
        RedriveAttempt attempt = event.attempt();
        String reasons = attempt.reasonCodes().isEmpty() || attempt.outcome().landed()
                ? ""
                : "  " + LogText.path(String.join(",", attempt.reasonCodes()));
        return event.eventId() + "  " + attempt.outcome() + reasons;
    }

    /**
     * Returns the line of the summary, without its line break.
     *
     * @param chosen whether the events were chosen by their ids
     */
    public static String line(RedriveSummary summary, boolean chosen) {
        RedriveSummary.Counts events = summary.events();
        if (summary.status() == ReadyDisposition.REFUSED) {
            return "run " + summary.runId() + ": refused; nothing was sent";
        }
        if (events.open() == 0 && summary.status() == ReadyDisposition.HALTED) {
            return "run " + summary.runId() + ": nothing was sent";
        }
        if (events.open() == 0) {
            return "run " + summary.runId() + ": nothing to redrive; "
                    + (chosen ? "the events of --event are at the gate already" : "no quarantined event is open");
        }
        return String.format(
                Locale.ROOT,
                "run %s: %,d of %,d at the gate: %,d admitted, %,d duplicate; %,d quarantined again, %,d failed, %,d not sent",
                summary.runId(),
                events.admitted() + events.duplicate(),
                events.open(),
                events.admitted(),
                events.duplicate(),
                events.quarantined(),
                events.failed(),
                events.unsent());
    }
}

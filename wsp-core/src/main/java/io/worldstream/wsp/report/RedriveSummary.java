package io.worldstream.wsp.report;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import java.util.List;
import java.util.Objects;

/**
 * The result of a redrive. Immutable.
 *
 * @param runId the run
 * @param status {@link ReadyDisposition#COMPLETED} if every chosen event is on the bus, also if none was open; {@link
 *     ReadyDisposition#REFUSED} if a check of the run failed and nothing was sent; {@link ReadyDisposition#HALTED} if
 *     chosen events are still open, or all were chosen and some events that the gate quarantined have no record
 * @param events the number of events by outcome
 * @param violations all findings of a refusal, or the one cause of a halt; otherwise empty, also if the
 *     redrive {@linkplain RedriveStoppedException was stopped}
 */
public record RedriveSummary(RunId runId, ReadyDisposition status, Counts events, List<Violation> violations) {
    public RedriveSummary {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(events, "events");
        violations = List.copyOf(violations);
    }

    /**
     * The number of events by outcome.
     *
     * @param open the chosen events that were not on the bus when the redrive began
     * @param admitted of these, the events that the gate admitted
     * @param duplicate the events that the gate had already
     * @param quarantined the events that the gate quarantined again
     * @param failed the events that the gate rejected, or did not settle within the retry budget
     */
    public record Counts(long open, long admitted, long duplicate, long quarantined, long failed) {
        /** Returns the number of events without an outcome, because the redrive ended before. */
        public long unsent() {
            return open - admitted - duplicate - quarantined - failed;
        }
    }
}

package io.worldstream.wsp.report;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.Speedup;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the handling of one READY ended, once for each.
 *
 * @param runId the run, or null if the READY does not name one
 * @param status how it ended
 * @param reason the first violation's code; null where there is none
 * @param violations what was found: the one cause of a halt, or all that a refusal is for, up to {@link
 *     Limits#maxFindings()} or {@link Limits#maxRowViolations()}; if more was found, one more that says how much
 * @param planDigest the plan, if there was one
 * @param streamDigest over the events with a terminal outcome, up to the first without (contracts 10); for a preview over
 *     all events; null if nothing was streamed
 * @param events what became of the events
 * @param firstEventTime the first event's time, or null if the plan has none or was not surveyed
 * @param lastEventTime the last event's time, likewise
 * @param lateness how late events left
 * @param speed the speedup that was last asked for, or null if nothing was streamed
 * @param achievedSpeed simulated seconds per second of wall time between the first release and the last; null where
 *     fewer than two instants were released
 * @param notes remarks for people; nothing in them is new to a program
 */
public record RunSummary(
        @Nullable RunId runId,
        ReadyDisposition status,
        @Nullable ReasonCode reason,
        List<Violation> violations,
        @Nullable Hex64 planDigest,
        @Nullable Hex64 streamDigest,
        EventCounts events,
        @Nullable Instant firstEventTime,
        @Nullable Instant lastEventTime,
        Lateness lateness,
        @Nullable Speedup speed,
        @Nullable Double achievedSpeed,
        List<String> notes) {
    public RunSummary {
        Objects.requireNonNull(status, "status");
        violations = List.copyOf(violations);
        Objects.requireNonNull(events, "events");
        Objects.requireNonNull(lateness, "lateness");
        notes = List.copyOf(notes);
    }
}

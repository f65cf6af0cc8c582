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
 * The result of handling one READY; reported once for each.
 *
 * @param runId the run, or null if the READY does not name one
 * @param status the result
 * @param reason the code of the first violation, or null if there is none
 * @param violations the one cause of a halt, or all causes of a refusal up to {@link Limits#maxFindings()} or {@link
 *     Limits#maxRowViolations()}; beyond that, one more that counts the rest
 * @param planDigest the plan's digest, or null if there was no plan
 * @param streamDigest the digest of the events up to the first without a terminal outcome (contracts 10), or of all
 *     events for a preview; null if nothing was streamed
 * @param events the events, by outcome
 * @param firstEventTime the time of the first event, or null if the plan has no events or was not surveyed
 * @param lastEventTime the time of the last event, or null if the plan has no events or was not surveyed
 * @param lateness the distribution of how late events left
 * @param speed the speedup that was last requested, or null if nothing was streamed
 * @param achievedSpeed simulated seconds per second of wall time between the first release and the last; null if fewer
 *     than two instants were released
 * @param notes human-readable remarks; they hold nothing that the other fields do not
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

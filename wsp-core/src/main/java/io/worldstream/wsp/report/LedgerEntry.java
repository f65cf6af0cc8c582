package io.worldstream.wsp.report;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last saved position of a run.
 *
 * @param runId the run
 * @param state the run's state
 * @param reason the cause of a refusal or halt, or null
 * @param holder the current holder of the run as its lease names it, or null if no host holds it
 * @param events the outcomes of its events up to the cursor; {@code planned} is 0 before the survey, {@code pushed}
 *     counts the events that the cursor has passed
 * @param eventTime the event time of the last event that the cursor passed, or null if it passed none
 * @param eventId the id of that event, or null if the cursor passed none
 * @param planDigest the plan's digest, or null before there was a plan
 * @param streamDigest the digest of the events that the cursor passed (contracts 10), or null if it passed none
 * @param savedAt the wall time of the save
 */
public record LedgerEntry(
        RunId runId,
        RunState state,
        @Nullable Violation reason,
        @Nullable String holder,
        EventCounts events,
        @Nullable Instant eventTime,
        @Nullable EventId eventId,
        @Nullable Hex64 planDigest,
        @Nullable Hex64 streamDigest,
        Instant savedAt) {
    public LedgerEntry {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(events, "events");
        Objects.requireNonNull(savedAt, "savedAt");
    }
}

package io.worldstream.wsp.report;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stood when it was saved last.
 *
 * @param runId the run
 * @param state its state
 * @param reason why it was refused or halted, or null
 * @param holder who holds the run now, in the terms of its lease, or null if nobody does
 * @param events what had become of its events up to the cursor; {@code planned} is 0 before its survey, {@code pushed} is what
 *     the cursor has passed
 * @param eventTime event time of the last event that the cursor passed, or null if it passed none
 * @param eventId that event's id, likewise
 * @param planDigest the plan, or null before there was one
 * @param streamDigest over the events that the cursor passed (contracts 10), or null if it passed none
 * @param savedAt wall time of the save
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

package io.worldstream.wsp.internal.lease;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.report.RunState;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The saved record of a run: its READY, state and cursor. A single record, so that state and cursor never disagree.
 *
 * @param ready the READY that announced the run
 * @param epoch the epoch of the lease under which the record was written
 * @param state the state of the run
 * @param reason the reason for a refusal or halt, or null
 * @param planDigest the digest of the plan to which the cursor belongs, or null if there is no plan yet
 * @param planned the known number of events of the plan, 0 before the survey
 * @param badRows the known number of dead-lettered rows of the plan, 0 before the survey
 * @param cursor the settled prefix of the plan's events (I8)
 * @param savedAt the wall time of the save; informational only
 */
public record RunRecord(
        ReadySignal ready,
        long epoch,
        RunState state,
        @Nullable Violation reason,
        @Nullable Hex64 planDigest,
        long planned,
        long badRows,
        Cursor cursor,
        Instant savedAt) {
    public RunRecord {
        Objects.requireNonNull(ready, "ready");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(cursor, "cursor");
        Objects.requireNonNull(savedAt, "savedAt");
        if (cursor.events() > 0 && planDigest == null) {
            throw new IllegalArgumentException("a cursor past the first event needs a plan digest");
        }
    }
}

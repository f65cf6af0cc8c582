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
 * What is kept of a run: what announced it, its state and its cursor. One record, so that state and cursor never disagree.
 *
 * @param ready what announced it
 * @param epoch of the lease under which it was written
 * @param state where the run stands
 * @param reason why it was refused or halted, or null
 * @param planDigest the plan that the cursor is a place in, or null before there was one
 * @param planned events of the plan as far as known, 0 before the survey
 * @param badRows rows of the plan that were set aside as far as known
 * @param cursor the settled prefix of the plan's events (I8)
 * @param savedAt wall time, for people: nothing follows from it
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
            throw new IllegalArgumentException("a cursor is a place in a plan");
        }
    }
}

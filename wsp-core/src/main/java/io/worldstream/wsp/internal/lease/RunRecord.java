package io.worldstream.wsp.internal.lease;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.plan.OraclePackRef;
import io.worldstream.wsp.plan.PlatformAnnouncement;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.report.EventCounts;
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
 * @param plan the plan to which the cursor belongs, as far as it is known
 * @param cursor the settled prefix of the plan's events (I8)
 * @param savedAt the wall time of the save; informational only
 */
public record RunRecord(
        ReadySignal ready,
        long epoch,
        RunState state,
        @Nullable Violation reason,
        Plan plan,
        Cursor cursor,
        Instant savedAt) {
    public RunRecord {
        Objects.requireNonNull(ready, "ready");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(cursor, "cursor");
        Objects.requireNonNull(savedAt, "savedAt");
        if (cursor.events() > 0 && plan.digest() == null) {
            throw new IllegalArgumentException("a cursor past the first event needs a plan digest");
        }
    }

    /** Returns this record with the announcement of its READY. */
    RunRecord announced(PlatformAnnouncement announcement) {
        ReadySignal announced = new ReadySignal(
                ready.messageId(), ready.runId(), ready.factsViewRef(), ready.bundleHash(), announcement);
        return new RunRecord(announced, epoch, state, reason, plan, cursor, savedAt);
    }

    /** Returns this record with another cursor. */
    RunRecord withCursor(Cursor other) {
        return new RunRecord(ready, epoch, state, reason, plan, other, savedAt);
    }

    /**
     * Returns this record with the number of its quarantined events that a redrive has brought to the bus, as saved by
     * that redrive.
     *
     * @param events the number of events
     * @param redriveEpoch the epoch of the redrive's lease
     * @param now the wall time of the save
     */
    public RunRecord redriven(long events, long redriveEpoch, Instant now) {
        return new RunRecord(ready, redriveEpoch, state, reason, plan, cursor.withRedriven(events), now);
    }

    /**
     * Returns whether a READY for this run cannot resume it, because it announces other content, or another platform
     * run for one that was not refused: the refused READY may be the one that was wrong.
     */
    public boolean contradicts(ReadySignal other) {
        return !ready.announcesSameAs(other) || (state != RunState.REFUSED && ready.isOfAnotherPlatformRunThan(other));
    }

    /**
     * Returns a READY for this run with the fields of the pack that it lacks and the run began with. A re-emission may
     * omit them, and the envelopes of a run that has begun must not change.
     */
    public ReadySignal completed(ReadySignal later) {
        PlatformAnnouncement first = ready.announcement();
        PlatformAnnouncement second = later.announcement();
        if (cursor.events() == 0
                || first == null
                || second == null
                || first.oraclePackRef() == null
                || ready.isOfAnotherPlatformRunThan(later)) {
            return later;
        }
        OraclePackRef pack = second.oraclePackRef() == null
                ? first.oraclePackRef()
                : second.oraclePackRef().completedBy(first.oraclePackRef());
        return new ReadySignal(
                later.messageId(),
                later.runId(),
                later.factsViewRef(),
                later.bundleHash(),
                second.withOraclePackRef(pack));
    }

    /** Returns the outcomes of the plan's events up to the cursor. */
    public EventCounts counts() {
        return cursor.counts(plan.events(), plan.badRows());
    }

    /**
     * The plan of a saved run.
     *
     * @param digest the plan's digest, or null if there is no plan yet
     * @param events the number of its events, 0 before the survey
     * @param badRows the number of its dead-lettered rows, 0 before the survey
     */
    public record Plan(@Nullable Hex64 digest, long events, long badRows) {
        /** The plan of a run that has none yet. */
        public static final Plan NONE = new Plan(null, 0, 0);
    }
}

package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.lease.LeaseSession;
import org.jspecify.annotations.Nullable;

/**
 * Closes a run of which nothing is in flight: records how it ends, saves its last record and releases its lease. Confined to
 * the lane's thread.
 */
final class RunClosing {
    private final @Nullable LeaseSession holding;
    private final RunAudit audit;
    private final RunEnding ending;
    private final RunPosition position;

    /** @param holding holds the run, or null if this host does not */
    RunClosing(@Nullable LeaseSession holding, RunAudit audit, RunEnding ending, RunPosition position) {
        this.holding = holding;
        this.audit = audit;
        this.ending = ending;
        this.position = position;
    }

    /** Begins; {@code then} is called once the run is closed. */
    void begin(Runnable then) {
        audit.ended(ending.completed(), unrecorded -> save(unrecorded, then));
    }

    /** Saves the final checkpoint, unless the end is not on record, and releases the lease. */
    private void save(@Nullable WspException unrecorded, Runnable then) {
        if (unrecorded != null) {
            ending.unrecorded(Summaries.unrecorded(unrecorded));
        }
        if (audit.active()) {
            ending.reportHalt();
        }
        if (holding == null) {
            then.run();
        } else {
            holding.end(
                    unrecorded == null ? position.lastRecord(holding.epoch(), ending.outcome()) : null,
                    unsaved -> onSaved(unsaved, then));
        }
    }

    /** Takes in why the last record could not be saved, or null. */
    private void onSaved(@Nullable WspException failure, Runnable then) {
        if (failure == null) {
            then.run();
            return;
        }
        Violation unsaved = Summaries.unsaved(failure);
        RunOutcome how = ending.outcome().ifUnsaved(unsaved);
        if (how.recordedAs() == ending.outcome().recordedAs()) {
            ending.unsaved(unsaved);
            then.run();
            return;
        }
        // The outcome on record did not happen. A run that cannot be recorded as halted stops nevertheless.
        audit.ended(how, unrecorded -> {
            ending.unsaved(unsaved);
            then.run();
        });
    }
}

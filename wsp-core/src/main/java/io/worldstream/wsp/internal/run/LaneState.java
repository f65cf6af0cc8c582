package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.report.RunProgress.Phase;

/**
 * The stages of a lane. Its {@link RunOutcome} says how the run ends, and is decided by the time it closes. A defect may
 * end a lane in any state, and replaces the outcome of one that has just ended.
 */
enum LaneState {
    /** Acquires the lease and the saved record. */
    ACQUIRING(Phase.PREPARING),
    /** Checks, plans and surveys. */
    PREPARING(Phase.PREPARING),
    /** Releases events as they fall due. */
    STREAMING(Phase.STREAMING),
    /** Releases nothing because the host paused the run. */
    PAUSED(Phase.PAUSED),
    /** Releases nothing because the host drained the run; completes what is in flight and holds. */
    HELD(Phase.HELD),
    /** Releases nothing more; awaits what is in flight, or every outcome if nothing ends the run before. */
    DRAINING(Phase.DRAINING),
    /** Saves the last record and releases the lease. */
    CLOSING(Phase.DRAINING),
    /** Has ended. */
    ENDED(Phase.ENDED);

    private final Phase phase;

    LaneState(Phase phase) {
        this.phase = phase;
    }

    /** Returns the phase that the run's progress shows. */
    Phase phase() {
        return phase;
    }

    boolean mayBecome(LaneState next) {
        return switch (this) {
            case ACQUIRING -> next == PREPARING || next == DRAINING || next == ENDED;
            case PREPARING -> next == STREAMING || next == PAUSED || next == HELD || next == DRAINING || next == ENDED;
            case STREAMING -> next == PAUSED || next == HELD || next == DRAINING || next == ENDED;
            case PAUSED -> next == STREAMING || next == HELD || next == DRAINING || next == ENDED;
            case HELD -> next == STREAMING || next == DRAINING || next == ENDED;
            case DRAINING -> next == CLOSING || next == ENDED;
            case CLOSING, ENDED -> next == ENDED;
        };
    }

    /** Returns whether the stream has started and may release events in this state or a later one. */
    boolean streams() {
        return this == STREAMING || this == PAUSED || this == HELD;
    }

    /** Returns whether no event will be released in this state or in any that may follow. */
    boolean releasesNothingMore() {
        return this == DRAINING || this == CLOSING || this == ENDED;
    }
}

package io.worldstream.wsp.report;

/** The state of a run in the ledger. */
public enum RunState {
    /** The READY was accepted. */
    RECEIVED,
    /** The run passed its checks and has a plan. */
    PLANNED,
    /** The events leave as they fall due, or did so when the host stopped. */
    STREAMING,
    /** The host paused the run. */
    PAUSED,
    /** The run stopped at a position; its reason is recorded. */
    HALTED,
    /** Every event of the plan has a terminal outcome. */
    COMPLETED,
    /** The run did not pass its checks. */
    REFUSED;

    /** Returns whether a starting host resumes such a run without a command or a new READY. */
    public boolean unfinished() {
        return this == RECEIVED || this == PLANNED || this == STREAMING || this == PAUSED;
    }
}

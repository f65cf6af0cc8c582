package io.worldstream.wsp.report;

/** Where a run stands in the ledger. */
public enum RunState {
    /** Its READY was taken. */
    RECEIVED,
    /** It passed its checks and has a plan. */
    PLANNED,
    /** Its events leave as they fall due, or did when its host stopped. */
    STREAMING,
    /** Held by its host. */
    PAUSED,
    /** It stopped at a position and says why. */
    HALTED,
    /** Every event of its plan has a terminal outcome. */
    COMPLETED,
    /** It did not pass its checks. */
    REFUSED;

    /** Whether a host goes on with such a run when it starts, without being told. */
    public boolean unfinished() {
        return this == RECEIVED || this == PLANNED || this == STREAMING || this == PAUSED;
    }
}

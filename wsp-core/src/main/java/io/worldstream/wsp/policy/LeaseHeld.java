package io.worldstream.wsp.policy;

/** Policy for a run that another host holds (I9). Default: {@link #WAIT}. */
public enum LeaseHeld {
    /**
     * Waits until the run is free, then takes it over: resumes it from the saved position, or reports it as a duplicate
     * if it is complete.
     */
    WAIT,
    /** Leaves the run alone and refuses it with {@code LEASE_HELD}. */
    LEAVE
}

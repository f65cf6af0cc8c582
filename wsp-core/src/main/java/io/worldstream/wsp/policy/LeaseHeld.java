package io.worldstream.wsp.policy;

/** What a host does with a run that another host holds (I9). */
public enum LeaseHeld {
    /** It waits, and takes the run over when it is free: from where the other left it, or as a duplicate of what is complete. */
    WAIT,
    /** It leaves the run alone: refused with {@code LEASE_HELD}. */
    LEAVE
}

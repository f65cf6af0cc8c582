package io.worldstream.wsp.policy;

/** What the gate sees in the order of event time, through retries too. */
public enum Ordering {
    /** All events: one is in flight at a time, whatever the window. */
    GLOBAL,
    /** The events of each flow: never two of one flow are in flight, while other flows go on. */
    PER_KEY,
    /** Nothing: what is in flight together may arrive in any order. */
    NONE
}

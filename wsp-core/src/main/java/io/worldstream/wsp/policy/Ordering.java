package io.worldstream.wsp.policy;

/** The scope within which the gate sees events in the order of event time, retries included. */
public enum Ordering {
    /** All events: at most one is in flight, whatever the window. */
    GLOBAL,
    /** The events of each flow: at most one event of a flow is in flight, while other flows proceed. The default. */
    PER_KEY,
    /** None: events in flight together may arrive in any order. */
    NONE
}

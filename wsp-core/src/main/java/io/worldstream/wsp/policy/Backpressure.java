package io.worldstream.wsp.policy;

/** Policy for the number of events in flight when the gate takes less than is due. Default: {@link #ADAPTIVE}. */
public enum Backpressure {
    /** Adapts the window to the gate's capacity, up to {@link StreamPolicy#maxInFlight}. */
    ADAPTIVE,
    /** Keeps the window at {@link StreamPolicy#maxInFlight}; only the gate's {@code Retry-After} holds it back. */
    FIXED
}

package io.worldstream.wsp.policy;

/** What a facts view without {@code traffic_delivery_mode} means (contracts 8). */
public enum DeliveryModeAbsent {
    /** The run is refused with {@code DELIVERY_MODE_MISSING}. */
    REFUSE,
    /** The run is streamed: for a host that knows its views predate the field and has switched the gate's own pull off. */
    STREAM
}

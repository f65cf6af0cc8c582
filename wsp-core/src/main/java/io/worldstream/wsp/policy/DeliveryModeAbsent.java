package io.worldstream.wsp.policy;

/** Policy for a facts view without {@code traffic_delivery_mode} (contracts 8). Default: {@link #REFUSE}. */
public enum DeliveryModeAbsent {
    /** Refuses the run with {@code DELIVERY_MODE_MISSING}. */
    REFUSE,
    /** Streams the run. For hosts whose facts views predate the field and whose gate no longer pulls on its own. */
    STREAM
}

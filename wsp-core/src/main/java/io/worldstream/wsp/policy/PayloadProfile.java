package io.worldstream.wsp.policy;

/** The layout of an envelope's {@code payload} (contracts 7). */
public enum PayloadProfile {
    /** The row itself: every field, values untouched. The default. */
    LEGACY_PULL,
    /**
     * The row under {@code data}, with its {@code source} next to it. A gate that partitions by a field of the payload
     * does not find that field under {@code data}, so per-flow order on the bus is lost.
     */
    CANONICAL
}

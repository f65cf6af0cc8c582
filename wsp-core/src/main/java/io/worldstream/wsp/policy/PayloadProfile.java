package io.worldstream.wsp.policy;

/** What an envelope's {@code payload} holds (contracts 7). */
public enum PayloadProfile {
    /** The row itself, every field, values untouched. */
    LEGACY_PULL,
    /**
     * The row under {@code data}, with its {@code source} beside it. Gates that choose the bus partition by a field of
     * the payload do not find it under {@code data}, and per-flow order on the bus goes with it.
     */
    CANONICAL
}

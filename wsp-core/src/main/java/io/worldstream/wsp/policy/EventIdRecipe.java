package io.worldstream.wsp.policy;

/** How an {@code event_id} is minted from a row's key and the run's pins (contracts 6). */
public enum EventIdRecipe {
    /** Byte-exact with what the platform's pull path minted for the same row. */
    LEGACY_PULL,
    /** The same inputs, domain-separated and length-prefixed; defined in {@code docs/canonical-event-id.md}. */
    CANONICAL
}

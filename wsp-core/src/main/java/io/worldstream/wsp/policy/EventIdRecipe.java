package io.worldstream.wsp.policy;

/** The rule that derives an {@code event_id} from a row's key and the run's pins (contracts 6). */
public enum EventIdRecipe {
    /** Reproduces, byte for byte, the ids that the platform's pull path minted for the same rows. The default. */
    LEGACY_PULL,
    /** Hashes the same inputs, domain-separated and length-prefixed; defined in {@code docs/canonical-event-id.md}. */
    CANONICAL
}

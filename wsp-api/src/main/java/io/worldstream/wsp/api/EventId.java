package io.worldstream.wsp.api;

/**
 * The stable identity of one row (contracts 6, I5).
 *
 * @param value 64 lowercase hex characters
 */
public record EventId(String value) {
    /**
     * Validates the value.
     *
     * @throws IllegalArgumentException if the value is not 64 lowercase hex characters
     */
    public EventId {
        Names.requireHex(value, Names.HEX64, "an event id (64 lowercase hex characters)");
    }

    @Override
    public String toString() {
        return value;
    }
}

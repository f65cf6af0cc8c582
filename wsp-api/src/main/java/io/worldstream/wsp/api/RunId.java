package io.worldstream.wsp.api;

/**
 * The identity of a run of the platform.
 *
 * @param value 32 lowercase hex characters
 */
public record RunId(String value) {
    /**
     * Validates the value.
     *
     * @throws IllegalArgumentException if the value is not 32 lowercase hex characters
     */
    public RunId {
        Names.requireHex(value, Names.HEX32, "a run id (32 lowercase hex characters)");
    }

    @Override
    public String toString() {
        return value;
    }
}

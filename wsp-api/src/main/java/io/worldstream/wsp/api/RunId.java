package io.worldstream.wsp.api;

/**
 * A run of the platform.
 *
 * @param value 32 lowercase hex characters
 */
public record RunId(String value) {
    /** @throws IllegalArgumentException if the value is not hex32 */
    public RunId {
        Names.requireHex(value, Names.HEX32, "a run id (32 lowercase hex characters)");
    }

    @Override
    public String toString() {
        return value;
    }
}

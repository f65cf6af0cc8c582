package io.worldstream.wsp.api;

/**
 * A SHA-256 digest or another 256-bit name, such as a manifest fingerprint.
 *
 * @param value 64 lowercase hex characters
 */
public record Hex64(String value) {
    /**
     * Validates the value.
     *
     * @throws IllegalArgumentException if the value is not 64 lowercase hex characters
     */
    public Hex64 {
        Names.requireHex(value, Names.HEX64, "hex64 (64 lowercase hex characters)");
    }

    @Override
    public String toString() {
        return value;
    }
}

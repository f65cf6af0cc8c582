package io.worldstream.wsp.api;

/**
 * The name of a record in a {@link PositionStore}: segments that are joined by {@code /}, such as
 * {@code kinesis/us-east-1/123456789012/control/settled}. A store may use the segments as names of folders.
 *
 * @param value 1 to 512 characters; each segment has 1 to 200 characters of {@code [A-Za-z0-9_.-]} and is neither
 *     {@code .} nor {@code ..}
 */
public record PositionName(String value) {
    /**
     * Validates the value.
     *
     * @throws IllegalArgumentException if the value has another form
     */
    public PositionName {
        Names.requirePositionName(value);
    }

    @Override
    public String toString() {
        return value;
    }
}

package io.worldstream.wsp.api;

/**
 * The name of an output of the engine, which is also the {@code event_type} of its rows. The natural order is the order
 * of the UTF-8 bytes, which for these characters is the order of the text.
 *
 * @param value 1 to 128 characters of {@code [A-Za-z0-9_.-]} (contracts 2)
 */
public record OutputId(String value) implements Comparable<OutputId> {
    /**
     * Validates the value.
     *
     * @throws IllegalArgumentException if the value has another form
     */
    public OutputId {
        Names.requireOutputId(value, "an output id (1 to 128 of A-Z a-z 0-9 _ . -)");
    }

    @Override
    public int compareTo(OutputId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

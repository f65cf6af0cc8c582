package io.worldstream.wsp.adapter.parquet;

import java.util.List;

/**
 * A leaf of the schema.
 *
 * @param names its path in the schema, the root left out
 * @param physical how its values are stored
 * @param width the bytes of a value, or 0 if they differ or are no whole bytes
 * @param maxRepetition how many lists it is in
 * @param maxDefinition the level at which it has a value
 */
record Column(List<String> names, Physical physical, int width, int maxRepetition, int maxDefinition) {
    Column {
        names = List.copyOf(names);
    }

    /** The path for messages. */
    String path() {
        return String.join(".", names);
    }
}

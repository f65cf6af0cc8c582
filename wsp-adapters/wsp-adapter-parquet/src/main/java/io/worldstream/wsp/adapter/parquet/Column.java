package io.worldstream.wsp.adapter.parquet;

import java.util.List;

/**
 * A leaf of the schema.
 *
 * @param names its path in the schema, without the root
 * @param physical the storage of its values
 * @param width the bytes of a value, or 0 if they vary or are not whole bytes
 * @param maxRepetition the number of lists that contain it
 * @param maxDefinition the definition level at which it has a value
 */
record Column(List<String> names, Physical physical, int width, int maxRepetition, int maxDefinition) {
    Column {
        names = List.copyOf(names);
    }

    /** Returns the path, for messages. */
    String path() {
        return String.join(".", names);
    }
}

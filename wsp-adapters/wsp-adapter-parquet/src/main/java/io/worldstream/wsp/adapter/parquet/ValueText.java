package io.worldstream.wsp.adapter.parquet;

/** Writes the values of one column as JSON. Not thread-safe. */
@FunctionalInterface
interface ValueText {
    /** Writes the decoder's current value. */
    void write(ValueDecoder value, RowText out);
}

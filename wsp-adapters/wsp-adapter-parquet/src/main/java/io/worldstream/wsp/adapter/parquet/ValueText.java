package io.worldstream.wsp.adapter.parquet;

/** How the values of one column are spelled in JSON. One thread. */
@FunctionalInterface
interface ValueText {
    /** Writes the decoder's current value. */
    void write(ValueDecoder value, RowText out);
}

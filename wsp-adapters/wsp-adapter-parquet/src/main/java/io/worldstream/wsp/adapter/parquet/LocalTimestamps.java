package io.worldstream.wsp.adapter.parquet;

/** What a timestamp column that the file does not call UTC ({@code isAdjustedToUTC} is false) holds, as far as the host knows. */
public enum LocalTimestamps {
    /** Local times of an unknown zone: written without an offset, and so no event time. */
    LOCAL,
    /** UTC, and only the writer did not say so, as is common: written with a {@code Z}. */
    UTC
}

package io.worldstream.wsp.adapter.parquet;

/**
 * Interpretation of timestamp columns that the file does not mark as UTC ({@code isAdjustedToUTC} is false). Default:
 * {@link #LOCAL}.
 */
public enum LocalTimestamps {
    /** Local times in an unknown zone: written without an offset, so they cannot serve as event time. */
    LOCAL,
    /** UTC, for writers that omit the mark, as is common: written with a {@code Z}. */
    UTC
}

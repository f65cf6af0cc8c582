package io.worldstream.wsp.adapter.parquet;

/**
 * Budgets that bound the memory of one reader (I12). A file that needs more is refused with {@code LIMIT_EXCEEDED}
 * before anything is allocated for it.
 *
 * @param maxFooterBytes maximum size of a footer, in bytes
 * @param maxPageBytes maximum size of a page or dictionary, both stored and decompressed, in bytes
 * @param maxBufferBytes maximum size of all pages, dictionaries and read-ahead that a reader holds at one time, over
 *     all columns, in bytes
 * @param maxColumns maximum number of schema nodes, groups and leaves
 */
public record ParquetLimits(int maxFooterBytes, int maxPageBytes, long maxBufferBytes, int maxColumns) {
    /** 16 MiB of footer, 64 MiB per page, 256 MiB of buffers, 10,000 columns. */
    public static final ParquetLimits DEFAULTS = new ParquetLimits(16 << 20, 64 << 20, 256L << 20, 10_000);

    public ParquetLimits {
        if (maxFooterBytes < 1 || maxPageBytes < 1 || maxBufferBytes < 1 || maxColumns < 1) {
            throw new IllegalArgumentException("limits are positive: " + maxFooterBytes + ", " + maxPageBytes + ", "
                    + maxBufferBytes + ", " + maxColumns);
        }
        if (maxPageBytes > 1 << 30 || maxFooterBytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "a page or a footer is at most 1 GiB: " + maxPageBytes + ", " + maxFooterBytes);
        }
    }

    /** Returns these limits with another maximum footer size. */
    public ParquetLimits withMaxFooterBytes(int value) {
        return new ParquetLimits(value, maxPageBytes, maxBufferBytes, maxColumns);
    }

    /** Returns these limits with another maximum page size. */
    public ParquetLimits withMaxPageBytes(int value) {
        return new ParquetLimits(maxFooterBytes, value, maxBufferBytes, maxColumns);
    }

    /** Returns these limits with another budget of buffers. */
    public ParquetLimits withMaxBufferBytes(long value) {
        return new ParquetLimits(maxFooterBytes, maxPageBytes, value, maxColumns);
    }

    /** Returns these limits with another maximum number of columns. */
    public ParquetLimits withMaxColumns(int value) {
        return new ParquetLimits(maxFooterBytes, maxPageBytes, maxBufferBytes, value);
    }
}

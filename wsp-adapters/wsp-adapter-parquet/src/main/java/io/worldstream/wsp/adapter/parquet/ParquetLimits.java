package io.worldstream.wsp.adapter.parquet;

/**
 * The budgets that bound the memory of one reader (I12). A file that asks for more is refused with {@code LIMIT_EXCEEDED}
 * before anything is allocated for it.
 *
 * @param maxFooterBytes the longest footer
 * @param maxPageBytes the longest page, dictionaries too, both as stored and decompressed, in bytes
 * @param maxBufferBytes all pages, dictionaries and read-ahead that a reader holds at one time, over all its columns
 * @param maxColumns the most nodes that a schema may have, groups and leaves
 */
public record ParquetLimits(int maxFooterBytes, int maxPageBytes, long maxBufferBytes, int maxColumns) {
    /** 16 MiB of footer, 64 MiB a page, 256 MiB of buffers, 10,000 columns. */
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

    /** These, but another longest footer. */
    public ParquetLimits withMaxFooterBytes(int value) {
        return new ParquetLimits(value, maxPageBytes, maxBufferBytes, maxColumns);
    }

    /** These, but another longest page. */
    public ParquetLimits withMaxPageBytes(int value) {
        return new ParquetLimits(maxFooterBytes, value, maxBufferBytes, maxColumns);
    }

    /** These, but another budget of buffers. */
    public ParquetLimits withMaxBufferBytes(long value) {
        return new ParquetLimits(maxFooterBytes, maxPageBytes, value, maxColumns);
    }

    /** These, but another number of columns. */
    public ParquetLimits withMaxColumns(int value) {
        return new ParquetLimits(maxFooterBytes, maxPageBytes, maxBufferBytes, value);
    }
}

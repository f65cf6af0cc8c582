package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RowReader;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Parquet files: zstd, snappy, gzip or no compression, data pages of both versions, flat and nested columns. {@code
 * docs/parquet.md} defines the JSON text of a row.
 *
 * <p>Readers give {@link RowReader#mark marks} at the first row of each row group, so {@link #openAt} can start at any
 * row group without reading earlier ones. Opening reads nothing. The first {@link RowReader#advance} reads the footer.
 * It throws {@code FORMAT_UNSUPPORTED} for unsupported features (encryption, another codec, a type without a JSON
 * form), {@code LIMIT_EXCEEDED} for a file that exceeds {@link ParquetLimits}, {@code OBJECT_UNREADABLE} for a damaged
 * file, and {@code ROW_INVALID} for a value that JSON cannot represent.
 *
 * <p>Immutable and thread-safe.
 */
public final class ParquetFormat implements RowFormat {
    private static final byte[] PLAIN = {'P', 'A', 'R', '1'};
    private static final byte[] ENCRYPTED = {'P', 'A', 'R', 'E'};

    private final ParquetLimits limits;
    private final LocalTimestamps localTimestamps;

    /** Creates a format with {@link ParquetLimits#DEFAULTS} and {@link LocalTimestamps#LOCAL}. */
    public ParquetFormat() {
        this(ParquetLimits.DEFAULTS, LocalTimestamps.LOCAL);
    }

    private ParquetFormat(ParquetLimits limits, LocalTimestamps localTimestamps) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.localTimestamps = Objects.requireNonNull(localTimestamps, "localTimestamps");
    }

    /** Returns this format with other limits. */
    public ParquetFormat withLimits(ParquetLimits value) {
        return new ParquetFormat(value, localTimestamps);
    }

    /**
     * Returns this format with another interpretation of timestamps that the file does not mark as UTC. It changes the
     * text of rows, so all hosts that stream one world must use the same.
     */
    public ParquetFormat withLocalTimestamps(LocalTimestamps value) {
        return new ParquetFormat(limits, value);
    }

    /** Returns the limits of its readers. */
    public ParquetLimits limits() {
        return limits;
    }

    /** Returns a name that includes the interpretation of local timestamps, since the text of rows depends on it. */
    @Override
    public String dialect() {
        return "parquet/" + localTimestamps.name();
    }

    /** Returns whether the part begins like a Parquet file. Encrypted files count, so that they are refused as such. */
    @Override
    public boolean recognises(OraclePart part, ByteBuffer head) {
        return startsWith(head, PLAIN) || startsWith(head, ENCRYPTED);
    }

    /** Returns the interpretation of local timestamps. */
    public LocalTimestamps localTimestamps() {
        return localTimestamps;
    }

    @Override
    public RowReader open(PartContent content, int maxRowBytes) {
        return new ParquetRows(content, limits, localTimestamps, maxRowBytes, 0, 1);
    }

    /**
     * Opens a reader at a row group.
     *
     * @param mark the ordinal of the row group
     */
    @Override
    public RowReader openAt(PartContent content, int maxRowBytes, long mark, long rowNumber) {
        if (mark < 0 || mark > Integer.MAX_VALUE || rowNumber < 1) {
            throw new IllegalArgumentException("no reader gave the mark " + mark + " at row " + rowNumber);
        }
        return new ParquetRows(content, limits, localTimestamps, maxRowBytes, (int) mark, rowNumber);
    }

    private static boolean startsWith(ByteBuffer head, byte[] magic) {
        return head.remaining() >= magic.length
                && head.slice(head.position(), magic.length).equals(ByteBuffer.wrap(magic));
    }
}

package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RowReader;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Parquet: zstd, snappy, gzip or no compression, data pages of both versions, flat and nested columns. {@code
 * docs/parquet.md} pins how a row is spelled in JSON.
 *
 * <p>Its readers give {@link RowReader#mark marks} at the first row of each row group, so {@link #openAt} starts at any row
 * group without reading those before it. Opening reads nothing; the footer is read by the first {@link RowReader#advance},
 * which throws {@code FORMAT_UNSUPPORTED} for what this reader does not know (encryption, another codec, a type without a
 * spelling), {@code LIMIT_EXCEEDED} for what is over {@link ParquetLimits}, {@code OBJECT_UNREADABLE} for a damaged file,
 * and {@code ROW_INVALID} for a value that JSON cannot say.
 *
 * <p>Immutable; any thread may use it.
 */
public final class ParquetFormat implements RowFormat {
    private static final byte[] PLAIN = {'P', 'A', 'R', '1'};
    private static final byte[] ENCRYPTED = {'P', 'A', 'R', 'E'};

    private final ParquetLimits limits;
    private final LocalTimestamps localTimestamps;

    /** Parquet within {@link ParquetLimits#DEFAULTS}, whose local timestamps are {@link LocalTimestamps#LOCAL}. */
    public ParquetFormat() {
        this(ParquetLimits.DEFAULTS, LocalTimestamps.LOCAL);
    }

    private ParquetFormat(ParquetLimits limits, LocalTimestamps localTimestamps) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.localTimestamps = Objects.requireNonNull(localTimestamps, "localTimestamps");
    }

    /** This, but within other limits. */
    public ParquetFormat withLimits(ParquetLimits value) {
        return new ParquetFormat(value, localTimestamps);
    }

    /**
     * This, but with another meaning of timestamps that the file does not call UTC. It changes how rows are spelled, so all
     * hosts that stream one world must agree on it.
     */
    public ParquetFormat withLocalTimestamps(LocalTimestamps value) {
        return new ParquetFormat(limits, value);
    }

    /** The limits of its readers. */
    public ParquetLimits limits() {
        return limits;
    }

    /** Names what local timestamps are taken for: rows depend on it. */
    @Override
    public String dialect() {
        return "parquet/" + localTimestamps.name();
    }

    /** Whether the part begins as a Parquet file does, encrypted ones included: they are refused by name. */
    @Override
    public boolean recognises(OraclePart part, ByteBuffer head) {
        return startsWith(head, PLAIN) || startsWith(head, ENCRYPTED);
    }

    /** What its readers take local timestamps for. */
    public LocalTimestamps localTimestamps() {
        return localTimestamps;
    }

    @Override
    public RowReader open(PartContent content, int maxRowBytes) {
        return new ParquetRows(content, limits, localTimestamps, maxRowBytes, 0, 1);
    }

    /**
     * Starts at a row group.
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

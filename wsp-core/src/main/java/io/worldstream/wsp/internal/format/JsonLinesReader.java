package io.worldstream.wsp.internal.format;

import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.chunk.ChunkDigester;
import io.worldstream.wsp.internal.text.ByteScan;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Splits a part into lines. Skips blank lines; accepts CRLF, a missing last line break and concatenated gzip members
 * (contracts 12). One thread.
 */
final class JsonLinesReader implements RowReader {
    private static final int FIRST_BUFFER_BYTES = 64 << 10;

    private final PartContent content;
    private final int maxRowBytes;
    private final long start;
    private byte[] buffer = {};
    private int lineStart;
    private int filled;
    private int rowStart;
    private int rowEnd;
    private long lines;
    /**
     * The offset in the text of the open line's buffered bytes; bytes of it that have left the buffer are before it.
     */
    private long lineOffset;
    /** The number of bytes dropped from the open line, behind its buffered bytes. */
    private long letGo;

    private long rowOffset;
    private boolean ended;
    private boolean gzip;
    private @Nullable InputStream stream;

    JsonLinesReader(PartContent content, int maxRowBytes) {
        this(content, maxRowBytes, 0, 1);
    }

    /**
     * Creates a reader that starts within a plain part.
     *
     * @param start the position of the first byte of a line
     * @param firstLine the number of that line
     */
    JsonLinesReader(PartContent content, int maxRowBytes, long start, long firstLine) {
        this.content = content;
        this.maxRowBytes = maxRowBytes;
        this.start = start;
        lineOffset = start;
        lines = firstLine - 1;
    }

    static boolean isGzip(ByteBuffer head) {
        return head.remaining() >= 2
                && head.get(head.position()) == (byte) 0x1f
                && head.get(head.position() + 1) == (byte) 0x8b;
    }

    @Override
    public boolean advance() throws IOException {
        int scanned = lineStart;
        while (true) {
            int end = ByteScan.lineBreak(buffer, scanned, filled);
            if (end < filled || (ended && lineStart < filled)) {
                lines++;
                boolean row = trim(lineStart, end);
                rowOffset = lineOffset;
                int next = Math.min(end + 1, filled);
                lineOffset += next - lineStart + letGo;
                letGo = 0;
                lineStart = next;
                scanned = next;
                if (row) {
                    requireBounded(rowEnd - rowStart);
                    return true;
                }
            } else if (ended) {
                return false;
            } else {
                boundUnfinishedLine();
                scanned = filled - lineStart;
                fill();
                scanned += lineStart;
            }
        }
    }

    @Override
    public byte[] buffer() {
        return buffer;
    }

    @Override
    public int offset() {
        return rowStart;
    }

    @Override
    public int length() {
        return rowEnd - rowStart;
    }

    @Override
    public long rowNumber() {
        return lines;
    }

    /** Returns the byte at which the row's line starts; a gzip part has no marks, since it inflates from its start. */
    @Override
    public long mark() {
        return gzip ? NO_MARK : rowOffset;
    }

    @Override
    public void close() throws IOException {
        if (stream == null) {
            content.close();
        } else {
            stream.close();
        }
    }

    private boolean trim(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isWhiteSpace(buffer[start])) {
            start++;
        }
        while (end > start && isWhiteSpace(buffer[end - 1])) {
            end--;
        }
        rowStart = start;
        rowEnd = end;
        return start < end;
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    /**
     * Keeps the buffered bytes of an unfinished line within the bound. White space before a row does not count and is
     * dropped. Bytes beyond the bound are dropped too: anything but white space behind them makes the row too large in
     * any case.
     */
    private void boundUnfinishedLine() {
        if (filled - lineStart > maxRowBytes) {
            trim(lineStart, filled);
            if (rowEnd - rowStart > maxRowBytes) {
                lines++;
            }
            requireBounded(rowEnd - rowStart);
            lineOffset += rowStart - lineStart;
            lineStart = rowStart;
            if (filled - lineStart > maxRowBytes) {
                letGo += filled - (lineStart + maxRowBytes + 1);
                filled = lineStart + maxRowBytes + 1;
            }
        }
    }

    private void requireBounded(int length) {
        if (length > maxRowBytes) {
            throw new WspException(
                    ReasonCode.ROW_TOO_LARGE,
                    "has more than " + LogText.count(maxRowBytes, "byte") + " (limits.max_row_bytes)");
        }
    }

    /** Moves the open line to the front of the buffer and reads more behind it. */
    private void fill() throws IOException {
        System.arraycopy(buffer, lineStart, buffer, 0, filled - lineStart);
        filled -= lineStart;
        lineStart = 0;
        try {
            InputStream in = open();
            if (filled == buffer.length) {
                long wanted = Math.min(2L * buffer.length, maxRowBytes + 2L + FIRST_BUFFER_BYTES);
                buffer = Arrays.copyOf(buffer, (int) wanted);
            }
            int count = in.read(buffer, filled, buffer.length - filled);
            ended = count < 0;
            filled += Math.max(count, 0);
        } catch (ZipException | EOFException e) {
            throw new WspException(ReasonCode.OBJECT_UNREADABLE, "is not valid gzip: " + e.getMessage(), e);
        }
    }

    private InputStream open() throws IOException {
        InputStream in = stream;
        if (in == null) {
            gzip = start == 0 && isGzip(head());
            // A plain part has room for a whole chunk behind an open line, so that it need not be copied from the
            // content.
            long chunk = gzip ? 0 : Math.min(content.sizeBytes(), ChunkDigester.CHUNK_BYTES);
            buffer = new byte[(int) chunk + FIRST_BUFFER_BYTES];
            PartStream raw = new PartStream(content, start);
            in = gzip ? new GzipMemberInputStream(raw) : raw;
            stream = in;
        }
        return in;
    }

    private ByteBuffer head() throws IOException {
        ByteBuffer head = ByteBuffer.allocate(2);
        int count = 0;
        while (count >= 0 && head.hasRemaining()) {
            count = content.read(head.position(), head);
        }
        return head.flip();
    }
}

package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.PartContent;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Sequential input of one column chunk, through a window in memory. Not thread-safe.
 *
 * <p>Reads end at multiples of a power of two in the file: 256 KiB, or less with very many columns. Content is verified
 * in pieces of that size, and interleaved columns would otherwise cause each piece to be verified repeatedly.
 */
final class ChunkInput {
    private static final int MOST_AHEAD = 256 << 10;
    private static final int LEAST_AHEAD = 4 << 10;

    private final PartContent content;
    private final Buffers buffers;
    private final int ahead;
    private byte[] bytes = Buffers.NONE;
    private int from;
    private int to;
    private long position;
    private long end;

    /**
     * Creates an input.
     *
     * @param content the file
     * @param buffers the budget
     * @param ahead the read-ahead in bytes, a power of two
     */
    ChunkInput(PartContent content, Buffers buffers, int ahead) {
        this.content = content;
        this.buffers = buffers;
        this.ahead = ahead;
    }

    /** Returns the read-ahead per column with which all columns together take at most a quarter of the budget. */
    static int ahead(int columns, long budget) {
        int ahead = MOST_AHEAD;
        while (ahead > LEAST_AHEAD && (long) ahead * columns > budget / 4) {
            ahead >>= 1;
        }
        return ahead;
    }

    void start(ColumnChunk chunk) {
        from = 0;
        to = 0;
        position = chunk.start();
        end = chunk.end();
    }

    byte[] bytes() {
        return bytes;
    }

    /** Returns the index of the next byte in {@link #bytes}. */
    int from() {
        return from;
    }

    /** Returns the number of bytes left in the chunk. */
    long left() {
        return to - from + (end - position);
    }

    /** Returns the number of these bytes that are in {@link #bytes}. */
    int present() {
        return to - from;
    }

    /** Loads the given number of bytes into {@link #bytes} and discards those before the next byte. */
    void require(int count) throws IOException {
        if (count > left()) {
            throw Refusal.damaged("a column chunk ends within a page");
        }
        if (count <= to - from) {
            return;
        }
        System.arraycopy(bytes, from, bytes, 0, to - from);
        to -= from;
        from = 0;
        long needed = position + count - to;
        long stop = Math.min(end, (needed + ahead - 1) & -ahead);
        int size = (int) (to + (stop - position));
        bytes = buffers.grown(bytes, size);
        ByteBuffer target = ByteBuffer.wrap(bytes, to, size - to);
        while (target.hasRemaining()) {
            int read = content.read(position, target);
            if (read < 0) {
                throw Refusal.damaged("the file ends at byte " + position);
            }
            position += read;
        }
        to = size;
    }

    void pass(int count) {
        from += count;
    }
}

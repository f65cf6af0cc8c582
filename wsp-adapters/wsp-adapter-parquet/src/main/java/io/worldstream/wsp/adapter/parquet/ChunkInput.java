package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.PartContent;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of one column chunk, in turn, a window of them in memory. One thread.
 *
 * <p>Reads end at multiples of a power of two in the file, 256 KiB unless there are very many columns: content is checked in
 * pieces of that size, and columns that take turns would otherwise have each piece checked again and again.
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
     * @param content the file
     * @param buffers the budget
     * @param ahead how far reads go, a power of two
     */
    ChunkInput(PartContent content, Buffers buffers, int ahead) {
        this.content = content;
        this.buffers = buffers;
        this.ahead = ahead;
    }

    /** How far each of so many columns reads, so that all of them together take at most a quarter of the budget. */
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

    /** Where in {@link #bytes} the next byte is. */
    int from() {
        return from;
    }

    /** How many bytes are left of the chunk. */
    long left() {
        return to - from + (end - position);
    }

    /** How many of them are in {@link #bytes}. */
    int present() {
        return to - from;
    }

    /** Sees to it that so many bytes are in {@link #bytes}; what was there before the next byte is gone. */
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

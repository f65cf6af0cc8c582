package io.worldstream.wsp.internal.view;

import io.worldstream.wsp.internal.chunk.ChunkCheck;
import io.worldstream.wsp.internal.chunk.ChunkDigester;
import java.nio.ByteBuffer;

/** The blocks of a view: where each is, the event time of its first row, and its digests. Immutable once filled. */
final class ViewIndex {
    private final long[] starts;
    private final int[] contents;
    private final int[] rows;
    private final long[] firstMicros;
    private final byte[] digests;
    private int size;
    private long allRows;

    /** @param blocks the number of blocks that are added */
    ViewIndex(int blocks) {
        starts = new long[blocks + 1];
        starts[0] = ViewLayout.HEAD_BYTES;
        contents = new int[blocks];
        rows = new int[blocks];
        firstMicros = new long[blocks];
        digests = new byte[blocks * ChunkDigester.BYTES];
    }

    /** Adds the next block, read from the buffer's position. */
    void add(ByteBuffer entry) throws DamagedViewException {
        int stored = entry.getInt();
        contents[size] = entry.getInt();
        rows[size] = entry.getInt();
        firstMicros[size] = entry.getLong();
        entry.get(digests, size * ChunkDigester.BYTES, ChunkDigester.BYTES);
        if (stored <= 0
                || Math.max(stored, contents[size]) > ViewLayout.MOST_BYTES
                || contents[size] <= 0
                || contents[size] > (long) stored * Lz4Decoder.MOST_EXPANSION
                || rows[size] <= 0
                || rows[size] > contents[size] / ViewLayout.ROW_BYTES
                || (size > 0 && firstMicros[size] < firstMicros[size - 1])) {
            throw new DamagedViewException("its index is not one");
        }
        starts[size + 1] = starts[size] + stored;
        allRows += rows[size];
        size++;
    }

    int size() {
        return size;
    }

    /** Returns the number of rows of all blocks. */
    long allRows() {
        return allRows;
    }

    /** Returns the position behind the last block. */
    long end() {
        return starts[size];
    }

    long start(int block) {
        return starts[block];
    }

    int storedBytes(int block) {
        return (int) (starts[block + 1] - starts[block]);
    }

    int contentBytes(int block) {
        return contents[block];
    }

    int rows(int block) {
        return rows[block];
    }

    long firstMicros(int block) {
        return firstMicros[block];
    }

    /** Returns whether the first bytes of an array are those of a block as it is stored. */
    boolean blockIs(int block, ChunkCheck check, byte[] bytes, int length) {
        return check.matches(digests, block, bytes, 0, length);
    }

    /** Returns the last block such that no row before it is at or after the instant. */
    int blockBefore(long tsMicros) {
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firstMicros[middle] < tsMicros) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}

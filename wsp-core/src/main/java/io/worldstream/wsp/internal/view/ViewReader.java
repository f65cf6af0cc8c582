package io.worldstream.wsp.internal.view;

import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.internal.chunk.ChunkCheck;
import io.worldstream.wsp.internal.tasks.Cancellation;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads the rows of a view in order. A block is held to its digest before it is decompressed, so bytes that changed never
 * become rows (I4). One thread; blocks on the store.
 */
public final class ViewReader implements Closeable {
    private final ViewIndex index;
    private final PartContent content;
    private final ChunkCheck check;
    private final Cancellation cancellation;
    private byte[] stored = {};
    private byte[] bytes = {};
    private ByteBuffer rows = ByteBuffer.allocate(0);
    private int next;
    private int rowsLeft;
    private long tsMicros = Long.MIN_VALUE;
    private int part;
    private long number;
    private int offset;
    private int length;

    ViewReader(ViewIndex index, PartContent content, int firstBlock, ChunkCheck check, Cancellation cancellation) {
        this.index = index;
        this.content = content;
        this.check = check;
        this.cancellation = cancellation;
        this.next = firstBlock;
    }

    /**
     * Advances to the next row.
     *
     * @return false at the end
     * @throws DamagedViewException if the bytes are not those that were written
     * @throws IOException if they cannot be read
     */
    public boolean advance() throws IOException {
        if (rowsLeft == 0) {
            if (next >= index.size()) {
                return false;
            }
            load(next);
        }
        if (rows.remaining() < ViewLayout.ROW_BYTES) {
            throw damaged("ends within a row");
        }
        long micros = rows.getLong();
        part = rows.getInt();
        number = rows.getLong();
        length = rows.getInt();
        if (length < 0 || length > rows.remaining()) {
            throw damaged("ends within a row");
        }
        if (micros < tsMicros) {
            throw damaged("has a row out of order");
        }
        tsMicros = micros;
        offset = rows.position();
        rows.position(offset + length);
        rowsLeft--;
        if (rowsLeft == 0 && rows.hasRemaining()) {
            throw damaged("has bytes behind its last row");
        }
        return true;
    }

    private void load(int block) throws IOException {
        cancellation.throwIfCancelled();
        int count = index.storedBytes(block);
        if (stored.length < count + Lz4Decoder.SLACK) {
            stored = new byte[count + Lz4Decoder.SLACK];
        }
        SortedView.readFully(content, index.start(block), ByteBuffer.wrap(stored, 0, count));
        next = block + 1;
        if (!index.blockIs(block, check, stored, count)) {
            throw damaged("does not match its digest");
        }
        int size = index.contentBytes(block);
        if (bytes.length < size + Lz4Decoder.SLACK) {
            bytes = new byte[Lz4Decoder.SLACK + Math.max(size, ViewLayout.BLOCK_BYTES + (ViewLayout.BLOCK_BYTES >> 4))];
        }
        if (!Lz4Decoder.decode(stored, count, bytes, size)) {
            throw damaged("cannot be decompressed");
        }
        rows = ByteBuffer.wrap(bytes, 0, size);
        rowsLeft = index.rows(block);
        if (rows.getLong(0) != index.firstMicros(block)) {
            throw damaged("does not match the index");
        }
    }

    private DamagedViewException damaged(String how) {
        return new DamagedViewException("its block " + (next - 1) + " " + how);
    }

    /** Returns the event time of the row. */
    public long tsMicros() {
        return tsMicros;
    }

    /** Returns the index of the row's part among those of its output. */
    public int part() {
        return part;
    }

    /** Returns the number of the row in its part. */
    public long number() {
        return number;
    }

    /** Returns the array that holds the row's text until the next call of {@link #advance}. */
    public byte[] buffer() {
        return bytes;
    }

    /** Returns the start of the text. */
    public int offset() {
        return offset;
    }

    /** Returns the length of the text. */
    public int length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}

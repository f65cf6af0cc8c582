package io.worldstream.wsp.internal.view;

import io.worldstream.wsp.internal.chunk.ChunkDigester;
import io.worldstream.wsp.internal.text.ByteBuilder;

/** A block that is being written: rows are appended to it, then it is packed. One thread at a time. */
final class ViewBlock {
    private final ByteBuilder rows = new ByteBuilder(ViewLayout.BLOCK_BYTES + (ViewLayout.BLOCK_BYTES >> 4));
    private final ByteBuilder packed = new ByteBuilder(ViewLayout.BLOCK_BYTES + (ViewLayout.BLOCK_BYTES >> 3));
    private final Lz4Encoder lz4 = new Lz4Encoder();
    private final ChunkDigester digester = new ChunkDigester();
    private byte[] digests = {};
    private int count;
    private long firstMicros;

    /** Returns the bytes of the rows, to append to. */
    ByteBuilder rows() {
        return rows;
    }

    void count(long tsMicros) {
        if (count++ == 0) {
            firstMicros = tsMicros;
        }
    }

    int count() {
        return count;
    }

    long firstMicros() {
        return firstMicros;
    }

    /** Compresses and hashes the rows. */
    ViewBlock pack() {
        packed.clear();
        lz4.encode(rows.array(), rows.length(), packed);
        digests = digester.digests(packed.array(), packed.length());
        return this;
    }

    /** Returns the packed bytes. */
    ByteBuilder packed() {
        return packed;
    }

    /** Returns the digests of the packed bytes. */
    byte[] digests() {
        return digests;
    }

    /** Removes the rows and keeps the memory. */
    void clear() {
        rows.clear();
        count = 0;
    }

    /** Returns whether an unusually long row enlarged it. */
    boolean oversized() {
        return rows.capacity() > 4 * ViewLayout.BLOCK_BYTES;
    }
}

package io.worldstream.wsp.internal.view;

import io.worldstream.wsp.internal.chunk.ChunkDigester;
import io.worldstream.wsp.internal.text.ByteBuilder;
import java.util.zip.Deflater;

/** A block that is being written: rows are appended to it, then it is packed. One thread at a time. */
final class ViewBlock {
    private static final int STEP_BYTES = 64 << 10;

    private final ByteBuilder rows = new ByteBuilder(ViewLayout.BLOCK_BYTES + (ViewLayout.BLOCK_BYTES >> 4));
    private final ByteBuilder packed = new ByteBuilder(ViewLayout.BLOCK_BYTES >> 1);
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
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

    /** Deflates and hashes the rows. */
    ViewBlock pack() {
        packed.clear();
        deflater.reset();
        deflater.setInput(rows.array(), 0, rows.length());
        deflater.finish();
        while (!deflater.finished()) {
            int at = packed.extend(STEP_BYTES);
            int length = deflater.deflate(packed.array(), at, STEP_BYTES);
            packed.shrink(STEP_BYTES - length);
        }
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

    /** Releases memory outside the heap. */
    void end() {
        deflater.end();
    }
}

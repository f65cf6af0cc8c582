package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SpillFile;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.internal.text.ByteBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A run of sorted rows in a spill file, in blocks of whole rows, each with its length and CRC32C: bytes that the disk
 * returns changed never become events. One thread; blocks on the spill space.
 */
final class SpilledRun {
    /** The size at which a block ends, with the row that reaches it. */
    static final int BLOCK_BYTES = 64 << 10;

    private static final int HEADER_BYTES = 2 * Integer.BYTES;

    private final SpillFile file;
    private final ByteBuilder block;
    private final Cancellation cancellation;
    private final CRC32C checksum = new CRC32C();
    private int longestBlock;

    /**
     * @param file stores the rows
     * @param block buffers the last block; serves one run at a time, from its first row to {@link #flush}
     * @param cancellation checked for each block that is written or read
     */
    SpilledRun(SpillFile file, ByteBuilder block, Cancellation cancellation) {
        this.file = file;
        this.block = block;
        this.cancellation = cancellation;
        startBlock();
    }

    private void startBlock() {
        block.clear();
        block.extend(HEADER_BYTES);
    }

    /** Appends a copy of the next row in order. */
    void append(Row row) {
        row.writeTo(block);
        if (block.length() >= BLOCK_BYTES) {
            flush();
        }
    }

    /** Appends the next row in order, as {@link Row#writeTo} wrote it. */
    void append(byte[] source, int from, int length) {
        block.append(source, from, length);
        if (block.length() >= BLOCK_BYTES) {
            flush();
        }
    }

    /** Writes the rows that are still buffered. */
    void flush() {
        cancellation.throwIfCancelled();
        int length = block.length() - HEADER_BYTES;
        if (length == 0) {
            return;
        }
        ByteBuffer.wrap(block.array()).putInt(length).putInt(checksum(block.array(), HEADER_BYTES, length));
        try {
            file.append(ByteBuffer.wrap(block.array(), 0, block.length()));
        } catch (IOException e) {
            throw failed("cannot be written", e);
        }
        longestBlock = Math.max(longestBlock, length);
        startBlock();
    }

    /** Returns the size of the longest block in bytes, which is the memory that reading the run takes. */
    int longestBlock() {
        return longestBlock;
    }

    /** Returns the rows, positioned before the first. */
    RowSource read() {
        return new Reader();
    }

    /** Removes the file. */
    void remove() {
        try {
            file.close();
        } catch (IOException e) {
            throw failed("cannot be removed", e);
        }
    }

    private int checksum(byte[] bytes, int from, int length) {
        checksum.reset();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }

    private static WspException failed(String how, IOException e) {
        return new WspException(ReasonCode.SPILL_FAILED, "spilled rows " + how + ": " + e.getMessage(), e);
    }

    private final class Reader extends BufferedRowSource {
        private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        private ByteBuffer rows = ByteBuffer.allocate(0);
        private long position;

        @Override
        public boolean advance() {
            if (!rows.hasRemaining() && !readBlock()) {
                return false;
            }
            head().readFrom(rows);
            return true;
        }

        private boolean readBlock() {
            cancellation.throwIfCancelled();
            if (position == file.sizeBytes()) {
                return false;
            }
            fill(header.clear());
            int length = header.getInt(0);
            int expected = header.getInt(Integer.BYTES);
            if (length <= 0 || length > longestBlock) {
                throw changed();
            }
            if (rows.capacity() < length) {
                rows = ByteBuffer.allocate(Math.min(longestBlock, Math.max(length, BLOCK_BYTES + (BLOCK_BYTES >> 3))));
            }
            fill(rows.clear().limit(length));
            rows.flip();
            if (checksum(rows.array(), 0, length) != expected) {
                throw changed();
            }
            return true;
        }

        private void fill(ByteBuffer target) {
            try {
                while (target.hasRemaining()) {
                    int count = file.read(position, target);
                    if (count < 0) {
                        throw changed();
                    }
                    position += count;
                }
            } catch (IOException e) {
                throw failed("cannot be read", e);
            }
        }

        private WspException changed() {
            return new WspException(
                    ReasonCode.SPILL_FAILED, "spilled rows came back changed, before byte " + position + " of a run");
        }

        @Override
        public void close() {
            remove();
        }
    }
}

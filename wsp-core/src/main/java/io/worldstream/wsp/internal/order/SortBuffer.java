package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.text.ByteBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in memory, as bytes, with their order. They are stored in blocks that are reused, so a long sort creates little
 * garbage. One thread.
 */
final class SortBuffer {
    private static final int BLOCK_BYTES = 1 << 20;
    /** The memory of an entry, its slot in the list included. */
    private static final int ENTRY_BYTES = 36;

    private final RowOrder order;
    private final Spill spill;
    private final List<ByteBuilder> blocks = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Row left = new Row();
    private final Row right = new Row();
    private int lastBlock = -1;
    private long bytes;

    /** @param spill checks for cancellation */
    SortBuffer(RowOrder order, Spill spill) {
        this.order = order;
        this.spill = spill;
    }

    /** Adds a copy of a row. */
    void add(Row row) {
        if (lastBlock < 0 || blocks.get(lastBlock).length() >= BLOCK_BYTES) {
            lastBlock++;
            if (lastBlock == blocks.size()) {
                blocks.add(new ByteBuilder(BLOCK_BYTES + (BLOCK_BYTES >> 4)));
            }
        }
        ByteBuilder block = blocks.get(lastBlock);
        int start = block.length();
        row.writeTo(block);
        entries.add(new Entry(order.prefix(row), lastBlock, start, block.length() - start));
        bytes += block.length() - start + ENTRY_BYTES;
    }

    /** Returns the approximate memory that the rows take, in bytes. */
    long bytes() {
        return bytes;
    }

    int size() {
        return entries.size();
    }

    void sort() {
        entries.sort((one, other) -> {
            spill.step();
            int byPrefix = Long.compare(one.prefix, other.prefix);
            if (byPrefix != 0) {
                return byPrefix;
            }
            read(one, left);
            read(other, right);
            return order.compare(left, right);
        });
    }

    /** Reads the row at an index of the sorted order. */
    void get(int index, Row row) {
        read(entries.get(index), row);
    }

    /** Appends the rows in the sorted order to a run, as they are stored here. */
    void appendTo(SpilledRun run) {
        for (Entry entry : entries) {
            run.append(blocks.get(entry.block).array(), entry.start, entry.length);
        }
    }

    /** Removes all rows and keeps the memory. */
    void clear() {
        entries.clear();
        blocks.forEach(ByteBuilder::clear);
        lastBlock = -1;
        bytes = 0;
    }

    /** Removes all rows and releases the memory. */
    void release() {
        clear();
        blocks.clear();
    }

    private void read(Entry entry, Row row) {
        ByteBuilder block = blocks.get(entry.block);
        row.readFrom(ByteBuffer.wrap(block.array(), entry.start, entry.length));
    }

    private record Entry(long prefix, int block, int start, int length) {}
}

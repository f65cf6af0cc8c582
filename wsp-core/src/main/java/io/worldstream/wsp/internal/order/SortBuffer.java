package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.text.ByteBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in memory, as bytes, and their order. They lie in blocks that are used again, so that a long sort makes no garbage
 * to speak of. One thread.
 */
final class SortBuffer {
    private static final int BLOCK_BYTES = 1 << 20;
    /** What an entry costs, with its place in the list. */
    private static final int ENTRY_BYTES = 32;

    private final RowOrder order;
    private final Spill spill;
    private final List<ByteBuilder> blocks = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Row left = new Row();
    private final Row right = new Row();
    private int lastBlock = -1;
    private long bytes;

    /** @param spill knows whether anybody still wants the order */
    SortBuffer(RowOrder order, Spill spill) {
        this.order = order;
        this.spill = spill;
    }

    /** Copies a row. */
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
        entries.add(new Entry(order.prefix(row), lastBlock, start));
        bytes += block.length() - start + ENTRY_BYTES;
    }

    /** About how much memory the rows take. */
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

    /** Reads the row at a place in the order. */
    void get(int index, Row row) {
        read(entries.get(index), row);
    }

    /** Drops all rows and keeps the memory. */
    void clear() {
        entries.clear();
        blocks.forEach(ByteBuilder::clear);
        lastBlock = -1;
        bytes = 0;
    }

    /** Drops all rows and the memory. */
    void release() {
        clear();
        blocks.clear();
    }

    private void read(Entry entry, Row row) {
        ByteBuilder block = blocks.get(entry.block);
        row.readFrom(ByteBuffer.wrap(block.array(), entry.start, block.length() - entry.start));
    }

    private record Entry(long prefix, int block, int start) {}
}

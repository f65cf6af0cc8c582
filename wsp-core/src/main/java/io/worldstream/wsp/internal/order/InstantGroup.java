package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.text.EventTimeText;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one instant. They are added in any order and leave in the one order, identical ones once (contracts 11).
 * Rows that exceed the memory budget are sorted like those of a part that is out of order. One thread.
 */
final class InstantGroup implements Closeable {
    private final long maxBytes;
    private final Spill spill;
    private final IntFunction<String> paths;
    private final List<Row> rows = new ArrayList<>();
    private final Deque<Row> spare = new ArrayDeque<>();
    private @Nullable RowSorter sorter;
    private @Nullable SourceHeap sorted;
    private @Nullable Row following;
    private int next;
    private long bytes;
    private long collapsed;

    /**
     * @param maxBytes the memory that the rows may take
     * @param spill takes the rows that exceed it
     * @param paths maps a part's index in the plan to its path
     */
    InstantGroup(long maxBytes, Spill spill, IntFunction<String> paths) {
        this.maxBytes = maxBytes;
        this.spill = spill;
        this.paths = paths;
    }

    /** Returns a row that may be overwritten. */
    Row spare() {
        return spare.isEmpty() ? new Row() : spare.pop();
    }

    /** Takes back a row for reuse. */
    void recycle(Row row) {
        if (!row.oversized()) {
            spare.push(row);
        }
    }

    /** Adds a row and takes ownership of it. */
    void add(Row row) {
        spill.step();
        if (sorter == null && bytes + row.heldBytes() > maxBytes) {
            sorter = new RowSorter(
                    RowOrder.STREAM,
                    maxBytes,
                    spill,
                    "the rows of " + EventTimeText.format(row.tsMicros())
                            + " take more memory than limits.max_tie_bytes (" + maxBytes + ") allows");
            rows.forEach(sorter::add);
            // The sorter owns the memory from now on.
            rows.clear();
            spare.clear();
        }
        if (sorter == null) {
            rows.add(row);
            bytes += row.heldBytes();
        } else {
            sorter.add(row);
            recycle(row);
        }
    }

    /** Sorts the group; no more rows are added. */
    void sort() {
        if (sorter == null) {
            rows.sort((one, other) -> {
                spill.step();
                return RowOrder.STREAM.compare(one, other);
            });
        } else {
            SourceHeap heap = new SourceHeap(RowOrder.STREAM);
            for (RowSource run : sorter.runs()) {
                if (run.advance()) {
                    heap.add(run);
                }
            }
            sorted = heap;
        }
        following = nextSorted();
    }

    /**
     * Returns the next row in the one order, or null at the end; the group is then empty.
     *
     * @throws WspException {@link ReasonCode#DUPLICATE_KEY_CONFLICT}
     */
    @Nullable Row next() {
        Row row = following;
        if (row == null) {
            clear();
            return null;
        }
        following = nextSorted();
        while (following != null && row.compareTo(following) == 0) {
            if (!row.sameText(following)) {
                throw conflict(row, following);
            }
            collapsed++;
            recycle(following);
            following = nextSorted();
        }
        return row;
    }

    /** Returns the number of rows left out so far because they repeated another byte for byte. */
    long collapsed() {
        return collapsed;
    }

    private @Nullable Row nextSorted() {
        if (sorted == null) {
            return next == rows.size() ? null : rows.get(next++);
        }
        if (sorted.isEmpty()) {
            return null;
        }
        Row row = sorted.top().takeHead(spare());
        sorted.advanceTop();
        return row;
    }

    private WspException conflict(Row one, Row other) {
        return new WspException(
                ReasonCode.DUPLICATE_KEY_CONFLICT,
                place(other) + ": has the event time and key of " + place(one) + ", but different bytes");
    }

    private String place(Row row) {
        return PartRowSource.place(paths.apply(row.part()), row.number());
    }

    private void clear() {
        rows.clear();
        next = 0;
        bytes = 0;
        sorted = null;
        if (sorter != null) {
            sorter.close();
            sorter = null;
        }
    }

    @Override
    public void close() {
        clear();
    }
}

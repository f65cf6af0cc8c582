package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.internal.rows.Row;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Sources by their heads, the least on top. A {@link java.util.PriorityQueue} takes its top out and puts it back for each
 * row; here it moves on in its place. One thread.
 */
final class SourceHeap {
    private final Comparator<Row> order;
    private RowSource[] heap = new RowSource[8];
    private int size;

    SourceHeap(Comparator<Row> order) {
        this.order = order;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The source with the least head. */
    RowSource top() {
        return heap[0];
    }

    /** Adds a source that has a head. */
    void add(RowSource source) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        int at = size++;
        while (at > 0 && isLess(source, heap[(at - 1) / 2])) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = source;
    }

    /** Moves the top to its next row, or takes it out if it has none. */
    void advanceTop() {
        RowSource moved = heap[0];
        if (!moved.advance()) {
            moved = heap[--size];
            heap[size] = null;
            if (size == 0) {
                return;
            }
        }
        int at = 0;
        while (true) {
            int least = 2 * at + 1;
            if (least >= size) {
                break;
            }
            if (least + 1 < size && isLess(heap[least + 1], heap[least])) {
                least++;
            }
            if (!isLess(heap[least], moved)) {
                break;
            }
            heap[at] = heap[least];
            at = least;
        }
        heap[at] = moved;
    }

    private boolean isLess(RowSource one, RowSource other) {
        return order.compare(one.head(), other.head()) < 0;
    }
}

package io.worldstream.wsp.internal.order;

import java.util.Arrays;

/**
 * A heap of sources with the least head on top. A {@link java.util.PriorityQueue} would remove its top and add it again
 * for each row; this heap advances the top in place. The prefixes that mostly decide are stored next to the sources, so
 * that most comparisons fetch no row. One thread.
 */
final class SourceHeap {
    private final RowOrder order;
    private RowSource[] heap = new RowSource[8];
    private long[] prefixes = new long[8];
    private int size;

    SourceHeap(RowOrder order) {
        this.order = order;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Returns the source with the least head. */
    RowSource top() {
        return heap[0];
    }

    /** Returns the prefix of the top's head in the order. */
    long topPrefix() {
        return prefixes[0];
    }

    /** Adds a source that has a head. */
    void add(RowSource source) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
            prefixes = Arrays.copyOf(prefixes, 2 * size);
        }
        long prefix = order.prefix(source.head());
        int at = size++;
        while (at > 0 && isLess(prefix, source, (at - 1) / 2)) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        put(prefix, source, at);
    }

    /** Advances the top to its next row, or removes it if it has none. */
    void advanceTop() {
        RowSource moved = heap[0];
        if (moved.advance()) {
            sink(order.prefix(moved.head()), moved);
        } else {
            moved = heap[--size];
            heap[size] = null;
            if (size > 0) {
                sink(prefixes[size], moved);
            }
        }
    }

    /** Sifts a source down from the top. */
    private void sink(long prefix, RowSource source) {
        int at = 0;
        while (true) {
            int least = 2 * at + 1;
            if (least + 1 < size && isLess(prefixes[least + 1], heap[least + 1], least)) {
                least++;
            }
            if (least >= size || !isLess(least, prefix, source)) {
                break;
            }
            move(least, at);
            at = least;
        }
        put(prefix, source, at);
    }

    private void move(int from, int to) {
        put(prefixes[from], heap[from], to);
    }

    private void put(long prefix, RowSource source, int at) {
        prefixes[at] = prefix;
        heap[at] = source;
    }

    private boolean isLess(long prefix, RowSource source, int than) {
        return prefix < prefixes[than]
                || (prefix == prefixes[than] && order.compare(source.head(), heap[than].head()) < 0);
    }

    private boolean isLess(int at, long prefix, RowSource than) {
        return prefixes[at] < prefix || (prefixes[at] == prefix && order.compare(heap[at].head(), than.head()) < 0);
    }
}

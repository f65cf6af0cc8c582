package io.worldstream.wsp.adapter.kafka;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A set of offsets as disjoint ranges that do not touch. Not thread-safe. */
final class OffsetRanges {
    /** Start, inclusive, to end, exclusive. */
    private final NavigableMap<Long, Long> ranges = new TreeMap<>();

    /**
     * @param from inclusive
     * @param to exclusive; nothing is added if it is not above {@code from}
     */
    void add(long from, long to) {
        if (from >= to) {
            return;
        }
        long start = from;
        long end = to;
        Map.Entry<Long, Long> before = ranges.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            start = before.getKey();
        }
        for (Map.Entry<Long, Long> next = ranges.ceilingEntry(start);
                next != null && next.getKey() <= end;
                next = ranges.ceilingEntry(start)) {
            end = Math.max(end, next.getValue());
            ranges.remove(next.getKey());
        }
        ranges.put(start, end);
    }

    void addAll(OffsetRanges other) {
        other.ranges.forEach(this::add);
    }

    boolean contains(long offset) {
        Map.Entry<Long, Long> before = ranges.floorEntry(offset);
        return before != null && offset < before.getValue();
    }

    /** Removes all ranges that start at or below an offset; returns their end, or the offset if that is greater. */
    long absorb(long offset) {
        long end = offset;
        while (!ranges.isEmpty() && ranges.firstKey() <= end) {
            end = Math.max(end, ranges.pollFirstEntry().getValue());
        }
        return end;
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    void clear() {
        ranges.clear();
    }

    /** Returns an unmodifiable view: starts, inclusive, to ends, exclusive, in ascending order. */
    NavigableMap<Long, Long> asMap() {
        return Collections.unmodifiableNavigableMap(ranges);
    }
}

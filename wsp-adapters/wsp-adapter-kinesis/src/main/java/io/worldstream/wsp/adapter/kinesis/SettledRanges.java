package io.worldstream.wsp.adapter.kinesis;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The settled records of one shard, as ranges of sequence numbers. A range {@code (from, to]} states that every record
 * with {@code from < sequence number <= to} is settled. Such statements stay true, so that the union of what two hosts
 * know is what both know together.
 *
 * <p>Sequence numbers are not dense: only the host that read a record after another knows that there is none between
 * them. A range therefore starts at the record before, as it was read. If there is more than one range, the start of
 * each but the first is a record that is not settled.
 *
 * <p>Not thread-safe.
 */
final class SettledRanges {
    /** Before the first record of every shard. */
    static final BigInteger START = BigInteger.ZERO;

    /** Ends by their starts; no two ranges overlap or touch. */
    private final NavigableMap<BigInteger, BigInteger> ranges = new TreeMap<>();

    /** A range {@code (from, to]}. */
    record Range(BigInteger from, BigInteger to) {
        Range {
            if (from.signum() < 0 || from.compareTo(to) >= 0) {
                throw new IllegalArgumentException("no range: (" + from + ", " + to + "]");
            }
        }
    }

    /** Adds a range, and joins it with those that it overlaps or touches. */
    void add(Range range) {
        BigInteger from = range.from();
        BigInteger to = range.to();
        Map.Entry<BigInteger, BigInteger> before = ranges.floorEntry(from);
        if (before != null && before.getValue().compareTo(from) >= 0) {
            from = before.getKey();
            to = to.max(before.getValue());
        }
        NavigableMap<BigInteger, BigInteger> joined = ranges.subMap(from, true, to, true);
        if (!joined.isEmpty()) {
            to = to.max(joined.lastEntry().getValue());
            joined.clear();
        }
        ranges.put(from, to);
    }

    /** Adds all ranges of another shard position. */
    void addAll(SettledRanges others) {
        others.ranges.forEach((from, to) -> add(new Range(from, to)));
    }

    boolean contains(BigInteger sequence) {
        Map.Entry<BigInteger, BigInteger> before = ranges.lowerEntry(sequence);
        return before != null && before.getValue().compareTo(sequence) >= 0;
    }

    /** Returns the last record of the contiguous prefix of settled ones; {@link #START} if there is none. */
    BigInteger prefix() {
        Map.Entry<BigInteger, BigInteger> first = ranges.firstEntry();
        return first == null || !first.getKey().equals(START) ? START : first.getValue();
    }

    /** Returns the last settled record; {@link #START} if there is none. */
    BigInteger last() {
        return ranges.isEmpty() ? START : ranges.lastEntry().getValue();
    }

    /** Returns the records that are known and not settled, in ascending order: at least one for each gap. */
    List<BigInteger> unsettled() {
        return ranges.keySet().stream().filter(start -> !start.equals(START)).toList();
    }

    /** Removes the ranges that end before a record. */
    void removeBelow(BigInteger sequence) {
        ranges.values().removeIf(to -> to.compareTo(sequence) < 0);
    }

    /** Removes the range with the highest records, which then count as not settled. */
    void removeLast() {
        ranges.pollLastEntry();
    }

    int size() {
        return ranges.size();
    }

    /** Returns the ranges in ascending order. */
    List<Range> ranges() {
        return ranges.entrySet().stream()
                .map(each -> new Range(each.getKey(), each.getValue()))
                .toList();
    }

    @Override
    public String toString() {
        return ranges().toString();
    }
}

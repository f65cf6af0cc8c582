package io.worldstream.wsp.adapter.kinesis;

import io.worldstream.wsp.adapter.kinesis.SettledRanges.Range;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The records of one shard that this source has read: which of them are not settled, and the record that each follows.
 * Not thread-safe.
 */
final class ShardProgress {
    private final NavigableMap<BigInteger, Pending> pending = new TreeMap<>();

    /** Records that an earlier source read and did not settle, and that this one has not reached yet. */
    private final Deque<BigInteger> expected;

    private BigInteger lastRead;
    private @Nullable Instant readTo;
    private boolean readToTheEnd;

    /**
     * Creates the progress of a shard that is about to be read.
     *
     * @param after the record after which reading begins
     * @param asOf the instant up to which an earlier source read, or null
     * @param unsettled records that earlier sources read and did not settle, in ascending order
     */
    ShardProgress(BigInteger after, @Nullable Instant asOf, List<BigInteger> unsettled) {
        expected = new ArrayDeque<>(unsettled);
        lastRead = after;
        readTo = asOf;
    }

    /** A record that is not settled: the one before it as it was read, and its arrival. */
    private record Pending(BigInteger previous, Instant arrival) {}

    BigInteger lastRead() {
        return lastRead;
    }

    /** Notes a record that must be settled. */
    void read(BigInteger sequence, Instant arrival) {
        pending.put(sequence, new Pending(lastRead, arrival));
        pass(sequence, arrival);
    }

    /** Notes a record, or the last of several that are no more, that need not be settled. */
    void pass(BigInteger sequence, @Nullable Instant arrival) {
        lastRead = sequence;
        if (arrival != null) {
            readTo = arrival;
        }
    }

    /** Returns the expected records before one that was read, or all with null; and expects none of them any more. */
    List<BigInteger> missing(@Nullable BigInteger reached) {
        List<BigInteger> missing = new ArrayList<>();
        while (!expected.isEmpty() && (reached == null || expected.getFirst().compareTo(reached) <= 0)) {
            BigInteger first = expected.removeFirst();
            if (!first.equals(reached)) {
                missing.add(first);
            }
        }
        return missing;
    }

    /** Notes that no record is left, at an instant. */
    void readToTip(Instant now) {
        readTo = now;
    }

    /** Notes that the shard is closed and its last record is read. */
    void readToTheEnd() {
        readToTheEnd = true;
    }

    /** Returns the instant up to which records were read; null if unknown. */
    @Nullable Instant readTo() {
        return readTo;
    }

    /** Settles a record; returns the range that this adds to the settled ones, or null if it is settled already. */
    @Nullable Range settle(BigInteger sequence) {
        Pending settled = pending.remove(sequence);
        return settled == null ? null : new Range(settled.previous(), sequence);
    }

    /** Returns whether the shard is closed, and all its records are read and settled. */
    boolean hasEnded() {
        return readToTheEnd && pending.isEmpty();
    }

    /** Returns the instant before which every record that arrived is settled; null if unknown. */
    @Nullable Instant asOf() {
        return pending.isEmpty() ? readTo : pending.firstEntry().getValue().arrival();
    }
}

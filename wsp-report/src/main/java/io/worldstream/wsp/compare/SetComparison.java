package io.worldstream.wsp.compare;

import io.worldstream.wsp.compare.StreamDifference.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Joins the sorted records of two streams: pairs equal events, and counts the others. An id may come any number of times
 * in either. Not thread-safe.
 */
final class SetComparison {
    private final EventFile a;
    private final EventFile b;
    private final boolean byIdsOnly;
    private final @Nullable RecordSorter pairs;
    private final FirstDifferences first;
    private final Rest restOfA = new Rest();
    private final Rest restOfB = new Rest();
    private long onlyInA;
    private long onlyInB;
    private long changed;

    /**
     * Creates a comparison.
     *
     * @param a names the types of A
     * @param b names the types of B
     * @param pairs receives the pairs of equal events, or null if their order does not matter
     */
    SetComparison(EventFile a, EventFile b, @Nullable RecordSorter pairs, FirstDifferences first) {
        this.a = a;
        this.b = b;
        this.pairs = pairs;
        this.first = first;
        byIdsOnly = !a.withPayloads() || !b.withPayloads();
    }

    /** The records of one id for which the other stream has no equal one. */
    private static final class Rest {
        private final List<byte[]> first = new ArrayList<>();
        private long size;
        private long repeated;
        private int ofThisId;

        void next() {
            ofThisId++;
            if (ofThisId > 1) {
                repeated++;
            }
        }

        void add(byte[] record) {
            size++;
            if (first.size() < ComparisonResult.MOST_DIFFERENCES) {
                first.add(record.clone());
            }
        }

        void clear() {
            first.clear();
            size = 0;
            ofThisId = 0;
        }
    }

    void compare(SortedRecords recordsOfA, SortedRecords recordsOfB) throws IOException {
        byte[] x = recordsOfA.next();
        byte[] y = recordsOfB.next();
        while (x != null || y != null) {
            boolean firstInA = y == null || (x != null && EventRecord.compareIds(x, y) <= 0);
            byte[] id = Objects.requireNonNull(firstInA ? x : y).clone();
            restOfA.clear();
            restOfB.clear();
            while (true) {
                byte[] inA = ifOf(id, x);
                byte[] inB = ifOf(id, y);
                if (inA == null && inB == null) {
                    break;
                }
                int order = order(inA, inB);
                if (order == 0 && inA != null && inB != null) {
                    pair(inA, inB);
                }
                if (order <= 0 && inA != null) {
                    restOfA.next();
                    if (order < 0) {
                        restOfA.add(inA);
                    }
                    x = recordsOfA.next();
                }
                if (order >= 0 && inB != null) {
                    restOfB.next();
                    if (order > 0) {
                        restOfB.add(inB);
                    }
                    y = recordsOfB.next();
                }
            }
            countRests();
        }
    }

    private static byte @Nullable [] ifOf(byte[] id, byte @Nullable [] record) {
        return record != null && EventRecord.compareIds(record, id) == 0 ? record : null;
    }

    /** Returns 0 for equal records; otherwise, a negative number if that of A comes first. */
    private int order(byte @Nullable [] inA, byte @Nullable [] inB) {
        if (inA == null) {
            return 1;
        }
        if (inB == null) {
            return -1;
        }
        return byIdsOnly ? 0 : EventRecord.compareDigests(inA, inB);
    }

    private void pair(byte[] x, byte[] y) throws IOException {
        // By ids alone, events of one id are not in the order of their lines.
        if (pairs != null && !(byIdsOnly && restOfA.ofThisId + restOfB.ofThisId > 0)) {
            pairs.add(PairRecord.of(x, y));
        }
    }

    private void countRests() {
        long both = Math.min(restOfA.size, restOfB.size);
        changed += both;
        onlyInA += restOfA.size - both;
        onlyInB += restOfB.size - both;
        int listed = (int) Math.min(both, ComparisonResult.MOST_DIFFERENCES);
        for (int i = 0; i < listed; i++) {
            byte[] x = restOfA.first.get(i);
            byte[] y = restOfB.first.get(i);
            add(Kind.CHANGED, x, a, EventRecord.line(x), EventRecord.line(y));
        }
        for (byte[] x : restOfA.first.subList(listed, restOfA.first.size())) {
            add(Kind.ONLY_IN_A, x, a, EventRecord.line(x), 0);
        }
        for (byte[] y : restOfB.first.subList(listed, restOfB.first.size())) {
            add(Kind.ONLY_IN_B, y, b, 0, EventRecord.line(y));
        }
    }

    private void add(Kind kind, byte[] record, EventFile file, long lineA, long lineB) {
        first.add(new StreamDifference(
                kind, EventRecord.id(record), file.type(EventRecord.type(record)), lineA, lineB, List.of()));
    }

    long onlyInA() {
        return onlyInA;
    }

    long onlyInB() {
        return onlyInB;
    }

    long changed() {
        return changed;
    }

    StreamExtent extentOfA() {
        return a.extent(restOfA.repeated);
    }

    StreamExtent extentOfB() {
        return b.extent(restOfB.repeated);
    }
}

package io.worldstream.wsp.compare;

import java.util.List;
import java.util.Objects;

/**
 * The result of a comparison.
 *
 * @param a the first stream
 * @param b the second stream
 * @param onlyInA the number of events that only A has, or has more often
 * @param onlyInB the number of events that only B has, or has more often
 * @param changed the number of events that both have, with other bytes; 0 if a stream has no payloads
 * @param ordered whether the events that both have come in the same order; true if order was not compared
 * @param first the first differences, by their lines: at most {@value #MOST_DIFFERENCES}
 */
public record ComparisonResult(
        StreamExtent a,
        StreamExtent b,
        long onlyInA,
        long onlyInB,
        long changed,
        boolean ordered,
        List<StreamDifference> first) {
    /** The greatest number of differences that are listed. */
    public static final int MOST_DIFFERENCES = 10;

    public ComparisonResult {
        Objects.requireNonNull(a, "a");
        Objects.requireNonNull(b, "b");
        first = List.copyOf(first);
    }

    /** Returns whether the streams are the same, as far as they were compared, and neither file is cut. */
    public boolean equal() {
        return onlyInA == 0 && onlyInB == 0 && changed == 0 && ordered && !a.cut() && !b.cut();
    }

    /** Returns whether events were compared by their ids alone, because a stream has no payloads. */
    public boolean byIdsOnly() {
        return a.events() > 0 && b.events() > 0 && !(a.withPayloads() && b.withPayloads());
    }
}

package io.worldstream.wsp.compare;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The differences that come first in the files, of any number. Not thread-safe. */
final class FirstDifferences {
    private static final Comparator<StreamDifference> BY_LINE =
            Comparator.comparingLong(StreamDifference::line).thenComparing(StreamDifference::kind);

    /** The last one in front. */
    private final PriorityQueue<StreamDifference> kept = new PriorityQueue<>(BY_LINE.reversed());

    void add(StreamDifference difference) {
        kept.add(difference);
        if (kept.size() > ComparisonResult.MOST_DIFFERENCES) {
            kept.remove();
        }
    }

    List<StreamDifference> list() {
        return kept.stream().sorted(BY_LINE).toList();
    }
}

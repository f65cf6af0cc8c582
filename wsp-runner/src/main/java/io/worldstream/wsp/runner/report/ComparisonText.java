package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.compare.ComparisonResult;
import io.worldstream.wsp.compare.StreamDifference;
import io.worldstream.wsp.compare.StreamExtent;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Formats the result of a comparison as human-readable lines. Stateless. */
public final class ComparisonText {
    private ComparisonText() {}

    /**
     * Returns the lines.
     *
     * @param nameA the name of the first stream, as the user typed it
     * @param nameB the name of the second stream
     * @param anyOrder whether order was not compared
     */
    public static List<String> lines(ComparisonResult result, String nameA, String nameB, boolean anyOrder) {
        List<String> lines = new ArrayList<>();
        lines.add("A: " + extent(result.a(), nameA));
        lines.add("B: " + extent(result.b(), nameB));
        if (result.byIdsOnly()) {
            lines.add("compared by ids only: " + (result.a().withPayloads() ? "B" : "A") + " has no payloads");
        }
        if (result.equal()) {
            lines.add(anyOrder ? "equal, in whatever order" : "equal");
            return lines;
        }
        lines.add("different: " + LogText.count(result.onlyInA(), "event") + " only in A, " + result.onlyInB()
                + " only in B, " + result.changed() + " with other content"
                + (result.ordered() ? "" : ", another order")
                + cut(result));
        TreeSet<String> types = new TreeSet<>(result.a().byType().keySet());
        types.addAll(result.b().byType().keySet());
        for (String type : types) {
            lines.add("  " + LogText.segment(type) + ": " + result.a().of(type) + " in A, "
                    + result.b().of(type) + " in B");
        }
        for (StreamDifference difference : result.first()) {
            lines.add("  " + words(difference) + " " + difference.eventId() + " "
                    + LogText.segment(difference.eventType()));
        }
        return lines;
    }

    private static String extent(StreamExtent extent, String name) {
        return LogText.count(extent.events(), "event")
                + (extent.repeated() == 0 ? "" : ", " + extent.repeated() + " of them repeated") + " in "
                + LogText.path(name);
    }

    private static String cut(ComparisonResult result) {
        return (result.a().cut() ? ", A ends in the middle of a line" : "")
                + (result.b().cut() ? ", B ends in the middle of a line" : "");
    }

    private static String words(StreamDifference difference) {
        return switch (difference.kind()) {
            case ONLY_IN_A -> "only in A, line " + difference.lineA() + ":";
            case ONLY_IN_B -> "only in B, line " + difference.lineB() + ":";
            case CHANGED ->
                "other " + String.join(", ", difference.fields()) + ", line " + difference.lineA() + " of A and "
                        + difference.lineB() + " of B:";
            case MOVED -> "earlier in B, line " + difference.lineA() + " of A and " + difference.lineB() + " of B:";
        };
    }
}

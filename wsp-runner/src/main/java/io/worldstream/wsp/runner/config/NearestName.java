package io.worldstream.wsp.runner.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the known name that a mistyped one most likely meant. */
final class NearestName {
    /** What is behind the first characters of a long name makes it no nearer to a known one. */
    private static final int MOST_CHARS = 100;

    private NearestName() {}

    /**
     * The known name that is nearest, whatever the case; the first of equals. An unknown name without a dot is also compared
     * with the last segments.
     *
     * @param known at least one name
     */
    static String of(String unknown, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String name) -> distance(unknown, name)))
                .orElseThrow();
    }

    private static int distance(String unknown, String known) {
        String left =
                unknown.substring(0, Math.min(unknown.length(), MOST_CHARS)).toLowerCase(Locale.ROOT);
        String right = known.toLowerCase(Locale.ROOT);
        // A key that lost its section is nearer to its namesake than to a neighbour of like length.
        return left.contains(".")
                ? edits(left, right)
                : Math.min(edits(left, right), 1 + edits(left, lastSegment(right)));
    }

    private static String lastSegment(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Damerau-Levenshtein, restricted: insertions, deletions, substitutions and swaps of neighbours. */
    static int edits(String left, String right) {
        int[] beforeLast = new int[right.length() + 1];
        int[] last = new int[right.length() + 1];
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                char a = left.charAt(i - 1);
                char b = right.charAt(j - 1);
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (a == b ? 0 : 1));
                if (i > 1 && j > 1 && a == right.charAt(j - 2) && left.charAt(i - 2) == b) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] oldest = beforeLast;
            beforeLast = last;
            last = row;
            row = oldest;
        }
        return last[right.length()];
    }
}

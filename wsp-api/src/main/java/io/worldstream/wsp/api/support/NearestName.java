package io.worldstream.wsp.api.support;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that is nearest to a mistyped one, so that a message can suggest it. */
public final class NearestName {
    /** Bounds the characters that are compared; the tail of a longer name does not change which name is nearest. */
    private static final int MOST_CHARS = 100;

    /** Edits that are near in a short name, too. */
    private static final int LEAST_EDITS = 2;

    private NearestName() {}

    /**
     * Returns the nearest known name, ignoring case. Of equally near names it is the one that begins alike for longest,
     * then the first one. An unknown name without a dot is also compared with the last segments of known names.
     *
     * @param unknown any text; its first 100 characters are compared
     * @param known at least one name
     * @throws java.util.NoSuchElementException if {@code known} is empty
     */
    public static String of(String unknown, Collection<String> known) {
        return known.stream().min(nearestTo(unknown)).orElseThrow();
    }

    /**
     * Returns the nearest known name as {@link #of} does, but only if a few edits make it of the unknown one. An edit
     * inserts, deletes or substitutes a character, or swaps two neighbours.
     *
     * @param mostEdits the edits that still count as near; 0 or more
     */
    public static Optional<String> within(int mostEdits, String unknown, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(unknown, name) <= mostEdits)
                .min(nearestTo(unknown));
    }

    /**
     * Returns the nearest known name as {@link #of} does, but only if it is near enough to be the one that was meant: at
     * most a third of the characters are edited, or two.
     *
     * @param unknown any text; its first 100 characters are compared
     * @param known the known names; may be empty
     */
    public static Optional<String> near(String unknown, Collection<String> known) {
        return within(Math.max(LEAST_EDITS, Math.min(unknown.length(), MOST_CHARS) / 3), unknown, known);
    }

    private static Comparator<String> nearestTo(String unknown) {
        return Comparator.comparingInt((String name) -> distance(unknown, name))
                .thenComparingInt(name -> -commonStart(unknown, name));
    }

    private static int commonStart(String left, String right) {
        int length = Math.min(left.length(), right.length());
        int i = 0;
        while (i < length && left.charAt(i) == right.charAt(i)) {
            i++;
        }
        return i;
    }

    private static int distance(String unknown, String known) {
        String left =
                unknown.substring(0, Math.min(unknown.length(), MOST_CHARS)).toLowerCase(Locale.ROOT);
        String right = known.toLowerCase(Locale.ROOT);
        // A key without its section is nearer to its namesake than to another key of similar length.
        return left.contains(".")
                ? edits(left, right)
                : Math.min(edits(left, right), 1 + edits(left, lastSegment(right)));
    }

    private static String lastSegment(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /**
     * Returns the restricted Damerau-Levenshtein distance: insertions, deletions, substitutions and swaps of
     * neighbours.
     */
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

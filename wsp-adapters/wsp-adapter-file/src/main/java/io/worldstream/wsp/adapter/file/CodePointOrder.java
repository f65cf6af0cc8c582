package io.worldstream.wsp.adapter.file;

import java.util.Comparator;

/**
 * Ascending by code point, which is the order of the UTF-8 bytes (contracts 4). Not the order of {@link
 * String#compareTo}, which compares UTF-16: there U+10000, as a surrogate pair, comes before U+FFFF.
 */
enum CodePointOrder implements Comparator<String> {
    INSTANCE;

    @Override
    public int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Both at the same place of a pair or of none, or one of them begins a pair: that one is the greater.
                boolean xPaired = Character.isSurrogate(x);
                boolean yPaired = Character.isSurrogate(y);
                return xPaired == yPaired ? Character.compare(x, y) : Boolean.compare(xPaired, yPaired);
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}

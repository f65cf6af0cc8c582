package io.worldstream.wsp.internal.json;

import java.util.Comparator;

/** Orders text by code point, which is the order of its UTF-8 bytes and not that of {@link String#compareTo}. */
public final class CodePointOrder implements Comparator<String> {
    /** The one order. */
    public static final CodePointOrder INSTANCE = new CodePointOrder();

    private CodePointOrder() {}

    @Override
    public int compare(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                // Surrogates stand for what is above U+FFFF, yet are below U+E000 as chars.
                boolean surrogatesDiffer = Character.isSurrogate(a) != Character.isSurrogate(b);
                return surrogatesDiffer ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}

package io.worldstream.wsp.testkit.internal;

import java.util.Comparator;

/**
 * Orders text by code point, which is the order of its UTF-8 bytes and, above U+FFFF, not that of {@link String}
 * (contracts 4). Immutable; any thread may use it.
 */
public final class CodePointOrder {
    /** The order. */
    public static final Comparator<String> INSTANCE = CodePointOrder::compare;

    private CodePointOrder() {}

    private static int compare(String left, String right) {
        int shared = Math.min(left.length(), right.length());
        for (int i = 0; i < shared; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                // A surrogate stands for a code point above every other char, whatever its own value says.
                boolean surrogateA = Character.isSurrogate(a);
                boolean surrogateB = Character.isSurrogate(b);
                return surrogateA == surrogateB ? Character.compare(a, b) : Boolean.compare(surrogateA, surrogateB);
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}

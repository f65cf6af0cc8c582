package io.worldstream.wsp.api.support;

import java.util.Comparator;

/**
 * Orders text by code point, which is the order of its UTF-8 bytes. It differs from {@link String#compareTo} for
 * characters above U+FFFF. The parts of an output are in this order ({@code ORC-03}, contracts 4), and so are keys
 * (contracts 11). Immutable; any thread may use it.
 */
public final class CodePointOrder implements Comparator<String> {
    /** The only instance. */
    public static final CodePointOrder INSTANCE = new CodePointOrder();

    private CodePointOrder() {}

    @Override
    public int compare(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                // Surrogates encode code points above U+FFFF, yet as chars they are below U+E000.
                boolean surrogatesDiffer = Character.isSurrogate(a) != Character.isSurrogate(b);
                return surrogatesDiffer ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}

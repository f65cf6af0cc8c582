package io.worldstream.wsp.internal.json;

/** Finds what UTF-16 can hold and Unicode cannot say. */
public final class Surrogates {
    private Surrogates() {}

    /** The index of the first surrogate without its other half, or -1. */
    public static int firstLone(CharSequence text) {
        int i = 0;
        while (i < text.length()) {
            int codePoint = Character.codePointAt(text, i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                return i;
            }
            i += Character.charCount(codePoint);
        }
        return -1;
    }
}

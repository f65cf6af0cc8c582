package io.worldstream.wsp.internal.json;

/** Finds lone surrogates, which UTF-16 can hold but Unicode cannot encode. */
public final class Surrogates {
    private Surrogates() {}

    /** Returns the index of the first lone surrogate, or -1. */
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

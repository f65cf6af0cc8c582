package io.worldstream.wsp.internal.json;

/** Finds what UTF-16 can hold and Unicode cannot say. */
public final class Surrogates {
    private Surrogates() {}

    /** The index of the first surrogate without its other half, or -1. */
    public static int firstLone(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) {
                return i;
            }
            i++;
        }
        return -1;
    }
}

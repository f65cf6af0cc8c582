package io.worldstream.wsp.api.support;

/** Characters in the strings of canonical JSON (contracts 4), each of which has one spelling. Stateless. */
public final class CanonicalText {
    private static final int HEX = 16;

    private CanonicalText() {}

    /** Returns whether a character stands for itself; all others are escaped. */
    public static boolean isPlain(char c) {
        return c >= ' ' && c <= '~' && c != '"' && c != '\\';
    }

    /** Appends a character of a string, escaped unless it is {@linkplain #isPlain plain}. */
    public static void append(StringBuilder out, char c) {
        if (isPlain(c)) {
            out.append(c);
            return;
        }
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(Character.forDigit((c >> shift) & 0xf, HEX));
                }
            }
        }
    }
}

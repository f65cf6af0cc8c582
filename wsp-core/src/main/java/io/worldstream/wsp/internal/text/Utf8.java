package io.worldstream.wsp.internal.text;

/** Checks characters beyond ASCII as strictly as RFC 3629: none overlong, none a surrogate. Stateless. */
public final class Utf8 {
    /** Returned for bytes that are not a character. */
    public static final int NO_CHARACTER = -1;

    private Utf8() {}

    /**
     * Returns the position after one character of two to four bytes, or {@link #NO_CHARACTER}.
     *
     * @param bytes the text
     * @param at the position of the character's first byte
     * @param end the end of the text
     */
    public static int endOfCharacter(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        if (first >= 0xc2 && first <= 0xdf) {
            return follows(bytes, at + 1, end, 0x80, 0xbf) ? at + 2 : NO_CHARACTER;
        }
        if (first >= 0xe0 && first <= 0xef) {
            boolean sound = follows(bytes, at + 1, end, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf)
                    && follows(bytes, at + 2, end, 0x80, 0xbf);
            return sound ? at + 3 : NO_CHARACTER;
        }
        boolean sound = first >= 0xf0
                && first <= 0xf4
                && follows(bytes, at + 1, end, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf)
                && follows(bytes, at + 2, end, 0x80, 0xbf)
                && follows(bytes, at + 3, end, 0x80, 0xbf);
        return sound ? at + 4 : NO_CHARACTER;
    }

    private static boolean follows(byte[] bytes, int at, int end, int least, int most) {
        return at < end && (bytes[at] & 0xff) >= least && (bytes[at] & 0xff) <= most;
    }
}

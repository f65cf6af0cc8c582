package io.worldstream.wsp.internal.rows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at text eight bytes at a time. Stateless. */
final class ByteScan {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long LINE_BREAKS = '\n' * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long SPACES = ' ' * ONES;

    private ByteScan() {}

    /** Whether bytes stand in a text, which is long enough for them. */
    static boolean startsWith(byte[] text, int from, byte[] bytes) {
        int at = 0;
        for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            if ((long) WORDS.get(text, from + at) != (long) WORDS.get(bytes, at)) {
                return false;
            }
        }
        for (; at < bytes.length; at++) {
            if (text[from + at] != bytes[at]) {
                return false;
            }
        }
        return true;
    }

    /** The first line break, or {@code to}. */
    static int lineBreak(byte[] text, int from, int to) {
        int at = from;
        // Four at a time until one of the four has it: lines are long.
        while (at <= to - 4 * Long.BYTES
                && (lineBreaks(text, at)
                                | lineBreaks(text, at + Long.BYTES)
                                | lineBreaks(text, at + 2 * Long.BYTES)
                                | lineBreaks(text, at + 3 * Long.BYTES))
                        == 0) {
            at += 4 * Long.BYTES;
        }
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long found = lineBreaks(text, at);
            if (found != 0) {
                return at + first(found);
            }
        }
        while (at < to && text[at] != '\n') {
            at++;
        }
        return at;
    }

    /** The first byte that is a quote, a backslash, a control character or not ASCII, or {@code to}. */
    static int endOfPlainText(byte[] text, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(text, at);
            long found = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | (((word - SPACES) | word) & HIGH_BITS);
            if (found != 0) {
                return at + first(found);
            }
        }
        while (at < to && text[at] >= ' ' && text[at] != '"' && text[at] != '\\') {
            at++;
        }
        return at;
    }

    private static long lineBreaks(byte[] text, int at) {
        return zeros((long) WORDS.get(text, at) ^ LINE_BREAKS);
    }

    /** The high bit of each byte that is zero; a borrow may set some above the first, and only the first counts. */
    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGH_BITS;
    }

    private static int first(long found) {
        return Long.numberOfTrailingZeros(found) >>> 3;
    }
}

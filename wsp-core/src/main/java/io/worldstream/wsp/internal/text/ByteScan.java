package io.worldstream.wsp.internal.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Scans text eight bytes at a time. Stateless. */
public final class ByteScan {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long LINE_BREAKS = '\n' * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long ZERO_DIGITS = '0' * ONES;
    /** Sets the high bit when added to a byte from 10 to 127. */
    private static final long ABOVE_NINE = (128 - 10) * ONES;

    private static final long SPACES = ' ' * ONES;

    private ByteScan() {}

    /** Returns whether the bytes are at a position of a text, which must be long enough for them. */
    public static boolean startsWith(byte[] text, int from, byte[] bytes) {
        int length = bytes.length;
        if (length > 4 * Long.BYTES) {
            return Arrays.equals(text, from, from + length, bytes, 0, length);
        }
        if (length < Long.BYTES) {
            for (int at = 0; at < length; at++) {
                if (text[from + at] != bytes[at]) {
                    return false;
                }
            }
            return true;
        }
        // Compares words from both ends without a loop; they may overlap.
        long differ = differ(text, from, bytes, 0) | differ(text, from, bytes, length - Long.BYTES);
        if (length > 2 * Long.BYTES) {
            differ |= differ(text, from, bytes, Long.BYTES) | differ(text, from, bytes, length - 2 * Long.BYTES);
        }
        return differ == 0;
    }

    private static long differ(byte[] text, int from, byte[] bytes, int at) {
        return (long) WORDS.get(text, from + at) ^ (long) WORDS.get(bytes, at);
    }

    /** Returns the position of the first line break, or {@code to}. */
    public static int lineBreak(byte[] text, int from, int to) {
        int at = from;
        // Lines are long and have no other control characters: tests four words at a time until they hold one.
        while (true) {
            while (at <= to - 4 * Long.BYTES
                    && ((controls(text, at)
                                            | controls(text, at + Long.BYTES)
                                            | controls(text, at + 2 * Long.BYTES)
                                            | controls(text, at + 3 * Long.BYTES))
                                    & HIGH_BITS)
                            == 0) {
                at += 4 * Long.BYTES;
            }
            int until = Math.min(at + 4 * Long.BYTES, to - Long.BYTES + 1);
            for (; at < until; at += Long.BYTES) {
                long found = zeros((long) WORDS.get(text, at) ^ LINE_BREAKS);
                if (found != 0) {
                    return at + first(found);
                }
            }
            if (at > to - Long.BYTES) {
                break;
            }
        }
        while (at < to && text[at] != '\n') {
            at++;
        }
        return at;
    }

    /** Returns the position of the first quote, backslash, control character or non-ASCII byte, or {@code to}. */
    public static int endOfPlainText(byte[] text, int from, int to) {
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

    /** Returns the position of the first quote or backslash, or {@code to}. */
    public static int quoteOrBackslash(byte[] text, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(text, at);
            long found = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
            if (found != 0) {
                return at + first(found);
            }
        }
        while (at < to && text[at] != '"' && text[at] != '\\') {
            at++;
        }
        return at;
    }

    /** Returns the position of the first byte that is not a digit, or {@code to}. */
    public static int endOfDigits(byte[] text, int from, int to) {
        int at = from;
        while (at <= to - Long.BYTES) {
            long digits = (long) WORDS.get(text, at) ^ ZERO_DIGITS;
            long found = notDigits(digits);
            if (found != 0) {
                return at + first(found);
            }
            at += Long.BYTES;
        }
        while (at < to && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at;
    }

    /** Sets the high bit of each byte that is not a digit; expects bytes from which {@code '0'} was removed by XOR. */
    private static long notDigits(long digits) {
        return (((digits & ~HIGH_BITS) + ABOVE_NINE) | digits) & HIGH_BITS;
    }

    /** Sets the high bit of each control character; a borrow may set further high bits above the first. */
    private static long controls(byte[] text, int at) {
        long word = (long) WORDS.get(text, at);
        return (word - SPACES) & ~word;
    }

    /**
     * Sets the high bit of each zero byte; a borrow may set further ones above the first, so only the first is valid.
     */
    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGH_BITS;
    }

    private static int first(long found) {
        return Long.numberOfTrailingZeros(found) >>> 3;
    }
}

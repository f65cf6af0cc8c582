package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The JSON text of one row, while it is written. Never much longer than the maximum row. Not thread-safe. */
final class RowText {
    private static final int FIRST_BYTES = 1 << 10;
    private static final int MOST_DIGITS = 20;
    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] HEX = ascii("0123456789abcdef");

    private final int maxBytes;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    /**
     * Creates an empty text.
     *
     * @param maxBytes maximum size of a row
     */
    RowText(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** Ends the row and checks its size. */
    void end() {
        if (length > maxBytes) {
            throw tooLong();
        }
    }

    void put(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
    }

    void put(byte[] text) {
        put(text, 0, text.length);
    }

    void put(byte[] text, int from, int count) {
        room(count);
        System.arraycopy(text, from, bytes, length, count);
        length += count;
    }

    void putNull() {
        put(NULL);
    }

    void putBoolean(boolean value) {
        put(value ? TRUE : FALSE);
    }

    void putLong(long value) {
        if (value < 0) {
            put('-');
        }
        putUnsigned(value < 0 ? -value : value);
    }

    /** Writes a number from 0 to 2^64-1. */
    void putUnsigned(long value) {
        room(MOST_DIGITS);
        long rest = value;
        if (rest < 0) {
            long tenth = Long.divideUnsigned(rest, 10);
            putUnsigned(tenth);
            put((char) ('0' + (rest - tenth * 10)));
            return;
        }
        int end = length + digits(rest);
        int at = end;
        do {
            long tenth = rest / 10;
            bytes[--at] = (byte) ('0' + (rest - tenth * 10));
            rest = tenth;
        } while (at > length);
        length = end;
    }

    /** Writes a number with leading zeros to the given number of digits. */
    void putDigits(long value, int count) {
        room(count);
        long rest = value;
        for (int i = length + count - 1; i >= length; i--) {
            long tenth = rest / 10;
            bytes[i] = (byte) ('0' + (rest - tenth * 10));
            rest = tenth;
        }
        length += count;
    }

    /** Writes bytes in lowercase hex. */
    void putHex(byte[] source, int from, int count) {
        room(2 * count);
        for (int i = from; i < from + count; i++) {
            bytes[length++] = HEX[source[i] >>> 4 & 0xf];
            bytes[length++] = HEX[source[i] & 0xf];
        }
    }

    /**
     * Writes a JSON string. Escapes only the required characters (quote, backslash, control characters), in the short
     * form if one exists.
     *
     * @return whether the source is valid UTF-8; if not, the row must be discarded
     */
    boolean putString(byte[] source, int from, int count) {
        put('"');
        int limit = from + count;
        int start = from;
        int at = from;
        while (at < limit) {
            int octet = source[at];
            if (octet >= ' ' && octet != '"' && octet != '\\') {
                at++;
            } else if (octet < 0) {
                int size = Utf8.sequence(source, at, limit);
                if (size == 0) {
                    return false;
                }
                at += size;
            } else {
                put(source, start, at - start);
                putEscaped(octet);
                start = ++at;
            }
        }
        put(source, start, limit - start);
        put('"');
        return true;
    }

    private void putEscaped(int octet) {
        put('\\');
        switch (octet) {
            case '\b' -> put('b');
            case '\t' -> put('t');
            case '\n' -> put('n');
            case '\f' -> put('f');
            case '\r' -> put('r');
            case '"', '\\' -> put((char) octet);
            default -> {
                put('u');
                put('0');
                put('0');
                put((char) HEX[octet >>> 4]);
                put((char) HEX[octet & 0xf]);
            }
        }
    }

    private static int digits(long value) {
        int digits = 1;
        long power = 10;
        while (digits < 19 && value >= power) {
            digits++;
            power *= 10;
        }
        return digits;
    }

    private void room(int count) {
        if (count > bytes.length - length) {
            // Rejects an overlong value before memory is allocated for it.
            if (length > maxBytes || count - MOST_DIGITS > maxBytes - length) {
                throw tooLong();
            }
            bytes = Arrays.copyOf(bytes, Math.max(length + count, Math.min(2 * length, maxBytes)));
        }
    }

    private WspException tooLong() {
        return new WspException(ReasonCode.ROW_TOO_LARGE, "is longer than " + maxBytes + " bytes");
    }
}

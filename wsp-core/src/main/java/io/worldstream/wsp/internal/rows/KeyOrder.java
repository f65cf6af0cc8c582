package io.worldstream.wsp.internal.rows;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The order of key fields: booleans before numbers before strings, {@code false} before {@code true}, numbers by exact
 * value, strings by their UTF-8 bytes (contracts 11). Stateless.
 */
final class KeyOrder {
    /** The length in characters up to which every integer fits into a long. */
    private static final int SURELY_A_LONG = 18;

    private KeyOrder() {}

    static int compare(
            FieldKind kind,
            byte[] source,
            int start,
            int end,
            FieldKind otherKind,
            byte[] otherSource,
            int otherStart,
            int otherEnd) {
        if (kind.isNumber() && otherKind.isNumber()) {
            boolean longs = kind == FieldKind.INTEGER
                    && otherKind == FieldKind.INTEGER
                    && end - start <= SURELY_A_LONG
                    && otherEnd - otherStart <= SURELY_A_LONG;
            return longs
                    ? Long.compare(toLong(source, start, end), toLong(otherSource, otherStart, otherEnd))
                    : exactValue(source, start, end).compareTo(exactValue(otherSource, otherStart, otherEnd));
        }
        return kind == FieldKind.TEXT && otherKind == FieldKind.TEXT
                ? Arrays.compareUnsigned(source, start, end, otherSource, otherStart, otherEnd)
                : kind.compareTo(otherKind);
    }

    private static long toLong(byte[] source, int start, int end) {
        boolean negative = source[start] == '-';
        long value = 0;
        for (int i = negative ? start + 1 : start; i < end; i++) {
            value = value * 10 + (source[i] - '0');
        }
        return negative ? -value : value;
    }

    private static BigDecimal exactValue(byte[] source, int start, int end) {
        return new BigDecimal(new String(source, start, end - start, StandardCharsets.US_ASCII));
    }
}

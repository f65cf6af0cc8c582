package io.worldstream.wsp.internal.view;

import io.worldstream.wsp.internal.text.ByteBuilder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Compresses blocks in the LZ4 block format: sequences of a token with two lengths, literals, and the distance of a match
 * within the last 64 KiB. Rows of one output resemble each other, so the latest occurrence of eight bytes, which a table
 * finds, is mostly the same field of the row before, and matches are long. One thread.
 */
final class Lz4Encoder {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int TABLE_BITS = 14;
    private static final long HASH_FACTOR = 0xCF1B_BCDC_B7A5_6463L;
    private static final int FURTHEST = 0xffff;
    /** The format ends with literals: no match starts in the last 12 bytes or reaches into the last 5. */
    private static final int LAST_START = 12;

    private static final int LAST_LITERALS = 5;

    private final int[] latest = new int[1 << TABLE_BITS];
    private byte[] target = {};
    private int out;

    /** Appends the first bytes of an array in compressed form. */
    void encode(byte[] source, int length, ByteBuilder to) {
        int room = length + length / Lz4Decoder.EXTENSION + 16;
        int start = to.extend(room);
        target = to.array();
        out = start;
        Arrays.fill(latest, -1);
        int literals = 0;
        int at = 0;
        while (at < length - LAST_START) {
            int candidate = exchange(source, at);
            if (candidate < 0 || at - candidate > FURTHEST || !sameLong(source, candidate, at)) {
                at++;
                continue;
            }
            int distance = at - candidate;
            while (at > literals && at > distance && source[at - 1] == source[at - 1 - distance]) {
                at--;
            }
            int match = matchLength(source, at, distance, length - LAST_LITERALS);
            append(source, literals, at - literals, distance, match);
            at += match;
            literals = at;
            if (at < length - LAST_START) {
                exchange(source, at - 2);
            }
        }
        appendLiterals(source, literals, length - literals, 0);
        to.shrink(start + room - out);
    }

    /** Returns the latest position with the same hash, and notes this one in its place. */
    private int exchange(byte[] source, int at) {
        int hash = (int) (((long) LONGS.get(source, at) * HASH_FACTOR) >>> (Long.SIZE - TABLE_BITS));
        int before = latest[hash];
        latest[hash] = at;
        return before;
    }

    private static boolean sameLong(byte[] source, int one, int other) {
        return (long) LONGS.get(source, one) == (long) LONGS.get(source, other);
    }

    private static int matchLength(byte[] source, int from, int distance, int end) {
        int at = from;
        while (at + Long.BYTES <= end) {
            long differ = (long) LONGS.get(source, at) ^ (long) LONGS.get(source, at - distance);
            if (differ != 0) {
                return at - from + (Long.numberOfTrailingZeros(differ) >>> 3);
            }
            at += Long.BYTES;
        }
        while (at < end && source[at] == source[at - distance]) {
            at++;
        }
        return at - from;
    }

    private void append(byte[] source, int literals, int count, int distance, int match) {
        int rest = match - Lz4Decoder.LEAST_MATCH;
        appendLiterals(source, literals, count, Math.min(rest, Lz4Decoder.LONG));
        target[out++] = (byte) distance;
        target[out++] = (byte) (distance >>> 8);
        appendExtension(rest);
    }

    private void appendLiterals(byte[] source, int from, int count, int matchOfToken) {
        target[out++] = (byte) ((Math.min(count, Lz4Decoder.LONG) << 4) | matchOfToken);
        appendExtension(count);
        System.arraycopy(source, from, target, out, count);
        out += count;
    }

    private void appendExtension(int length) {
        if (length >= Lz4Decoder.LONG) {
            int left = length - Lz4Decoder.LONG;
            while (left >= Lz4Decoder.EXTENSION) {
                target[out++] = (byte) Lz4Decoder.EXTENSION;
                left -= Lz4Decoder.EXTENSION;
            }
            target[out++] = (byte) left;
        }
    }
}

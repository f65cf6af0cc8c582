package io.worldstream.wsp.internal.view;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Decompresses the LZ4 block format. Neither reads nor writes outside its bounds, whatever the bytes are. Stateless. */
final class Lz4Decoder {
    /** The bytes that both arrays must have behind their content: short copies are made in two words. */
    static final int SLACK = 2 * Long.BYTES;

    /** No bytes expand by more than this factor. */
    static final int MOST_EXPANSION = 255;

    /** A length in a token that continues in the bytes behind it. */
    static final int LONG = 15;

    /** A byte of such a length that is not its last. */
    static final int EXTENSION = 255;

    static final int LEAST_MATCH = 4;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** From this length on, a call that copies memory is worth its overhead. */
    private static final int WORTH_A_CALL = 64;

    private Lz4Decoder() {}

    /**
     * Decompresses a block.
     *
     * @param source holds the block, and {@link #SLACK} more bytes
     * @param length the length of the block
     * @param target receives the content; has room for {@link #SLACK} more bytes
     * @param expected the length of the content
     * @return whether it is a block with a content of that length
     */
    static boolean decode(byte[] source, int length, byte[] target, int expected) {
        int in = 0;
        int out = 0;
        while (in < length) {
            int token = source[in++] & 0xff;
            int literals = token >>> 4;
            if (literals == LONG) {
                int more = extension(source, in, length, expected);
                literals += more;
                in += more / EXTENSION + 1;
            }
            if (literals < 0 || literals > length - in || literals > expected - out) {
                return false;
            }
            copyLiterals(source, in, target, out, literals);
            in += literals;
            out += literals;
            if (length - in < Short.BYTES) {
                return in == length && out == expected;
            }
            int distance = (source[in] & 0xff) | ((source[in + 1] & 0xff) << 8);
            in += Short.BYTES;
            int match = token & LONG;
            if (match == LONG) {
                int more = extension(source, in, length, expected);
                match += more;
                in += more / EXTENSION + 1;
            }
            match += LEAST_MATCH;
            if (distance == 0 || distance > out || match < LEAST_MATCH || match > expected - out) {
                return false;
            }
            copyMatch(target, out, distance, match);
            out += match;
        }
        return false;
    }

    /** Returns the rest of a length; negative by far if there is no rest, or if it exceeds the content. */
    private static int extension(byte[] source, int from, int length, int expected) {
        int more = 0;
        for (int at = from; at < length && more <= expected; at++) {
            int next = source[at] & 0xff;
            more += next;
            if (next != EXTENSION) {
                return more;
            }
        }
        return Integer.MIN_VALUE / 2;
    }

    private static void copyLiterals(byte[] source, int in, byte[] target, int out, int count) {
        if (count <= SLACK) {
            LONGS.set(target, out, (long) LONGS.get(source, in));
            LONGS.set(target, out + Long.BYTES, (long) LONGS.get(source, in + Long.BYTES));
        } else {
            System.arraycopy(source, in, target, out, count);
        }
    }

    private static void copyMatch(byte[] target, int out, int distance, int count) {
        int from = out - distance;
        if (distance < SLACK) {
            for (int i = 0; i < count; i++) {
                target[out + i] = target[from + i];
            }
        } else if (count > WORTH_A_CALL && count <= distance) {
            System.arraycopy(target, from, target, out, count);
        } else {
            for (int i = 0; i < count; i += SLACK) {
                LONGS.set(target, out + i, (long) LONGS.get(target, from + i));
                LONGS.set(target, out + i + Long.BYTES, (long) LONGS.get(target, from + i + Long.BYTES));
            }
        }
    }
}

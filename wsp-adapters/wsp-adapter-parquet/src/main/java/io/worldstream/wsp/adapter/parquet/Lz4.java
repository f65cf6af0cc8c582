package io.worldstream.wsp.adapter.parquet;

/**
 * Decompresses LZ4 blocks: alternating literals and copies of earlier output, literals last. Every position is checked
 * against the arrays, so a damaged block is refused and does no harm. Stateless.
 */
final class Lz4 {
    private static final int LONG_LENGTH = 15;
    private static final int SHORTEST_COPY = 4;
    private static final int FULL_OCTET = 255;

    private Lz4() {}

    /** Decompresses a block that must give exactly the expected number of bytes. */
    static void decompress(byte[] source, int from, int length, byte[] target, int size) {
        int limit = from + length;
        int at = from;
        int out = 0;
        while (true) {
            require(at < limit);
            int token = source[at++] & 0xff;
            int literals = token >>> 4;
            if (literals == LONG_LENGTH) {
                int end = lengthEnd(source, at, limit);
                literals = longLength(literals, source, at, end, size - out);
                at = end;
            }
            require(literals <= limit - at && literals <= size - out);
            System.arraycopy(source, at, target, out, literals);
            at += literals;
            out += literals;
            if (at == limit) {
                require(out == size);
                return;
            }
            require(limit - at >= Short.BYTES);
            int back = (source[at] & 0xff) | (source[at + 1] & 0xff) << Byte.SIZE;
            at += Short.BYTES;
            int count = token & LONG_LENGTH;
            if (count == LONG_LENGTH) {
                int end = lengthEnd(source, at, limit);
                count = longLength(count, source, at, end, size - out);
                at = end;
            }
            count += SHORTEST_COPY;
            require(back > 0 && back <= out && count <= size - out);
            Buffers.repeat(target, out, back, count);
            out += count;
        }
    }

    /** Returns the end of a length that continues after the token: after the first byte below 255. */
    private static int lengthEnd(byte[] source, int from, int limit) {
        int at = from;
        while (at < limit && (source[at] & 0xff) == FULL_OCTET) {
            at++;
        }
        require(at < limit);
        return at + 1;
    }

    /** Returns the sum of the token's part of a length and the bytes after it, if it is at most {@code most}. */
    private static int longLength(int inToken, byte[] source, int from, int end, int most) {
        long length = inToken + (long) FULL_OCTET * (end - 1 - from) + (source[end - 1] & 0xff);
        require(length <= most);
        return (int) length;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw Refusal.damaged("a page is no valid LZ4");
        }
    }
}

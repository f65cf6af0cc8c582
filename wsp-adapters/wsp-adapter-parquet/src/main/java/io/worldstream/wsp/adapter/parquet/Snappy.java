package io.worldstream.wsp.adapter.parquet;

/**
 * Decompresses Snappy's raw format: a length, then literals and copies of earlier output. Every position is checked
 * against the arrays, so a damaged block is refused and does no harm. Stateless.
 */
final class Snappy {
    private static final int LITERAL = 0;
    private static final int NEAR_COPY = 1;
    private static final int COPY = 2;
    private static final int LONGEST_SHORT_LITERAL = 60;

    private Snappy() {}

    /** Decompresses a block that must give exactly the expected number of bytes. */
    static void decompress(byte[] source, int from, int length, byte[] target, int size) {
        int limit = from + length;
        int at = from;
        long announced = 0;
        int shift = 0;
        int octet;
        do {
            require(at < limit && shift < Integer.SIZE);
            octet = source[at++] & 0xff;
            announced |= (long) (octet & 0x7f) << shift;
            shift += 7;
        } while (octet >= 0x80);
        require(announced == size);

        int out = 0;
        while (at < limit) {
            int tag = source[at++] & 0xff;
            int kind = tag & 3;
            long count = (tag >>> 2) + 1L;
            int extra = kind == LITERAL
                    ? (int) Math.max(0, count - LONGEST_SHORT_LITERAL)
                    : kind == NEAR_COPY ? 1 : kind == COPY ? 2 : 4;
            require(extra <= limit - at);
            long number = 0;
            for (int i = 0; i < extra; i++) {
                number |= (source[at++] & 0xffL) << (Byte.SIZE * i);
            }
            if (kind == LITERAL) {
                count = extra > 0 ? number + 1 : count;
                require(count <= limit - at && count <= size - out);
                System.arraycopy(source, at, target, out, (int) count);
                at += (int) count;
            } else {
                if (kind == NEAR_COPY) {
                    count = ((tag >>> 2) & 7) + 4L;
                    number |= (tag >>> 5) << Byte.SIZE;
                }
                require(number > 0 && number <= out && count <= size - out);
                Buffers.repeat(target, out, (int) number, (int) count);
            }
            out += (int) count;
        }
        require(out == size);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw Refusal.damaged("a page is no valid snappy");
        }
    }
}

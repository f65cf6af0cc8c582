package io.worldstream.wsp.adapter.parquet;

/** Decodes the RLE encoding: alternating runs of one number and numbers packed least significant bit first. */
final class RunDecoder extends LevelDecoder {
    static final int MAX_WIDTH = 32;

    private final byte[] bytes;
    private final int limit;
    private final int width;
    private int at;
    private int left;
    private boolean packed;
    private int value;
    private long bitAt;

    /**
     * Creates a decoder.
     *
     * @param from the first run
     * @param limit the byte after the last one
     * @param width the bits of a number, up to {@link #MAX_WIDTH}
     */
    RunDecoder(byte[] bytes, int from, int limit, int width) {
        this.bytes = bytes;
        this.limit = limit;
        this.width = width;
        at = from;
    }

    @Override
    int next() {
        while (left == 0) {
            startRun();
        }
        left--;
        if (!packed) {
            return value;
        }
        long bits = bitAt;
        bitAt = bits + width;
        // A writer may truncate the last run, whose end is never read.
        if (bitAt > (long) limit * Byte.SIZE) {
            throw tooFew();
        }
        return (int) LittleEndian.bits(bytes, bits, width, limit);
    }

    private void startRun() {
        if (packed) {
            at = (int) Math.min(limit, (bitAt + 7) >>> 3);
        }
        long head = 0;
        int octet;
        int shift = 0;
        do {
            if (at >= limit || shift >= 35) {
                throw tooFew();
            }
            octet = bytes[at++] & 0xff;
            head |= (long) (octet & 0x7f) << shift;
            shift += 7;
        } while (octet >= 0x80);
        packed = (head & 1) == 1;
        long count = packed ? (head >>> 1) * Byte.SIZE : head >>> 1;
        // More than a page can have, so the rest is never reached.
        left = (int) Math.min(count, Integer.MAX_VALUE);
        if (packed) {
            bitAt = (long) at * Byte.SIZE;
        } else {
            int size = (width + 7) >>> 3;
            if (size > limit - at) {
                throw tooFew();
            }
            value = (int) LittleEndian.bits(bytes, (long) at * Byte.SIZE, size * Byte.SIZE, limit);
            at += size;
        }
    }
}

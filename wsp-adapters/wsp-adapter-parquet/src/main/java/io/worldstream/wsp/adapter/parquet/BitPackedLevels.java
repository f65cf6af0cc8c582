package io.worldstream.wsp.adapter.parquet;

/** Levels in the bit-packed encoding of the oldest writers, highest bit first. */
final class BitPackedLevels extends LevelDecoder {
    private final byte[] bytes;
    private final int width;
    private final long limit;
    private long bitAt;

    BitPackedLevels(byte[] bytes, int from, int limit, int width) {
        this.bytes = bytes;
        this.width = width;
        this.limit = (long) limit * Byte.SIZE;
        bitAt = (long) from * Byte.SIZE;
    }

    @Override
    int next() {
        if (width > limit - bitAt) {
            throw tooFew();
        }
        int value = 0;
        for (int i = 0; i < width; i++, bitAt++) {
            int octet = bytes[(int) (bitAt >>> 3)];
            value = (value << 1) | ((octet >>> (7 - (int) (bitAt & 7))) & 1);
        }
        return value;
    }
}

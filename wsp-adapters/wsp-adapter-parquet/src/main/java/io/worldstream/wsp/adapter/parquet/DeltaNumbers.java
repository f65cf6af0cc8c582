package io.worldstream.wsp.adapter.parquet;

/**
 * Decodes DELTA_BINARY_PACKED: integers as differences, in blocks of miniblocks with a bit width each. Differences are
 * added modulo the type's size, as the format requires. Nothing is unpacked in advance, so a block's claimed size
 * allocates nothing.
 */
final class DeltaNumbers extends ValueDecoder {
    private final byte[] source;
    private final int limit;
    private final boolean narrow;
    private final int miniBlocks;
    private final int perMiniBlock;
    private final long count;
    private int at;
    private long given;
    private long minDelta;
    private int widthsAt;
    private int miniBlock;
    private int left;
    private int width;
    private long bitAt;

    /**
     * Creates a decoder.
     *
     * @param narrow whether the integers have 32 bits
     */
    DeltaNumbers(byte[] source, int from, int limit, boolean narrow) {
        this.source = source;
        this.limit = limit;
        this.narrow = narrow;
        at = from;
        long blockSize = varint();
        long blocks = varint();
        count = varint();
        number = zigzag();
        boolean sound = blocks > 0
                && blockSize >= blocks
                && blockSize <= 1 << 24
                && blockSize % (blocks * Byte.SIZE) == 0
                && count >= 0
                && count <= Integer.MAX_VALUE;
        if (!sound) {
            throw Refusal.damaged(
                    "differences come in blocks of " + blockSize + ", " + blocks + " in one, " + count + " in all");
        }
        miniBlocks = (int) blocks;
        perMiniBlock = (int) (blockSize / blocks);
        miniBlock = miniBlocks;
    }

    /** Returns the number of numbers. */
    long count() {
        return count;
    }

    @Override
    void next() {
        if (given == count) {
            throw tooFew();
        }
        if (given++ > 0) {
            if (left == 0) {
                startMiniBlock();
            }
            left--;
            long bits = bitAt;
            bitAt = bits + width;
            if (bitAt > (long) limit * Byte.SIZE) {
                throw tooFew();
            }
            number += minDelta + LittleEndian.bits(source, bits, width, limit);
        }
        if (narrow) {
            int low = (int) number;
            number = low;
        }
    }

    /**
     * Returns the position after all numbers. Must be called before the first number is read; no number can be read
     * afterwards.
     */
    int end() {
        for (long rest = count - 1; rest > 0; rest -= perMiniBlock) {
            startMiniBlock();
        }
        return at;
    }

    private void startMiniBlock() {
        if (miniBlock == miniBlocks) {
            minDelta = zigzag();
            widthsAt = at;
            if (miniBlocks > limit - at) {
                throw tooFew();
            }
            at += miniBlocks;
            miniBlock = 0;
        }
        width = source[widthsAt + miniBlock] & 0xff;
        if (width > Long.SIZE) {
            throw Refusal.damaged("differences have " + width + " bits");
        }
        bitAt = (long) at * Byte.SIZE;
        // A writer may truncate the last miniblock, whose end is never read.
        at = (int) Math.min(limit, at + (long) width * perMiniBlock / Byte.SIZE);
        left = perMiniBlock;
        miniBlock++;
    }

    private long zigzag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at >= limit) {
                throw tooFew();
            }
            int octet = source[at++] & 0xff;
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw Refusal.damaged("a number has more than 64 bits");
    }
}

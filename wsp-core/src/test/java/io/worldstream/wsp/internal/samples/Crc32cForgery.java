package io.worldstream.wsp.internal.samples;

import java.util.zip.CRC32C;

/** Makes other bytes with the same CRC32C, which is linear: of 40 free bits, some combination has any given effect. */
public final class Crc32cForgery {
    private static final int FREE_BITS = 40;

    private Crc32cForgery() {}

    /**
     * Gives changed bytes the CRC32C of others, by flipping lowest bits of 40 of them.
     *
     * @param like the bytes whose checksum is wanted
     * @param changed the bytes to forge
     * @param at the position of the first of the 40
     */
    public static void forge(byte[] like, byte[] changed, int at) {
        int[] effects = new int[Integer.SIZE];
        long[] flips = new long[Integer.SIZE];
        int own = crc32c(changed);
        for (int i = 0; i < FREE_BITS; i++) {
            changed[at + i] ^= 1;
            int effect = own ^ crc32c(changed);
            changed[at + i] ^= 1;
            long flip = 1L << i;
            while (effect != 0) {
                int bit = Integer.numberOfTrailingZeros(effect);
                if (effects[bit] == 0) {
                    effects[bit] = effect;
                    flips[bit] = flip;
                    break;
                }
                effect ^= effects[bit];
                flip ^= flips[bit];
            }
        }
        int wanted = own ^ crc32c(like);
        long chosen = 0;
        while (wanted != 0) {
            int bit = Integer.numberOfTrailingZeros(wanted);
            if (effects[bit] == 0) {
                throw new IllegalStateException("40 bits do not suffice");
            }
            wanted ^= effects[bit];
            chosen ^= flips[bit];
        }
        for (int i = 0; i < FREE_BITS; i++) {
            changed[at + i] ^= (byte) ((chosen >>> i) & 1);
        }
    }

    private static int crc32c(byte[] bytes) {
        CRC32C crc32c = new CRC32C();
        crc32c.update(bytes);
        return (int) crc32c.getValue();
    }
}

package io.worldstream.wsp.adapter.parquet;

import java.util.Random;

/** Bytes that repeat themselves here and there, so that each kind of literal and copy comes up. */
final class CompressibleBytes {
    private CompressibleBytes() {}

    static byte[] of(long seed, int size) {
        Random random = new Random(seed);
        byte[] bytes = new byte[size];
        int at = 0;
        while (at < size) {
            int run = Math.min(size - at, 1 + random.nextInt(100));
            if (at > 0 && random.nextBoolean()) {
                int from = random.nextInt(at);
                for (int i = 0; i < run; i++) {
                    bytes[at + i] = bytes[from + i];
                }
            } else {
                for (int i = 0; i < run; i++) {
                    bytes[at + i] = (byte) random.nextInt();
                }
            }
            at += run;
        }
        return bytes;
    }
}

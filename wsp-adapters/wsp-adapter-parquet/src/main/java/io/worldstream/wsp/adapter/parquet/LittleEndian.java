package io.worldstream.wsp.adapter.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads numbers in the format's byte order, least significant byte first. Stateless. */
final class LittleEndian {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    static int int32(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    static long int64(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /**
     * Reads a number of the given bit width that starts at any bit, least significant bit first.
     *
     * @param limit the byte after the last readable one; the bits must lie before it
     */
    static long bits(byte[] bytes, long bitAt, int width, int limit) {
        int at = (int) (bitAt >>> 3);
        int shift = (int) bitAt & 7;
        long value;
        if (at + Long.BYTES <= limit) {
            value = int64(bytes, at) >>> shift;
        } else {
            value = 0;
            for (int i = Math.min(limit - at, Long.BYTES) - 1; i >= 0; i--) {
                value = (value << Byte.SIZE) | (bytes[at + i] & 0xff);
            }
            value >>>= shift;
        }
        if (shift + width > Long.SIZE) {
            value |= (long) (bytes[at + Long.BYTES] & 0xff) << (Long.SIZE - shift);
        }
        return width == Long.SIZE ? value : value & (1L << width) - 1;
    }
}

package io.worldstream.wsp.adapter.parquet;

import java.util.Arrays;

/** The budget of one reader's buffers: each grows only through here (I12). One thread. */
final class Buffers {
    static final byte[] NONE = {};
    static final int[] NO_INTS = {};

    private final long limit;
    private long held;

    /** @param limit how many bytes may be held at one time */
    Buffers(long limit) {
        this.limit = limit;
    }

    /**
     * Copies what stands so many bytes before a position to it. It may reach into what it writes, which then repeats. The
     * caller has held all of it to the array.
     */
    static void repeat(byte[] bytes, int at, int back, int count) {
        if (back >= count) {
            System.arraycopy(bytes, at - back, bytes, at, count);
        } else {
            for (int i = at; i < at + count; i++) {
                bytes[i] = bytes[i - back];
            }
        }
    }

    /** The buffer, or a longer one without its content. */
    byte[] atLeast(byte[] buffer, int size) {
        return buffer.length >= size ? buffer : new byte[taken(buffer.length, size, Byte.BYTES)];
    }

    /** The buffer, or a longer one with its content. */
    byte[] grown(byte[] buffer, int size) {
        return buffer.length >= size ? buffer : Arrays.copyOf(buffer, taken(buffer.length, size, Byte.BYTES));
    }

    /** The array, or a longer one without its content. */
    int[] atLeast(int[] array, int size) {
        return array.length >= size ? array : new int[taken(array.length, size, Integer.BYTES)];
    }

    /** Half as much again as there was, if that is within the budget, so that growing by little is rare. */
    private int taken(int before, int needed, int unit) {
        long others = held - (long) before * unit;
        long most = Math.min((limit - others) / unit, Integer.MAX_VALUE - 8);
        if (needed > most) {
            throw Refusal.over(
                    "what the columns need at one time", others + (long) needed * unit, "maxBufferBytes", limit);
        }
        int size = (int) Math.min(Math.max(needed, before + (before >> 1)), most);
        held = others + (long) size * unit;
        return size;
    }
}

package io.worldstream.wsp.adapter.parquet;

import java.util.Arrays;

/** Budget of one reader's buffers, which only grow through this class (I12). Not thread-safe. */
final class Buffers {
    static final byte[] NONE = {};
    static final int[] NO_INTS = {};

    private final long limit;
    private long held;

    /**
     * Creates a budget.
     *
     * @param limit maximum number of bytes held at one time
     */
    Buffers(long limit) {
        this.limit = limit;
    }

    /**
     * Copies bytes from an earlier position of the array. The ranges may overlap, and the copied bytes then repeat. The
     * caller has checked the bounds.
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

    /** Returns the buffer if it is large enough, otherwise a larger one without its content. */
    byte[] atLeast(byte[] buffer, int size) {
        return buffer.length >= size ? buffer : new byte[taken(buffer.length, size, Byte.BYTES)];
    }

    /** Returns the buffer if it is large enough, otherwise a larger one with its content. */
    byte[] grown(byte[] buffer, int size) {
        return buffer.length >= size ? buffer : Arrays.copyOf(buffer, taken(buffer.length, size, Byte.BYTES));
    }

    /** Returns the array if it is large enough, otherwise a larger one without its content. */
    int[] atLeast(int[] array, int size) {
        return array.length >= size ? array : new int[taken(array.length, size, Integer.BYTES)];
    }

    /** Grows by half if the budget allows it, to make small growth rare. */
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

package io.worldstream.wsp.internal.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing, reusable byte buffer. One thread. */
public final class ByteBuilder {
    private byte[] bytes;
    private int length;

    /** @param capacity the number of bytes that it holds before it grows */
    public ByteBuilder(int capacity) {
        bytes = new byte[capacity];
    }

    /** Returns the array that holds the bytes from 0 to {@link #length}; appending may replace the array. */
    public byte[] array() {
        return bytes;
    }

    /** Returns the number of bytes. */
    public int length() {
        return length;
    }

    /** Returns the number of bytes that it holds before it grows. */
    public int capacity() {
        return bytes.length;
    }

    /** Removes all bytes and keeps the memory. */
    public void clear() {
        length = 0;
    }

    /** Appends a byte. */
    public void append(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    /** Appends bytes. */
    public void append(byte[] source) {
        append(source, 0, source.length);
    }

    /** Appends a range of bytes. */
    public void append(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /** Appends text in UTF-8. */
    public void append(String text) {
        append(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends four bytes, big-endian. */
    public void appendInt(int value) {
        append(value >>> 24);
        append(value >>> 16);
        append(value >>> 8);
        append(value);
    }

    /** Appends eight bytes, big-endian. */
    public void appendLong(long value) {
        appendInt((int) (value >>> Integer.SIZE));
        appendInt((int) value);
    }

    /** Extends the buffer by bytes that the caller then writes into {@link #array}; returns their start. */
    public int extend(int count) {
        reserve(count);
        length += count;
        return length - count;
    }

    /** Removes bytes from the end. */
    public void shrink(int count) {
        length -= count;
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, count)));
        }
    }
}

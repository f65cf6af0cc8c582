package io.worldstream.wsp.internal.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow at their end and are used again. One thread. */
public final class ByteBuilder {
    private byte[] bytes;
    private int length;

    /** @param capacity how many bytes it holds before it grows */
    public ByteBuilder(int capacity) {
        bytes = new byte[capacity];
    }

    /** The array that holds the bytes, from 0 to {@link #length}; another one once more are appended. */
    public byte[] array() {
        return bytes;
    }

    /** How many bytes there are. */
    public int length() {
        return length;
    }

    /** How many bytes it holds before it grows. */
    public int capacity() {
        return bytes.length;
    }

    /** Drops all bytes. */
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

    /** Appends four bytes, the highest first. */
    public void appendInt(int value) {
        append(value >>> 24);
        append(value >>> 16);
        append(value >>> 8);
        append(value);
    }

    /** Appends eight bytes, the highest first. */
    public void appendLong(long value) {
        appendInt((int) (value >>> Integer.SIZE));
        appendInt((int) value);
    }

    /** Appends bytes that the caller then writes into {@link #array}; says where they start. */
    public int extend(int count) {
        reserve(count);
        length += count;
        return length - count;
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, count)));
        }
    }
}

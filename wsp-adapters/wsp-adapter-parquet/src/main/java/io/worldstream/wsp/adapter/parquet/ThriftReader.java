package io.worldstream.wsp.adapter.parquet;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Cursor over Thrift's compact protocol, the format of Parquet metadata. Nothing is allocated according to a count that
 * the bytes claim. Not thread-safe.
 *
 * <p>Structs are read field by field: {@link #field} returns the next field's id, then the value is read or {@link
 * #skip}ped.
 */
final class ThriftReader {
    /** Result of {@link #field} at the end of a struct. */
    static final int END = Integer.MIN_VALUE;

    static final int I32 = 5;
    static final int BINARY = 8;
    static final int STRUCT = 12;

    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int I16 = 4;
    private static final int I64 = 6;
    private static final int DOUBLE = 7;
    private static final int LIST = 9;
    private static final int SET = 10;
    private static final int MAP = 11;
    private static final int UUID = 13;
    private static final int MAX_DEPTH = 32;

    private final byte[] bytes;
    private final int limit;
    private int at;
    private int type;

    /**
     * Creates a cursor.
     *
     * @param bytes the metadata
     * @param from its first byte
     * @param limit the byte after its last one
     */
    ThriftReader(byte[] bytes, int from, int limit) {
        this.bytes = bytes;
        this.limit = limit;
        at = from;
    }

    /** Thrown if the bytes end within a value. */
    static final class Underflow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Underflow() {
            super("the bytes end within a value", null, false, false);
        }
    }

    /** Returns the position of the next value. */
    int position() {
        return at;
    }

    /**
     * Moves to a struct's next field.
     *
     * @param last the id of the previous field, 0 at the first
     * @return its id, or {@link #END}
     */
    int field(int last) {
        int head = octet();
        type = head & 0xf;
        if (type == 0) {
            return END;
        }
        int step = head >>> 4;
        long id = step == 0 ? zigzag() : last + step;
        if (id < Short.MIN_VALUE || id > Short.MAX_VALUE) {
            throw Refusal.damaged("a field of the metadata has the id " + id);
        }
        return (int) id;
    }

    boolean bool() {
        if (type != TRUE && type != FALSE) {
            throw mistyped();
        }
        return type == TRUE;
    }

    byte i8() {
        expect(BYTE);
        return (byte) octet();
    }

    int i32() {
        expect(I32);
        long value = zigzag();
        if (value != (int) value) {
            throw Refusal.damaged("a number of the metadata has more than 32 bits");
        }
        return (int) value;
    }

    long i64() {
        expect(I64);
        return zigzag();
    }

    /** Reads text, which must be valid UTF-8. */
    String text() {
        expect(BINARY);
        int length = length();
        ByteBuffer text = ByteBuffer.wrap(bytes, at, length);
        at += length;
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        } catch (CharacterCodingException e) {
            throw Refusal.damaged("a name of the metadata is not valid UTF-8", e);
        }
    }

    /** Enters a struct; its fields follow. */
    void struct() {
        expect(STRUCT);
    }

    /**
     * Enters a list and returns its number of elements, checked against the bytes left, of which each element needs at
     * least one.
     */
    int list(int elementType) {
        expect(LIST);
        int count = listHead();
        if (count > 0 && type != elementType) {
            throw mistyped();
        }
        return count;
    }

    /** Skips the value. */
    void skip() {
        skip(type, 0);
    }

    /** Skips a struct's fields. */
    void skipStruct() {
        skip(STRUCT, 0);
    }

    private void skip(int valueType, int depth) {
        if (depth > MAX_DEPTH) {
            throw Refusal.damaged("the metadata is nested more than " + MAX_DEPTH + " deep");
        }
        switch (valueType) {
            case TRUE, FALSE -> {}
            case BYTE -> advance(1);
            case I16, I32, I64 -> varint();
            case DOUBLE -> advance(Double.BYTES);
            case BINARY -> advance(length());
            case UUID -> advance(16);
            case STRUCT -> skipFields(depth);
            case LIST, SET -> {
                int count = listHead();
                skipElements(type, count, depth);
            }
            case MAP -> skipMap(depth);
            default -> throw Refusal.damaged("the metadata has a value of type " + valueType);
        }
    }

    private void skipFields(int depth) {
        for (int id = field(0); id != END; id = field(id)) {
            skip(type, depth + 1);
        }
    }

    private void skipElements(int elementType, int count, int depth) {
        for (int i = 0; i < count; i++) {
            skipElement(elementType, depth);
        }
    }

    private void skipElement(int elementType, int depth) {
        if (elementType == TRUE || elementType == FALSE) {
            // Only for a field is the value of a boolean part of its type.
            advance(1);
        } else {
            skip(elementType, depth + 1);
        }
    }

    private void skipMap(int depth) {
        int count = length();
        if (count > 0) {
            int types = octet();
            for (int i = 0; i < count; i++) {
                skipElement(types >>> 4, depth);
                skipElement(types & 0xf, depth);
            }
        }
    }

    /** Sets the type to that of the elements. */
    private int listHead() {
        int head = octet();
        type = head & 0xf;
        int count = head >>> 4;
        return count == 15 ? length() : count;
    }

    /** Reads a length or count, which must not exceed the bytes left. */
    private int length() {
        long length = varint();
        if (length < 0 || length > limit - at) {
            throw new Underflow();
        }
        return (int) length;
    }

    private void advance(int count) {
        if (count > limit - at) {
            throw new Underflow();
        }
        at += count;
    }

    private long zigzag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw Refusal.damaged("a number of the metadata has more than 64 bits");
    }

    private int octet() {
        if (at >= limit) {
            throw new Underflow();
        }
        return bytes[at++] & 0xff;
    }

    private void expect(int expected) {
        if (type != expected) {
            throw mistyped();
        }
    }

    private RuntimeException mistyped() {
        return Refusal.damaged("a value of the metadata is of type " + type + ", not of the expected type");
    }
}

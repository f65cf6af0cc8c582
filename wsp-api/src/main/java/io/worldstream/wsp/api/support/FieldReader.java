package io.worldstream.wsp.api.support;

import io.worldstream.wsp.api.support.DeadLetterBytes.DamagedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a {@link FieldWriter}; never reads or allocates more than the bytes have. Not thread-safe. */
final class FieldReader {
    private static final int MOST_NANOS = 999_999_999;

    private final ByteBuffer in;

    FieldReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    int number() throws DamagedException {
        require(1);
        return Byte.toUnsignedInt(in.get());
    }

    boolean flag() throws DamagedException {
        int value = number();
        if (value > 1) {
            throw new DamagedException("it has " + value + " in place of 0 or 1");
        }
        return value == 1;
    }

    @Nullable String text() throws DamagedException {
        int form = number();
        return switch (form) {
            case FieldWriter.NULL -> null;
            case FieldWriter.UTF_8 -> utf8(slice(length()));
            case FieldWriter.UTF_16 -> utf16(slice(length()));
            default -> throw new DamagedException("it has text in the unknown form " + form);
        };
    }

    String requiredText() throws DamagedException {
        String text = text();
        if (text == null) {
            throw new DamagedException("it lacks a text");
        }
        return text;
    }

    List<String> texts() throws DamagedException {
        int count = length();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(requiredText());
        }
        return texts;
    }

    /** Reads the name of a constant; a later release may know more of them. */
    <T extends Enum<T>> T constant(Class<T> type) throws DamagedException {
        String name = requiredText();
        for (T constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw new DamagedException("it has " + LogText.quote(name) + ", which this release does not know");
    }

    @Nullable Instant instant() throws DamagedException {
        return flag() ? presentInstant() : null;
    }

    Instant requiredInstant() throws DamagedException {
        if (!flag()) {
            throw new DamagedException("it lacks a time");
        }
        return presentInstant();
    }

    void requireEnd() throws DamagedException {
        if (in.hasRemaining()) {
            throw new DamagedException("it has bytes after its end");
        }
    }

    private Instant presentInstant() throws DamagedException {
        require(Long.BYTES + Integer.BYTES);
        long seconds = in.getLong();
        int nanos = in.getInt();
        if (nanos < 0 || nanos > MOST_NANOS) {
            throw new DamagedException("it has a time with " + nanos + " nanoseconds");
        }
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException e) {
            throw new DamagedException("it has a time out of range", e);
        }
    }

    private static String utf8(ByteBuffer bytes) throws DamagedException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new DamagedException("it has text that is not UTF-8", e);
        }
    }

    private static String utf16(ByteBuffer bytes) throws DamagedException {
        if (bytes.remaining() % Character.BYTES != 0) {
            throw new DamagedException("it has text that is not UTF-16");
        }
        return bytes.asCharBuffer().toString();
    }

    /** Reads a length; each element has at least one byte. */
    private int length() throws DamagedException {
        require(Integer.BYTES);
        int length = in.getInt();
        require(length);
        return length;
    }

    private ByteBuffer slice(int length) {
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }

    private void require(int bytes) throws DamagedException {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new DamagedException("it ends too early");
        }
    }
}

package io.worldstream.wsp.api.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes fields, big-endian, which {@link FieldReader} reads. Not thread-safe. */
final class FieldWriter {
    static final int NULL = 0;
    static final int UTF_8 = 1;
    /** For text that UTF-8 cannot hold: with unpaired surrogates. */
    static final int UTF_16 = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Writes a number from 0 to 255. */
    FieldWriter number(int value) {
        out.write(value);
        return this;
    }

    FieldWriter flag(boolean value) {
        return number(value ? 1 : 0);
    }

    FieldWriter text(@Nullable String text) {
        if (text == null) {
            return number(NULL);
        }
        boolean fits = StandardCharsets.UTF_8.newEncoder().canEncode(text);
        byte[] bytes = fits ? text.getBytes(StandardCharsets.UTF_8) : utf16(text);
        return number(fits ? UTF_8 : UTF_16).length(bytes.length).bytes(bytes);
    }

    FieldWriter texts(List<String> texts) {
        length(texts.size());
        texts.forEach(this::text);
        return this;
    }

    FieldWriter instant(@Nullable Instant instant) {
        flag(instant != null);
        return instant == null
                ? this
                : bytes(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                        .putLong(instant.getEpochSecond())
                        .putInt(instant.getNano())
                        .array());
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    /** A charset would replace unpaired surrogates. */
    private static byte[] utf16(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * Character.BYTES);
        bytes.asCharBuffer().put(text);
        return bytes.array();
    }

    private FieldWriter length(int length) {
        return bytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    }

    private FieldWriter bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }
}

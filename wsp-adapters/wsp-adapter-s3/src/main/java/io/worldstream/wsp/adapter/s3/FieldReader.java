package io.worldstream.wsp.adapter.s3;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a {@link FieldWriter}; never reads or allocates more than the bytes have. Not thread-safe. */
final class FieldReader {
    private final ByteBuffer in;

    FieldReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    int number() throws DamagedObjectException {
        require(1);
        return Byte.toUnsignedInt(in.get());
    }

    @Nullable String text() throws DamagedObjectException {
        int form = number();
        if (form == FieldWriter.NULL) {
            return null;
        }
        ByteBuffer bytes = slice(length());
        if (form == FieldWriter.UTF_16 && bytes.remaining() % Character.BYTES == 0) {
            return bytes.asCharBuffer().toString();
        }
        if (form != FieldWriter.UTF_8) {
            throw new DamagedObjectException("has text in an unknown form");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new DamagedObjectException("has text that is not UTF-8");
        }
    }

    String requiredText() throws DamagedObjectException {
        String text = text();
        if (text == null) {
            throw new DamagedObjectException("lacks a text");
        }
        return text;
    }

    List<String> texts() throws DamagedObjectException {
        int count = length();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(requiredText());
        }
        return texts;
    }

    @Nullable Instant instant() throws DamagedObjectException {
        if (number() == 0) {
            return null;
        }
        require(Long.BYTES + Integer.BYTES);
        return Instant.ofEpochSecond(in.getLong(), in.getInt());
    }

    long longNumber() throws DamagedObjectException {
        require(Long.BYTES);
        return in.getLong();
    }

    UUID uuid() throws DamagedObjectException {
        require(2 * Long.BYTES);
        return new UUID(in.getLong(), in.getLong());
    }

    /** Reads bytes behind their number. */
    byte[] bytes() throws DamagedObjectException {
        byte[] bytes = new byte[length()];
        in.get(bytes);
        return bytes;
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    void requireEnd() throws DamagedObjectException {
        if (in.hasRemaining()) {
            throw new DamagedObjectException("has bytes after its end");
        }
    }

    private int length() throws DamagedObjectException {
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

    private void require(int bytes) throws DamagedObjectException {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new DamagedObjectException("ends too early");
        }
    }
}

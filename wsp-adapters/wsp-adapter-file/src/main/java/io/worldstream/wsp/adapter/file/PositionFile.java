package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore.Position;
import io.worldstream.wsp.api.support.LogText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Format of a position on disk: eight bytes of type and version, the record, and the SHA-256 of both and of the name.
 * The digest is the record's version: it is never that of other bytes, whatever happened to the file in between.
 */
final class PositionFile {
    private static final byte[] MAGIC = "WSPPOSI1".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST_BYTES = 32;
    private static final int FRAME_BYTES = MAGIC.length + DIGEST_BYTES;

    private final byte[] bytes;

    private PositionFile(byte[] bytes) {
        this.bytes = bytes;
    }

    static PositionFile of(PositionName name, byte[] record) {
        ByteBuffer file =
                ByteBuffer.allocate(FRAME_BYTES + record.length).put(MAGIC).put(record);
        file.put(digest(name, file.array(), file.position()));
        return new PositionFile(file.array());
    }

    /**
     * Reads the bytes of a file.
     *
     * @throws DamagedFileException if they are not an intact record of this name
     */
    static Position read(PositionName name, byte[] file) throws DamagedFileException {
        if (file.length < FRAME_BYTES) {
            throw new DamagedFileException(
                    "it has " + LogText.count(file.length, "byte") + ", fewer than an empty record");
        }
        int end = file.length - DIGEST_BYTES;
        if (!Arrays.equals(MAGIC, Arrays.copyOf(file, MAGIC.length))) {
            throw new DamagedFileException("its first bytes are not those of a position");
        }
        if (!MessageDigest.isEqual(digest(name, file, end), Arrays.copyOfRange(file, end, file.length))) {
            throw new DamagedFileException("its bytes do not match their digest");
        }
        return new Position(Arrays.copyOfRange(file, MAGIC.length, end), new PositionFile(file).version());
    }

    /** Returns the whole file, without a copy. */
    byte[] bytes() {
        return bytes;
    }

    /** Returns the version of the record. */
    String version() {
        return HexFormat.of().formatHex(bytes, bytes.length - DIGEST_BYTES, bytes.length);
    }

    private static byte[] digest(PositionName name, byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(name.value().getBytes(StandardCharsets.US_ASCII));
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }
}

package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.support.LogText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Format of a position: eight bytes of type and version, 16 random bytes that no other write has, the record, and the
 * CRC-32C of the name and all that. Stateless.
 */
final class PositionObject {
    private static final byte[] MAGIC = "WSPS3PO1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_BYTES = MAGIC.length + 16;
    private static final int LEAST_BYTES = HEAD_BYTES + Integer.BYTES;
    private static final SecureRandom RANDOM = new SecureRandom();

    private PositionObject() {}

    /** Returns the bytes to write: those of no other call. */
    static byte[] encode(PositionName name, byte[] record) {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        ByteBuffer object = ByteBuffer.allocate(LEAST_BYTES + record.length)
                .put(MAGIC)
                .put(nonce)
                .put(record);
        return object.putInt(crc(name, object.array(), object.position())).array();
    }

    /**
     * Returns the record in an object.
     *
     * @throws DamagedObjectException if the object is not an intact position of this name
     */
    static byte[] decode(PositionName name, byte[] object) throws DamagedObjectException {
        if (object.length < LEAST_BYTES) {
            throw new DamagedObjectException(
                    "has " + LogText.count(object.length, "byte") + ", fewer than an empty record");
        }
        if (!Arrays.equals(MAGIC, Arrays.copyOf(object, MAGIC.length))) {
            throw new DamagedObjectException("does not begin like a position");
        }
        int end = object.length - Integer.BYTES;
        if (ByteBuffer.wrap(object).getInt(end) != crc(name, object, end)) {
            throw new DamagedObjectException("has contents that do not match their checksum");
        }
        return Arrays.copyOfRange(object, HEAD_BYTES, end);
    }

    private static int crc(PositionName name, byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(name.value().getBytes(StandardCharsets.US_ASCII));
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}

package io.worldstream.wsp.internal.chunk;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.zip.CRC32C;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Computes the digests of chunks when their bytes are read or written for the first time: SHA-256 and CRC32C, so that a
 * later reader is free to choose one ({@link ChunkCheck}). One thread.
 */
public final class ChunkDigester {
    /** The size of the chunks of a part; the last one may be shorter. */
    public static final int CHUNK_BYTES = 256 << 10;

    static final int SHA256_BYTES = 32;

    /** The size of a chunk's digests: SHA-256, then CRC32C, big-endian. */
    public static final int BYTES = SHA256_BYTES + Integer.BYTES;

    private final MessageDigest sha256 = DigestUtils.getSha256Digest();
    private final CRC32C crc32c = new CRC32C();

    /** Returns the {@link #BYTES} bytes of digests of the first bytes of an array. */
    public byte[] digests(byte[] chunk, int length) {
        sha256.update(chunk, 0, length);
        crc32c.reset();
        crc32c.update(chunk, 0, length);
        return ByteBuffer.allocate(BYTES)
                .put(sha256.digest())
                .putInt((int) crc32c.getValue())
                .array();
    }
}

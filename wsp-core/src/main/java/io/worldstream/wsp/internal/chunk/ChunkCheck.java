package io.worldstream.wsp.internal.chunk;

import io.worldstream.wsp.policy.SecondLook;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.apache.commons.codec.digest.DigestUtils;

/** Compares chunks with their recorded digests, by one of the two. One thread. */
public final class ChunkCheck {
    private final SecondLook look;
    private final MessageDigest sha256 = DigestUtils.getSha256Digest();
    private final CRC32C crc32c = new CRC32C();

    /** @param look the digest that is compared */
    public ChunkCheck(SecondLook look) {
        this.look = look;
    }

    /**
     * Returns whether a range of bytes is that of a chunk.
     *
     * @param digests the digests of all chunks, one after another, as {@link ChunkDigester} computed them
     * @param index the index of the chunk
     */
    public boolean matches(byte[] digests, long index, byte[] bytes, int from, int length) {
        int start = Math.toIntExact(index * ChunkDigester.BYTES);
        int end = start + ChunkDigester.SHA256_BYTES;
        return switch (look) {
            case SHA256 ->
                Arrays.equals(digests, start, end, sha256(bytes, from, length), 0, ChunkDigester.SHA256_BYTES);
            case CRC32C -> ByteBuffer.wrap(digests).getInt(end) == crc32c(bytes, from, length);
        };
    }

    private byte[] sha256(byte[] bytes, int from, int length) {
        sha256.update(bytes, from, length);
        return sha256.digest();
    }

    private int crc32c(byte[] bytes, int from, int length) {
        crc32c.reset();
        crc32c.update(bytes, from, length);
        return (int) crc32c.getValue();
    }
}

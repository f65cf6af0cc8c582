package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.api.OraclePart;
import java.util.Arrays;

/** A part whose bytes were verified, with what is needed to verify them again, chunk by chunk. Immutable. */
public final class SealedPart {
    /** The unit in which bytes are checked a second time: a chunk is read whole before any of it is used. */
    static final int CHUNK_BYTES = 256 << 10;

    private static final int DIGEST_BYTES = 32;

    private final OraclePart part;
    private final long sizeBytes;
    private final byte[] chunkDigests;

    /**
     * @param part the part
     * @param sizeBytes how many bytes were verified
     * @param chunkDigests SHA-256 of each chunk, one after another; not copied
     */
    public SealedPart(OraclePart part, long sizeBytes, byte[] chunkDigests) {
        this.part = part;
        this.sizeBytes = sizeBytes;
        this.chunkDigests = chunkDigests;
    }

    /** How many bytes of chunk digests a part of a size has. */
    public static long chunkDigestBytes(long sizeBytes) {
        return (sizeBytes + CHUNK_BYTES - 1) / CHUNK_BYTES * DIGEST_BYTES;
    }

    /** The part. */
    public OraclePart part() {
        return part;
    }

    /** How many bytes were verified. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** SHA-256 of each chunk, one after another; not to be written to. */
    public byte[] chunkDigests() {
        return chunkDigests;
    }

    /** Whether another seal is of the same bytes. */
    public boolean sameBytes(SealedPart other) {
        return sizeBytes == other.sizeBytes && Arrays.equals(chunkDigests, other.chunkDigests);
    }

    /** Whether a chunk still has the digest that it had. */
    boolean chunkIs(long index, byte[] sha256) {
        int from = Math.toIntExact(index * DIGEST_BYTES);
        return Arrays.equals(chunkDigests, from, from + DIGEST_BYTES, sha256, 0, DIGEST_BYTES);
    }
}

package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.internal.chunk.ChunkCheck;
import io.worldstream.wsp.internal.chunk.ChunkDigester;
import java.util.Arrays;

/**
 * A part with verified bytes, and the digests to verify them again chunk by chunk. Comes from {@link OutputSeal#verify},
 * in this process or in the one that recorded it. Immutable.
 */
public final class SealedPart {
    /** The unit in which bytes are verified again: a chunk is read whole before any of it is used. */
    static final int CHUNK_BYTES = ChunkDigester.CHUNK_BYTES;

    private final OraclePart part;
    private final long sizeBytes;
    private final byte[] chunkDigests;

    SealedPart(OraclePart part, long sizeBytes, byte[] chunkDigests) {
        this.part = part;
        this.sizeBytes = sizeBytes;
        this.chunkDigests = chunkDigests;
    }

    /**
     * Returns the part that an earlier process verified. The caller vouches for the record.
     *
     * @param part the part
     * @param sizeBytes the number of verified bytes
     * @param chunkDigests the digests of each chunk, concatenated; not copied
     */
    public static SealedPart recorded(OraclePart part, long sizeBytes, byte[] chunkDigests) {
        return new SealedPart(part, sizeBytes, chunkDigests);
    }

    /** Returns the size in bytes of the chunk digests of a part. */
    public static long chunkDigestBytes(long sizeBytes) {
        return (sizeBytes + CHUNK_BYTES - 1) / CHUNK_BYTES * ChunkDigester.BYTES;
    }

    /** Returns the part. */
    public OraclePart part() {
        return part;
    }

    /** Returns the number of verified bytes. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** Returns the digests of each chunk ({@link ChunkDigester}), concatenated; must not be modified. */
    public byte[] chunkDigests() {
        return chunkDigests;
    }

    /** Returns whether another seal covers the same bytes. */
    public boolean sameBytes(SealedPart other) {
        return sizeBytes == other.sizeBytes && Arrays.equals(chunkDigests, other.chunkDigests);
    }

    /** Returns whether a range of bytes is that of a chunk, by one of its recorded digests. */
    boolean chunkIs(long index, ChunkCheck check, byte[] bytes, int from, int length) {
        return check.matches(chunkDigests, index, bytes, from, length);
    }
}

package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.api.OraclePart;

/**
 * A part whose bytes were verified, with what is needed to verify them again, chunk by chunk.
 *
 * @param part the part
 * @param sizeBytes how many bytes were verified
 * @param chunkDigests SHA-256 of each chunk, 32 bytes each, one after another
 */
public record SealedPart(OraclePart part, long sizeBytes, byte[] chunkDigests) {
    /** The unit in which bytes are checked a second time: a chunk is read whole before any of it is used. */
    static final int CHUNK_BYTES = 256 << 10;

    static final int DIGEST_BYTES = 32;
}

package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.internal.chunk.ChunkDigester;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * A part's bytes, read once in ascending order and hashed on the way, so that the pass that verifies them can also
 * parse them. The bytes handed out count as sealed only after the output's digest is verified: nothing may leave
 * because of them before that. One thread.
 */
public final class SealingContent implements PartContent {
    private final OraclePart part;
    private final PartContent content;
    private final MessageDigest whole;
    private final ByteBuffer chunk = ByteBuffer.allocate(SealedPart.CHUNK_BYTES).limit(0);
    private final ChunkDigester digester = new ChunkDigester();
    private final ByteArrayOutputStream chunkDigests = new ByteArrayOutputStream();
    private long chunkStart;
    private boolean ended;

    /**
     * @param content the part's bytes
     * @param whole the digest of the part's output, which runs over all parts in path order
     */
    SealingContent(OraclePart part, PartContent content, MessageDigest whole) {
        this.part = part;
        this.content = content;
        this.whole = whole;
    }

    @Override
    public long sizeBytes() {
        return content.sizeBytes();
    }

    /** @throws IllegalStateException if the position is before the current chunk; skipped bytes are hashed too */
    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        while (position >= chunkStart + chunk.limit()) {
            if (!nextChunk()) {
                return -1;
            }
        }
        if (position < chunkStart) {
            throw new IllegalStateException(
                    "a format that reads in order requested byte " + position + " after byte " + chunkStart);
        }
        int from = (int) (position - chunkStart);
        int count = Math.min(target.remaining(), chunk.limit() - from);
        target.put(chunk.array(), from, count);
        return count;
    }

    /** Reads and hashes the rest. The result is verified only once the digest of the output is. */
    SealedPart seal() throws IOException {
        while (nextChunk()) {
            // nextChunk() hashes the bytes.
        }
        return new SealedPart(part, chunkStart + chunk.limit(), chunkDigests.toByteArray());
    }

    /** Returns the number of bytes read so far, for messages. */
    long position() {
        return chunkStart + chunk.limit();
    }

    private boolean nextChunk() throws IOException {
        if (ended) {
            return false;
        }
        chunkStart += chunk.limit();
        load();
        if (!chunk.hasRemaining()) {
            return false;
        }
        whole.update(chunk.array(), 0, chunk.limit());
        chunkDigests.writeBytes(digester.digests(chunk.array(), chunk.limit()));
        return true;
    }

    private void load() throws IOException {
        chunk.clear();
        boolean loaded = false;
        try {
            while (chunk.hasRemaining() && !ended) {
                ended = content.read(chunkStart + chunk.position(), chunk) < 0;
            }
            chunk.flip();
            loaded = true;
        } finally {
            if (!loaded) {
                // Bytes that were not hashed are neither handed out nor skipped by a later read.
                chunk.position(0).limit(0);
            }
        }
    }

    /** Does nothing: a reader that is done may have left bytes that still have to be hashed. */
    @Override
    public void close() {
        // The seal closes the content after hashing all of it.
    }
}

package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.chunk.ChunkCheck;
import io.worldstream.wsp.policy.SecondLook;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A part's bytes, with each chunk checked against its recorded digest before any byte of it is handed out: bytes that
 * changed since the survey never become events (I4). Comes from a {@link PartOpener}. One thread.
 */
public final class VerifyingPartContent implements PartContent {
    private static final long NO_CHUNK = -1;

    private final SealedPart sealed;
    private final PartContent content;
    private final ByteBuffer chunk;
    private final ChunkCheck check;
    private long loaded = NO_CHUNK;

    /**
     * @param sealed the verified part
     * @param content its bytes; closed with this content
     * @param look the digest by which its chunks are checked
     */
    VerifyingPartContent(SealedPart sealed, PartContent content, SecondLook look) {
        this.sealed = sealed;
        this.content = content;
        this.check = new ChunkCheck(look);
        chunk = ByteBuffer.allocate(bufferBytes(sealed));
    }

    /** Returns the memory that it takes in bytes: one chunk, or the whole part if that is smaller. */
    public static int bufferBytes(SealedPart sealed) {
        return (int) Math.min(SealedPart.CHUNK_BYTES, sealed.sizeBytes());
    }

    @Override
    public long sizeBytes() {
        return sealed.sizeBytes();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        if (position >= sealed.sizeBytes()) {
            return -1;
        }
        long index = position / SealedPart.CHUNK_BYTES;
        if (index != loaded) {
            load(index);
        }
        int from = (int) (position - index * SealedPart.CHUNK_BYTES);
        int count = Math.min(target.remaining(), chunk.limit() - from);
        target.put(chunk.array(), from, count);
        return count;
    }

    private void load(long index) throws IOException {
        loaded = NO_CHUNK;
        long start = index * SealedPart.CHUNK_BYTES;
        int length = (int) Math.min(SealedPart.CHUNK_BYTES, sealed.sizeBytes() - start);
        chunk.clear().limit(length);
        while (chunk.hasRemaining()) {
            if (content.read(start + chunk.position(), chunk) < 0) {
                throw changed("it ends at byte " + (start + chunk.position()) + ", not at " + sealed.sizeBytes());
            }
        }
        if (!sealed.chunkIs(index, check, chunk.array(), length)) {
            throw changed("the bytes from " + start + " to " + (start + length) + " differ");
        }
        loaded = index;
    }

    private WspException changed(String how) {
        return new WspException(
                ReasonCode.CONTENT_DIGEST_MISMATCH,
                LogText.quotePath(sealed.part().path()) + " changed after it was surveyed: " + how);
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}

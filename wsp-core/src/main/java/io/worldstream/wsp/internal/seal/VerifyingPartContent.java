package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.chunk.ChunkCheck;
import io.worldstream.wsp.policy.SecondLook;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A part's bytes, with each chunk checked against its recorded digest before any byte of it is handed out: bytes that
 * changed since the survey never become events (I4). Comes from a {@link PartOpener}. One thread.
 */
public final class VerifyingPartContent implements PartContent {
    private static final long NO_CHUNK = -1;

    private final SealedPart sealed;
    private final PartContent content;
    private final ChunkCheck check;
    /** The chunk that was read last, unless the bytes went straight to the caller. */
    private byte @Nullable [] chunk;

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
    }

    /**
     * Returns the memory in bytes that it takes, or that its reader takes if chunks go straight to the reader: one chunk,
     * or the whole part if that is smaller.
     */
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
        int from = (int) (position - index * SealedPart.CHUNK_BYTES);
        int length = (int) Math.min(SealedPart.CHUNK_BYTES, sealed.sizeBytes() - position + from);
        if (from == 0 && index != loaded && target.hasArray() && target.remaining() >= length) {
            return readInto(target, index, length);
        }
        int count = Math.min(target.remaining(), length - from);
        target.put(chunk(index, length), from, count);
        return count;
    }

    /** Spares a reader with room for a whole chunk the copy, and then needs no memory of its own. */
    private int readInto(ByteBuffer target, long index, int length) throws IOException {
        chunk = null;
        loaded = NO_CHUNK;
        int position = target.position();
        int limit = target.limit();
        boolean verified = false;
        try {
            load(index, target.limit(position + length));
            verified = true;
        } finally {
            target.limit(limit).position(verified ? position + length : position);
        }
        return length;
    }

    private byte[] chunk(long index, int length) throws IOException {
        byte[] bytes = chunk;
        if (bytes == null) {
            bytes = new byte[bufferBytes(sealed)];
            chunk = bytes;
        }
        if (index != loaded) {
            loaded = NO_CHUNK;
            load(index, ByteBuffer.wrap(bytes, 0, length));
            loaded = index;
        }
        return bytes;
    }

    /** Fills a buffer with a chunk and checks it. */
    private void load(long index, ByteBuffer buffer) throws IOException {
        long start = index * SealedPart.CHUNK_BYTES;
        int from = buffer.arrayOffset() + buffer.position();
        int length = buffer.remaining();
        while (buffer.hasRemaining()) {
            long at = start + length - buffer.remaining();
            if (content.read(at, buffer) < 0) {
                throw changed("it ends at byte " + at + ", not at " + sealed.sizeBytes());
            }
        }
        if (!sealed.chunkIs(index, check, buffer.array(), from, length)) {
            throw changed("the bytes from " + start + " to " + (start + length) + " differ");
        }
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

package io.worldstream.wsp.internal.frame;

import io.worldstream.wsp.api.Hex64;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/** Says what was streamed and in which order (contracts 10). One thread. */
public final class StreamDigest {
    private static final int IDS_PER_BLOCK = 256;
    private static final int ID_BYTES = 32;

    private final MessageDigest sha256 = DigestUtils.getSha256Digest();
    private final ByteBuffer block = ByteBuffer.allocate(IDS_PER_BLOCK * ID_BYTES);
    private byte[] hash = sha256.digest("wsp.stream.v1".getBytes(StandardCharsets.UTF_8));
    private long events;

    /** Takes the next event's id, 32 bytes. */
    public void add(byte[] id) {
        block.put(id);
        events++;
        if (!block.hasRemaining()) {
            hash = chained(hash);
            block.clear();
        }
    }

    /** The digest of the events so far; more may follow. */
    public Hex64 value() {
        byte[] all = block.position() == 0 ? hash : chained(hash);
        sha256.update(all);
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(events).array());
        return new Hex64(Hex.encodeHexString(sha256.digest()));
    }

    private byte[] chained(byte[] previous) {
        sha256.update(previous);
        sha256.update(block.array(), 0, block.position());
        return sha256.digest();
    }
}

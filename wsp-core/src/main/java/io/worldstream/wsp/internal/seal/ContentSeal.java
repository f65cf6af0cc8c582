package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.StreamPlan.Target;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.Printable;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Verifies an output's content digest over all its bytes in path order (contracts 4) and keeps a digest of each chunk for
 * the second look (I4). Blocks on the oracle; any thread may use it.
 */
public final class ContentSeal {
    private final OracleReader oracle;

    /** @param oracle where the parts are */
    public ContentSeal(OracleReader oracle) {
        this.oracle = oracle;
    }

    /**
     * Reads every byte of the output once.
     *
     * @param target the output
     * @param parts its parts in path order
     * @throws WspException {@link ReasonCode#CONTENT_DIGEST_MISMATCH}, or what the oracle throws
     */
    public SealedOutput verify(Target target, List<OraclePart> parts) {
        MessageDigest whole = DigestUtils.getSha256Digest();
        List<SealedPart> sealed = new ArrayList<>(parts.size());
        for (OraclePart part : parts) {
            sealed.add(digest(part, whole));
        }
        String found = Hex.encodeHexString(whole.digest());
        if (!found.equals(target.contentDigest().value())) {
            throw new WspException(
                    ReasonCode.CONTENT_DIGEST_MISMATCH,
                    "the bytes of " + target.outputId() + " (" + parts.size() + " parts) hash to " + found
                            + ", but its content_digest is " + target.contentDigest());
        }
        return new SealedOutput(target, sealed);
    }

    private SealedPart digest(OraclePart part, MessageDigest whole) {
        ByteBuffer chunk = ByteBuffer.allocate(SealedPart.CHUNK_BYTES);
        MessageDigest perChunk = DigestUtils.getSha256Digest();
        ByteArrayOutputStream chunkDigests = new ByteArrayOutputStream();
        long size = 0;
        try (PartContent content = oracle.open(part)) {
            boolean ended = false;
            while (!ended) {
                chunk.clear();
                while (chunk.hasRemaining() && !ended) {
                    ended = content.read(size + chunk.position(), chunk) < 0;
                }
                int length = chunk.position();
                if (length > 0) {
                    whole.update(chunk.array(), 0, length);
                    perChunk.update(chunk.array(), 0, length);
                    chunkDigests.writeBytes(perChunk.digest());
                    size += length;
                }
            }
        } catch (IOException e) {
            throw new WspException(
                    ReasonCode.OBJECT_UNREADABLE,
                    Printable.bounded(part.path()) + " cannot be read at byte " + size + ": " + e.getMessage(),
                    e);
        }
        return new SealedPart(part, size, chunkDigests.toByteArray());
    }
}

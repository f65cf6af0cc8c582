package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.plan.StreamPlan.Target;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Verifies an output's content digest over all its bytes in path order (contracts 4), and records a digest of each
 * chunk for later verification (I4). Blocks on the oracle; one thread.
 */
public final class OutputSeal {
    private final OracleReader oracle;
    private final Target target;
    private final MessageDigest whole = DigestUtils.getSha256Digest();
    private final List<SealedPart> parts = new ArrayList<>();

    /**
     * @param oracle reads the parts
     * @param target the output
     */
    public OutputSeal(OracleReader oracle, Target target) {
        this.oracle = oracle;
        this.target = target;
    }

    /**
     * Hashes the next part in path order.
     *
     * @param part the part
     * @param visitor may read the bytes while they are hashed
     * @throws WspException if the oracle throws it; {@link ReasonCode#OBJECT_UNREADABLE} if bytes cannot be read
     */
    public void add(OraclePart part, Visitor visitor) {
        PartContent opened;
        try {
            opened = oracle.open(part);
        } catch (IOException e) {
            throw unreadable(part, "opened", e);
        }
        try (PartContent content = opened) {
            SealingContent sealing = new SealingContent(part, content, whole);
            try {
                visitor.visit(sealing);
                parts.add(sealing.seal());
            } catch (IOException e) {
                throw unreadable(part, "read at byte " + sealing.position(), e);
            }
        } catch (IOException e) {
            throw unreadable(part, "closed", e);
        }
    }

    private static WspException unreadable(OraclePart part, String done, IOException cause) {
        return new WspException(
                ReasonCode.OBJECT_UNREADABLE,
                LogText.quotePath(part.path()) + " cannot be " + done + ": " + cause.getMessage(),
                cause);
    }

    /**
     * Completes the digest and verifies it.
     *
     * @return the parts in the order in which they were added
     * @throws WspException {@link ReasonCode#CONTENT_DIGEST_MISMATCH}
     */
    public List<SealedPart> verify() {
        String found = Hex.encodeHexString(whole.digest());
        if (!found.equals(target.contentDigest().value())) {
            throw new WspException(
                    ReasonCode.CONTENT_DIGEST_MISMATCH,
                    "the bytes of " + target.outputId() + " (" + LogText.count(parts.size(), "part") + ") hash to "
                            + found + ", but its content_digest is " + target.contentDigest());
        }
        return List.copyOf(parts);
    }

    /** Reads a part's bytes while they are hashed. */
    @FunctionalInterface
    public interface Visitor {
        /** Reads any number of bytes, in ascending order. */
        void visit(SealingContent content) throws IOException;
    }
}

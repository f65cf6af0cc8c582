package io.worldstream.wsp.internal.join;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads objects that are one part and fit in memory: facts views and passed flags. Blocks on the oracle. */
final class SmallObjects {
    private final OracleReader oracle;

    SmallObjects(OracleReader oracle) {
        this.oracle = oracle;
    }

    /**
     * Returns the object's bytes. Only locators may be patterns (I2): a reference with a {@code *} anywhere is out of
     * reach here.
     *
     * @throws WspException {@link ReasonCode#REF_OUT_OF_REACH}, {@link ReasonCode#OBJECT_MISSING}, or {@link
     *     ReasonCode#OBJECT_UNREADABLE}, also if the reference names several parts or the object exceeds the limit
     */
    byte[] read(SealedReference reference, int maxBytes) {
        if (reference.text().contains("*")) {
            throw new WspException(
                    ReasonCode.REF_OUT_OF_REACH,
                    reference + " is out of reach: it is a pattern and must name one object");
        }
        try {
            List<OraclePart> parts = oracle.resolve(reference);
            if (parts.size() != 1) {
                throw unreadable(reference, "it names " + parts.size() + " objects, but must name one");
            }
            return read(reference, parts.get(0), maxBytes);
        } catch (IOException e) {
            throw new WspException(ReasonCode.OBJECT_UNREADABLE, reference + " cannot be read: " + e.getMessage(), e);
        }
    }

    private byte[] read(SealedReference reference, OraclePart part, int maxBytes) throws IOException {
        try (PartContent content = oracle.open(part)) {
            if (content.sizeBytes() > maxBytes) {
                throw unreadable(
                        reference, "it has " + LogText.count(content.sizeBytes(), "byte") + ", more than " + maxBytes);
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) content.sizeBytes());
            while (bytes.hasRemaining()) {
                if (content.read(bytes.position(), bytes) < 0) {
                    throw unreadable(reference, "it ended after " + LogText.count(bytes.position(), "byte"));
                }
            }
            return bytes.array();
        }
    }

    private static WspException unreadable(SealedReference reference, String why) {
        return new WspException(ReasonCode.OBJECT_UNREADABLE, reference + " cannot be read: " + why);
    }
}

package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.policy.SecondLook;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Opens parts for their second reading, each by the check that its store's promise or the policy calls for.
 *
 * @param oracle reads the parts
 * @param look the check of all parts, or null for the one that the store's promise calls for
 */
public record PartOpener(OracleReader oracle, @Nullable SecondLook look) {
    /** Returns the same opener over another oracle. */
    public PartOpener over(OracleReader other) {
        return new PartOpener(other, look);
    }

    /**
     * Opens a part.
     *
     * @throws IOException if the part cannot be opened
     */
    public VerifyingPartContent open(SealedPart part) throws IOException {
        return new VerifyingPartContent(part, oracle.open(part.part()), lookAt(part.part()));
    }

    private SecondLook lookAt(OraclePart part) {
        if (look != null) {
            return look;
        }
        return isImmutable(part) ? SecondLook.CRC32C : SecondLook.SHA256;
    }

    /** Returns whether the store promises that the bytes of a part never change. */
    public static boolean isImmutable(OraclePart part) {
        OraclePart.Version version = part.version();
        return version != null && version.immutable();
    }
}

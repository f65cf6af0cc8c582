package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.internal.seal.SealedPart;
import java.util.List;

/**
 * A part with verified bytes whose rows were all accepted by a {@link RowValidator}, apart from its bad rows. Only the
 * survey makes them: from its own pass, or from a saved one that the policy trusts.
 *
 * @param sealed its bytes
 * @param badRows the rows that cannot become events and are dead-lettered, in their order
 */
public record VerifiedPart(SealedPart sealed, List<BadRow> badRows) {
    public VerifiedPart {
        badRows = List.copyOf(badRows);
    }
}

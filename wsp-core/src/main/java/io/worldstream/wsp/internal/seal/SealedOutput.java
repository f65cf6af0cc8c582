package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.StreamPlan.Target;
import java.util.List;

/**
 * An output whose content digest was verified.
 *
 * @param target the output
 * @param parts its parts in path order
 */
public record SealedOutput(Target target, List<SealedPart> parts) {
    public SealedOutput {
        parts = List.copyOf(parts);
    }
}

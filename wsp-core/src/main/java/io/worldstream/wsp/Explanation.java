package io.worldstream.wsp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run would do.
 *
 * @param summary how its READY would end if the gate took everything; nothing in it was pushed
 * @param plan what would be streamed, or null if there is no plan
 */
public record Explanation(RunSummary summary, @Nullable StreamPlan plan) {
    public Explanation {
        Objects.requireNonNull(summary, "summary");
    }
}

package io.worldstream.wsp.report;

import io.worldstream.wsp.plan.StreamPlan;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run would do.
 *
 * @param summary how its READY would end if the gate took everything; nothing in it was pushed
 * @param plan what would be streamed, or null if there is no plan
 * @param figures what its events ask of the door, or null if it has none or could not be streamed whole
 * @param remarks what costs time and can be avoided, for people
 */
public record Explanation(
        RunSummary summary,
        @Nullable StreamPlan plan,
        @Nullable StreamFigures figures,
        List<String> remarks) {
    public Explanation {
        Objects.requireNonNull(summary, "summary");
        remarks = List.copyOf(remarks);
    }
}

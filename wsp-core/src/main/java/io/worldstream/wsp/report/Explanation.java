package io.worldstream.wsp.report;

import io.worldstream.wsp.plan.StreamPlan;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of explaining a run without streaming it.
 *
 * @param summary the summary with which the READY would end if the gate admitted everything; nothing in it was pushed
 * @param plan the plan, or null if the run was refused before there was one
 * @param figures the demand of the events on the gate, or null if the plan has no events or cannot be streamed to its
 *     end
 * @param remarks avoidable costs, in words
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

package io.worldstream.wsp.report;

import io.worldstream.wsp.api.OutputId;
import java.util.List;
import java.util.Objects;

/**
 * The result of sorting a world ahead of its run.
 *
 * @param summary the summary of the READY: {@link ReadyDisposition#COMPLETED} if the world passes all checks of a run,
 *     whatever became of its views; otherwise the disposition with its violations
 * @param outputs the outputs of the plan, in plan order; empty unless the world passes all checks
 */
public record SortSummary(RunSummary summary, List<Output> outputs) {
    /** Copies the outputs. */
    public SortSummary {
        Objects.requireNonNull(summary, "summary");
        outputs = List.copyOf(outputs);
    }

    /**
     * The result for one output.
     *
     * @param outputId the output
     * @param result what came of it
     * @param viewBytes the size of its sorted view; 0 if it has none
     */
    public record Output(OutputId outputId, Result result, long viewBytes) {
        /** Checks that nothing is missing. */
        public Output {
            Objects.requireNonNull(outputId, "outputId");
            Objects.requireNonNull(result, "result");
        }
    }

    /** The result for an output. */
    public enum Result {
        /** Its parts are in order of event time, or put in order as they are read: it needs no view. */
        IN_ORDER,
        /** It has a sorted view from an earlier sort or start. */
        HAS_VIEW,
        /** It was sorted now. */
        SORTED,
        /** It must be sorted, but its view could not be kept; the log says why. */
        NOT_KEPT
    }
}

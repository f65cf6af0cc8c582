package io.worldstream.wsp.report;

import io.worldstream.wsp.plan.StreamPlan;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The result of explaining a run without streaming it. Immutable. */
public final class Explanation extends ReportValue {
    private final RunSummary summary;
    private final @Nullable StreamPlan plan;
    private final @Nullable StreamFigures figures;
    private final List<String> remarks;

    private Explanation(Builder from) {
        summary = from.summary;
        plan = from.plan;
        figures = from.figures;
        remarks = from.remarks;
    }

    /** Returns a builder of an explanation without plan, figures and remarks. */
    public static Builder builder(RunSummary summary) {
        return new Builder(summary);
    }

    /**
     * Returns the summary with which the READY would end if the gate admitted everything; nothing in it was pushed.
     */
    public RunSummary summary() {
        return summary;
    }

    /** Returns the plan, or null if the run was refused before there was one. */
    public @Nullable StreamPlan plan() {
        return plan;
    }

    /**
     * Returns the demand of the events on the gate, or null if the plan has no events or cannot be streamed to its end.
     */
    public @Nullable StreamFigures figures() {
        return figures;
    }

    /** Returns avoidable costs, in words. */
    public List<String> remarks() {
        return remarks;
    }

    @Override
    @Nullable Object[] fields() {
        return new @Nullable Object[] {"summary", summary, "plan", plan, "figures", figures, "remarks", remarks};
    }

    /** Builds an explanation. Not thread-safe. */
    public static final class Builder {
        private final RunSummary summary;
        private @Nullable StreamPlan plan;
        private @Nullable StreamFigures figures;
        private List<String> remarks = List.of();

        private Builder(RunSummary summary) {
            this.summary = Objects.requireNonNull(summary, "summary");
        }

        /** Sets {@link Explanation#plan()}. Default: null. */
        public Builder plan(@Nullable StreamPlan value) {
            plan = value;
            return this;
        }

        /** Sets {@link Explanation#figures()}. Default: null. */
        public Builder figures(@Nullable StreamFigures value) {
            figures = value;
            return this;
        }

        /** Sets {@link Explanation#remarks()}. Default: none. */
        public Builder remarks(List<String> value) {
            remarks = List.copyOf(value);
            return this;
        }

        /** Returns the explanation. */
        public Explanation build() {
            return new Explanation(this);
        }
    }
}

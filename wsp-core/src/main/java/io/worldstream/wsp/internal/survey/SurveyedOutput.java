package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.plan.StreamPlan.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An output with a verified content digest and rows that were read once.
 *
 * @param target the output
 * @param parts its parts in path order
 * @param view the sorted view from which its rows are read, or null if they are read from the parts
 */
public record SurveyedOutput(
        Target target, List<SurveyedPart> parts, @Nullable OutputView view) {
    public SurveyedOutput {
        parts = List.copyOf(parts);
    }

    /** Creates an output whose rows are read from its parts. */
    public SurveyedOutput(Target target, List<SurveyedPart> parts) {
        this(target, parts, null);
    }

    /** Returns this output with another view, or with none. */
    SurveyedOutput with(@Nullable OutputView other) {
        return new SurveyedOutput(target, parts, other);
    }
}

package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.plan.StreamPlan.Target;
import java.util.List;

/**
 * An output with a verified content digest and rows that were read once.
 *
 * @param target the output
 * @param parts its parts in path order
 */
public record SurveyedOutput(Target target, List<SurveyedPart> parts) {
    public SurveyedOutput {
        parts = List.copyOf(parts);
    }
}

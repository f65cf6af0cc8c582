package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Violation;
import java.util.List;

/** The result of a survey. */
public sealed interface SurveyResult {
    /**
     * Every byte is as sealed, and every row can become an event or is dead-lettered.
     *
     * @param survey the survey
     */
    record Surveyed(Survey survey) implements SurveyResult {}

    /**
     * The world does not pass the survey.
     *
     * @param violations the findings, at least one
     */
    record Refused(List<Violation> violations) implements SurveyResult {
        public Refused {
            violations = List.copyOf(violations);
        }
    }
}

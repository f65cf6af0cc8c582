package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Violation;
import java.util.List;

/** What a survey ends in. */
public sealed interface SurveyResult {
    /**
     * Every byte is as sealed and every row can become an event, or is set aside.
     *
     * @param survey what is known
     */
    record Surveyed(Survey survey) implements SurveyResult {}

    /**
     * Something cannot.
     *
     * @param violations what was found, at least one
     */
    record Refused(List<Violation> violations) implements SurveyResult {
        public Refused {
            violations = List.copyOf(violations);
        }
    }
}

package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyedOutput;
import io.worldstream.wsp.internal.survey.SurveyedPart;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.ReadPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Determines which parts of a survey must be sorted before their rows can be merged. Stateless. */
final class SortedFirst {
    private SortedFirst() {}

    /** Returns whether a part has rows of the window at or after an instant. */
    static boolean wanted(SurveyedPart part, long startMicros) {
        return part.windowRows() > 0 && part.lastMicros() >= startMicros;
    }

    /** Returns the parts that could be merged unsorted but do not fit into memory. */
    static Set<SurveyedPart> surplus(Survey survey, ReadPolicy read, Limits limits, long startMicros) {
        List<SurveyedPart> candidates = new ArrayList<>();
        for (SurveyedOutput output : survey.outputs()) {
            if (output.view() == null) {
                output.parts().stream()
                        .filter(part -> wanted(part, startMicros) && (part.sorted() || bounded(output, read)))
                        .forEach(candidates::add);
            }
        }
        return InterleavedParts.surplus(candidates, limits.sortBytes());
    }

    /**
     * Returns whether some rows of an output must be sorted at a start from its first event.
     *
     * @param surplus the surplus parts of the survey
     */
    static boolean sorts(SurveyedOutput output, ReadPolicy read, Set<SurveyedPart> surplus) {
        return output.view() == null
                && output.parts().stream()
                        .filter(part -> wanted(part, Long.MIN_VALUE))
                        .anyMatch(part -> surplus.contains(part) || !(part.sorted() || bounded(output, read)));
    }

    private static boolean bounded(SurveyedOutput output, ReadPolicy read) {
        return read.maxDisorder(output.target().outputId()) != null;
    }
}

package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The survey of a world: the result of verifying all its bytes and reading all its rows.
 *
 * @param outputs the outputs, in plan order
 */
public record Survey(List<SurveyedOutput> outputs) {
    public Survey {
        outputs = List.copyOf(outputs);
    }

    /** Returns the number of rows in the traffic window, including those that repeat another byte for byte. */
    public long rows() {
        return parts().mapToLong(SurveyedPart::windowRows).sum();
    }

    /** Returns an upper bound for the number of these rows at or after an instant. */
    public long rowsFrom(long tsMicros) {
        return parts().mapToLong(part -> part.rowsFrom(tsMicros)).sum();
    }

    /** Returns the number of rows that cannot become events and are dead-lettered. */
    public long badRows() {
        return parts().mapToLong(part -> part.badRows().size()).sum();
    }

    /** Returns the fault of the first dead-lettered row, or null if there is none. */
    public @Nullable Violation firstBadRow() {
        return parts().flatMap(part -> part.badRows().stream().map(part::finding))
                .findFirst()
                .orElse(null);
    }

    /** Returns the time of the first event, or null if there is none. */
    public @Nullable Long firstMicros() {
        return parts().filter(part -> part.windowRows() > 0)
                .map(SurveyedPart::firstMicros)
                .min(Long::compare)
                .orElse(null);
    }

    /** Returns the time of the last event, or null if there is none. */
    public @Nullable Long lastMicros() {
        return parts().filter(part -> part.windowRows() > 0)
                .map(SurveyedPart::lastMicros)
                .max(Long::compare)
                .orElse(null);
    }

    /** Returns this survey with the rows of one output read from its parts, not from its view. */
    public Survey withoutView(int output) {
        List<SurveyedOutput> changed = new ArrayList<>(outputs);
        changed.set(output, outputs.get(output).with(null));
        return new Survey(changed);
    }

    /** Returns all parts, output by output. */
    public Stream<SurveyedPart> parts() {
        return outputs.stream().flatMap(output -> output.parts().stream());
    }
}

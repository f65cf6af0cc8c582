package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Violation;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a world once all its bytes are verified and all its rows read.
 *
 * @param outputs the outputs, in plan order
 */
public record Survey(List<SurveyedOutput> outputs) {
    public Survey {
        outputs = List.copyOf(outputs);
    }

    /** How many rows are in the traffic window, those that repeat another byte for byte among them. */
    public long rows() {
        return parts().mapToLong(SurveyedPart::windowRows).sum();
    }

    /** How many of these are of an instant or later, at most. */
    public long rowsFrom(long tsMicros) {
        return parts().mapToLong(part -> part.rowsFrom(tsMicros)).sum();
    }

    /** How many rows cannot become events and are set aside. */
    public long badRows() {
        return parts().mapToLong(part -> part.badRows().size()).sum();
    }

    /** What is wrong with the first of these, or null if there is none. */
    public @Nullable Violation firstBadRow() {
        return parts().flatMap(part -> part.badRows().stream().map(part::finding))
                .findFirst()
                .orElse(null);
    }

    /** The first event's time, or null if there is none. */
    public @Nullable Long firstMicros() {
        return parts().filter(part -> part.windowRows() > 0)
                .map(SurveyedPart::firstMicros)
                .min(Long::compare)
                .orElse(null);
    }

    /** The last event's time, or null if there is none. */
    public @Nullable Long lastMicros() {
        return parts().filter(part -> part.windowRows() > 0)
                .map(SurveyedPart::lastMicros)
                .max(Long::compare)
                .orElse(null);
    }

    /** All parts, output by output. */
    public Stream<SurveyedPart> parts() {
        return outputs.stream().flatMap(output -> output.parts().stream());
    }
}

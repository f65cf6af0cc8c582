package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.compare.ComparisonResult;
import io.worldstream.wsp.compare.StreamDifference;
import io.worldstream.wsp.compare.StreamExtent;
import java.io.IOException;
import java.util.Locale;

/** Formats the result of a comparison as a line of JSON. Stateless. */
public final class ComparisonJson {
    private ComparisonJson() {}

    /** Returns the line, without its line break. */
    public static String line(ComparisonResult result) {
        return JsonLine.of(line -> line.put("equal", result.equal())
                .put("by_ids_only", result.byIdsOnly())
                .put("a", side -> extent(side, result.a()))
                .put("b", side -> extent(side, result.b()))
                .put("only_in_a", result.onlyInA())
                .put("only_in_b", result.onlyInB())
                .put("changed", result.changed())
                .put("ordered", result.ordered())
                .putObjects(
                        "first",
                        result.first().stream()
                                .map(each -> (JsonLine.Fields) object -> difference(object, each))
                                .toList()));
    }

    private static void extent(JsonLine side, StreamExtent extent) throws IOException {
        side.put("events", extent.events())
                .put("repeated", extent.repeated())
                .put("payloads", extent.withPayloads())
                .put("cut", extent.cut())
                .put("by_type", types -> {
                    for (var type : extent.byType().entrySet()) {
                        types.put(type.getKey(), type.getValue());
                    }
                });
    }

    private static void difference(JsonLine object, StreamDifference difference) throws IOException {
        object.put("kind", difference.kind().name().toLowerCase(Locale.ROOT))
                .put("event_id", difference.eventId())
                .put("event_type", difference.eventType());
        if (difference.lineA() > 0) {
            object.put("line_a", difference.lineA());
        }
        if (difference.lineB() > 0) {
            object.put("line_b", difference.lineB());
        }
        if (!difference.fields().isEmpty()) {
            object.putTexts("fields", difference.fields());
        }
    }
}

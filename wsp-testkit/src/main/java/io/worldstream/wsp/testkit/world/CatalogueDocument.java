package io.worldstream.wsp.testkit.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Converts the catalogue to a document (contracts 3) and back. */
final class CatalogueDocument {
    private CatalogueDocument() {}

    static ObjectNode of(String version, List<Catalogue.Output> entries) {
        ObjectNode document = Json.object().put("version", version);
        ArrayNode outputs = document.putArray("outputs");
        for (Catalogue.Output entry : entries) {
            ObjectNode node =
                    outputs.addObject().put("output_id", entry.outputId().value());
            entry.primaryKey().forEach(node.putArray("primary_key")::add);
            entry.requiredGates().forEach(node.putArray("read_requires_gates")::add);
            if (!entry.scope().isEmpty()) {
                node.put("scope", entry.scope());
            }
            node.put("availability", entry.optional() ? "optional" : "required");
            // Only the engine interprets templates; some in the field end in a line break.
            node.put(
                    "path_template",
                    "data/" + entry.outputId() + "/seed={seed}/part-*.jsonl"
                            + (entry.primaryKey().isEmpty() ? "\n" : ""));
            if (!entry.timeField().equals(Catalogue.DEFAULT_TIME_FIELD)) {
                node.put("ts_field", entry.timeField());
            }
            if (entry.timeFormat() != Catalogue.TimeFormat.RFC3339) {
                node.put("ts_format", entry.timeFormat().name().toLowerCase(Locale.ROOT));
            }
        }
        return document;
    }

    static Catalogue parse(ObjectNode document) {
        List<Catalogue.Output> entries = new ArrayList<>();
        for (JsonNode node : document.path("outputs")) {
            entries.add(new Catalogue.Output(
                    new OutputId(node.path("output_id").asText()),
                    texts(node.path("primary_key")),
                    texts(node.path("read_requires_gates")),
                    node.path("scope").asText(),
                    node.path("availability").asText().equals("optional"),
                    node.path("ts_field").asText(Catalogue.DEFAULT_TIME_FIELD),
                    Catalogue.TimeFormat.valueOf(
                            node.path("ts_format").asText("rfc3339").toUpperCase(Locale.ROOT))));
        }
        return Catalogue.of(document.path("version").asText(), entries);
    }

    /** Returns the document as block YAML; scalars keep their JSON spelling, which YAML reads alike. */
    static String yaml(ObjectNode document) {
        StringBuilder out = new StringBuilder();
        document.properties().forEach(field -> {
            if (field.getValue().isArray()) {
                out.append(field.getKey()).append(":\n");
                field.getValue().forEach(entry -> yamlEntry(entry, out));
            } else {
                out.append(field.getKey()).append(": ").append(field.getValue()).append('\n');
            }
        });
        return out.toString();
    }

    private static void yamlEntry(JsonNode entry, StringBuilder out) {
        String indent = "  - ";
        for (var field : entry.properties()) {
            out.append(indent)
                    .append(field.getKey())
                    .append(": ")
                    .append(field.getValue())
                    .append('\n');
            indent = "    ";
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}

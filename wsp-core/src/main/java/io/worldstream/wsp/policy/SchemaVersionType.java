package io.worldstream.wsp.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.PolicySetting.Form;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The syntax of schema versions: one for all outputs, or a map. {@link SchemaVersions} checks the lengths. */
final class SchemaVersionType {
    static final SettingType<SchemaVersions> SCHEMA_VERSIONS = new SettingType<>(
            "text of 1 to 64 characters, in quotes if it is a number; `none` or null to omit the field; or a map of output to such text, with"
                    + " `default` for all other outputs",
            EnumSet.of(Form.TEXT, Form.MAP, Form.NULL),
            SchemaVersionType::read,
            SchemaVersionType::write);

    private static final String NONE = "none";
    private static final String DEFAULT = "default";

    private SchemaVersionType() {}

    private static SchemaVersions read(String text) {
        if (!text.startsWith("{")) {
            return new SchemaVersions(version(text), Map.of());
        }
        JsonNode node = SettingType.json(text);
        if (!node.isObject()) {
            throw SettingType.expected("a map of output to schema version", text);
        }
        Optional<String> standard = SchemaVersions.DEFAULTS.standard();
        Map<OutputId, Optional<String>> byOutput = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            Optional<String> version = version(entry.getValue());
            if (entry.getKey().equals(DEFAULT)) {
                standard = version;
            } else {
                byOutput.put(new OutputId(entry.getKey()), version);
            }
        }
        return new SchemaVersions(standard, byOutput);
    }

    private static Optional<String> version(JsonNode node) {
        return node.isNull()
                ? Optional.empty()
                : version(SettingType.text("text; a version such as 1 needs quotes", node));
    }

    private static Optional<String> version(String text) {
        return text.isEmpty() || text.equalsIgnoreCase(NONE) || text.equals("null")
                ? Optional.empty()
                : Optional.of(text);
    }

    private static String write(SchemaVersions versions) {
        String standard = versions.standard().orElse(NONE);
        if (versions.byOutput().isEmpty()) {
            return standard;
        }
        Map<String, Object> written = new LinkedHashMap<>();
        written.put(DEFAULT, standard);
        written.putAll(SettingType.mapped(versions.byOutput(), version -> version.orElse(NONE)));
        return SettingType.json(written);
    }
}

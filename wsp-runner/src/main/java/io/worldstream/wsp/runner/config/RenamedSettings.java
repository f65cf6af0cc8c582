package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Keys and values that have been renamed. The old ones are still read. */
final class RenamedSettings {
    /** Old keys, each with the present one. */
    static final Map<String, ConfigKey<?>> KEYS = keys();

    private static final Map<String, Rename> VALUES = Map.of(
            "policy.on_quarantine", new Rename("go-on", "continue"),
            "policy.on_rejected", new Rename("quarantine", "dead_letter"),
            "policy.on_bad_row", new Rename("quarantine", "dead_letter"),
            "policy.on_retry_exhausted", new Rename("quarantine", "dead_letter"));

    private RenamedSettings() {}

    private static Map<String, ConfigKey<?>> keys() {
        Map<String, ConfigKey<?>> keys = new LinkedHashMap<>();
        keys.put("quarantine.root", ConfigTable.DEAD_LETTER_ROOT);
        keys.put("policy.quarantine_rows", key("policy.dead_letter_rows"));
        keys.put("engine.wait_strategy", EngineKeys.IDLE_STRATEGY);
        return keys;
    }

    private static ConfigKey<?> key(String name) {
        return ConfigTable.ALL.stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the key that a name stands for, present or old, or one of an open key; empty if none of these. */
    static Optional<ConfigKey<?>> find(String name) {
        return ConfigTable.ALL.stream()
                .filter(key -> !key.open() && key.name().equals(name))
                .findFirst()
                .or(() -> Optional.ofNullable(KEYS.get(name)))
                .or(() -> ConfigTable.ALL.stream()
                        .filter(key -> key.open() && name.startsWith(key.prefix()))
                        .findFirst()
                        .map(key -> key.member(name)));
    }

    /** Returns the present value for an old one; any other value as it is. */
    static JsonNode valueFor(ConfigKey<?> key, JsonNode value) {
        Rename rename = VALUES.get(key.name());
        if (rename == null || !value.isTextual()) {
            return value;
        }
        String text = value.textValue().toLowerCase(Locale.ROOT).replace('_', '-');
        return text.equals(rename.from()) ? TextNode.valueOf(rename.to()) : value;
    }

    private record Rename(String from, String to) {}
}

package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The settings of a configuration that nothing has overridden so far, one for each key. Confined to one thread. */
final class Settings {
    private final Map<String, Setting> byKey = new HashMap<>();

    /**
     * Sets a key, in place of its earlier setting.
     *
     * @param name the key as it was given, which may be an old name
     * @param value the value as it was given, which may be an old one
     * @param origin where it was given
     */
    void put(ConfigKey<?> key, String name, JsonNode value, String origin) {
        byKey.put(key.name(), new Setting(key, name, value, RenamedSettings.valueFor(key, value), origin));
    }

    void remove(ConfigKey<?> key) {
        byKey.remove(key.name());
    }

    @Nullable Setting get(ConfigKey<?> key) {
        return get(key.name());
    }

    @Nullable Setting get(String key) {
        return byKey.get(key);
    }

    boolean has(ConfigKey<?> key) {
        return byKey.containsKey(key.name());
    }

    /** Returns all settings in the order of their keys, those of open keys last. */
    List<Setting> all() {
        List<Setting> all = new ArrayList<>();
        ConfigTable.ALL.stream().map(this::get).filter(Objects::nonNull).forEach(all::add);
        byKey.values().stream()
                .filter(setting -> ConfigTable.isMember(setting.key()))
                .sorted(Comparator.comparing(Setting::name))
                .forEach(all::add);
        return all;
    }

    /** Returns the values by key. */
    Map<String, JsonNode> values() {
        Map<String, JsonNode> values = new HashMap<>();
        byKey.forEach((key, setting) -> values.put(key, setting.value()));
        return values;
    }

    /**
     * A value of a key.
     *
     * @param key the key
     * @param name the key as it was given, which may be an old name
     * @param given the value as it was given, which may be an old one
     * @param value the value to read
     * @param origin where it was given
     */
    record Setting(ConfigKey<?> key, String name, JsonNode given, JsonNode value, String origin) {
        /** Returns the name and the origin, for messages. */
        String place() {
            return name + " (" + origin + ")";
        }
    }
}

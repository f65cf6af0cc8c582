package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.policy.InvalidPolicyException;
import io.worldstream.wsp.policy.PolicySetting;
import io.worldstream.wsp.policy.StreamPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** An immutable configuration that was validated for a {@link Purpose}. */
public final class WspConfig {
    private final Map<String, JsonNode> values;
    private final List<String> warnings;
    private final Place place;

    WspConfig(Map<String, JsonNode> values, List<String> warnings, Place place) {
        this.values = Map.copyOf(values);
        this.warnings = List.copyOf(warnings);
        this.place = place;
    }

    /** Returns what the operator should know of this configuration, such as keys that have been renamed. */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns the value of a key, or its default; empty if it has neither. */
    public <T> Optional<T> find(ConfigKey<T> key) {
        return Optional.ofNullable(values.get(key.name()))
                .or(() -> Optional.ofNullable(key.fallback()).map(key.type()::node))
                .map(node -> key.type().read(node, place));
    }

    /**
     * Returns the value of a key that has a default or is required for the purpose.
     *
     * @throws NoSuchElementException if the key is not set and has no default
     */
    public <T> T get(ConfigKey<T> key) {
        return find(key).orElseThrow(() -> new NoSuchElementException(key.name()));
    }

    /**
     * Builds the stream policy from the {@code policy}, {@code checkpoint} and {@code limits} keys.
     *
     * @throws InvalidPolicyException if the policy does not accept the values
     */
    public StreamPolicy policy() {
        Map<String, String> properties = new LinkedHashMap<>();
        for (PolicySetting setting : PolicySetting.all()) {
            JsonNode value = values.get(setting.key());
            if (value != null) {
                properties.put(setting.key(), ValueType.of(setting).read(value, place));
            }
        }
        return StreamPolicy.from(properties);
    }
}

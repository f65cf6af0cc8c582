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
import java.util.TreeMap;

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

    /** Returns the context in which paths are read. */
    Place place() {
        return place;
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
     * Returns the values of the keys that an open key stands for, by the rest of their names; those that are keys of their
     * own are not among them.
     */
    public Map<String, String> members(ConfigKey<String> open) {
        Map<String, String> members = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(open.prefix()) && !ConfigTable.isKey(name)) {
                members.put(name.substring(open.prefix().length()), open.type().read(value, place));
            }
        });
        return members;
    }

    /** Returns whether a key takes effect: it has no condition, or its condition holds. */
    public boolean takesEffect(ConfigKey<?> key) {
        ConfigKey.Condition condition = key.condition();
        return condition == null
                || condition.choices().stream().anyMatch(choice -> get(choice.key()) == choice.value());
    }

    /**
     * Builds the stream policy from the {@code policy}, {@code security}, {@code checkpoint} and {@code limits} keys.
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
        return PolicyBinding.bind(properties, place)
                .withSecurity(security -> security.withReadySignatures(ReadyTrust.signatures(this)));
    }
}

package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.policy.PolicySetting;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration.
 *
 * @param <T> the type of its value
 * @param name the key with its section, such as {@code policy.stream_speedup}
 * @param type the syntax of its value
 * @param fallback the default, as {@code --set} would give it; null for none
 * @param requiredFor the purposes that require the key
 * @param doc the description for operators, in Markdown
 */
public record ConfigKey<T>(
        String name, ValueType<T> type, @Nullable String fallback, Set<Purpose> requiredFor, String doc) {
    public ConfigKey {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        requiredFor = Set.copyOf(requiredFor);
        Objects.requireNonNull(doc, "doc");
    }

    static <T> ConfigKey<T> of(String name, ValueType<T> type, String fallback, String doc) {
        return new ConfigKey<>(name, type, fallback, Set.of(), doc);
    }

    static <T> ConfigKey<T> optional(String name, ValueType<T> type, String doc) {
        return new ConfigKey<>(name, type, null, Set.of(), doc);
    }

    static <T> ConfigKey<T> required(String name, ValueType<T> type, Set<Purpose> purposes, String doc) {
        return new ConfigKey<>(name, type, null, purposes, doc);
    }

    /** Creates the key of a policy setting. Its value is the text that {@code StreamPolicy.from} takes. */
    static ConfigKey<String> of(PolicySetting setting) {
        String fallback = setting.fallback();
        return new ConfigKey<>(
                setting.key(),
                ValueType.of(setting),
                fallback.isEmpty() ? null : fallback,
                Set.of(),
                setting.description());
    }

    /** Returns the environment variable that sets the key, such as {@code WSP_POLICY_STREAM_SPEEDUP}. */
    public String environmentName() {
        return environmentName(name);
    }

    static String environmentName(String name) {
        return "WSP_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /**
     * Returns the common prefix of the variables of its section, such as {@code WSP_POLICY_}. A key without a section
     * returns its own variable.
     */
    String environmentSection() {
        String whole = environmentName();
        return name.contains(".")
                ? whole.substring(0, whole.length() - lastSegment().length())
                : whole;
    }

    /** Returns the section of the key; the whole key if it has none. */
    String section() {
        return name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
    }

    /** Returns the key without its section. */
    String lastSegment() {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}

package io.worldstream.wsp.runner.config;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration.
 *
 * @param <T> what its value is
 * @param name the key with its section, such as {@code policy.stream_speedup}
 * @param type how its value is written, and read
 * @param fallback the value where none is set, as {@code --set} would give it; null for none
 * @param requiredFor the purposes that cannot do without it
 * @param doc what it means, for people: one sentence or two
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

    /** The environment variable that sets it, such as {@code WSP_POLICY_STREAM_SPEEDUP}. */
    public String environmentName() {
        return "WSP_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** What the variables of its section begin with, such as {@code WSP_POLICY_}; without a section its own name. */
    String environmentSection() {
        String whole = environmentName();
        return name.contains(".")
                ? whole.substring(0, whole.length() - lastSegment().length())
                : whole;
    }

    /** The key without its section. */
    String lastSegment() {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}

package io.worldstream.wsp.policy;

import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One setting of a {@link StreamPolicy} as a property: what hosts need to bind, check and document it. The {@code wsp}
 * command takes its configuration keys from here. Immutable.
 */
public final class PolicySetting {
    private final String key;
    private final SettingType<?> type;
    private final String description;
    private final Function<StreamPolicy, String> getter;
    private final BiFunction<StreamPolicy, String, StreamPolicy> setter;

    private PolicySetting(
            String key,
            SettingType<?> type,
            String description,
            Function<StreamPolicy, String> getter,
            BiFunction<StreamPolicy, String, StreamPolicy> setter) {
        this.key = key;
        this.type = type;
        this.description = description;
        this.getter = getter;
        this.setter = setter;
    }

    static <T> PolicySetting of(
            String key,
            SettingType<T> type,
            Function<StreamPolicy, T> getter,
            BiFunction<StreamPolicy, T, StreamPolicy> setter,
            String description) {
        return new PolicySetting(
                key,
                type,
                description,
                policy -> type.format().apply(getter.apply(policy)),
                (policy, text) -> setter.apply(policy, type.read(text)));
    }

    /** Returns all settings, in the order in which documentation lists them. */
    public static List<PolicySetting> all() {
        return PolicySettings.ALL;
    }

    /** Returns the key with its section, such as {@code policy.stream_speedup}. */
    public String key() {
        return key;
    }

    /** Returns the allowed values in words, in Markdown. */
    public String allowed() {
        return type.allowed();
    }

    /** Returns the forms in which a document (YAML, JSON) may give the value. As a property every value is text. */
    public Set<Form> forms() {
        return type.forms();
    }

    /** Returns the default as a property gives it. */
    public String fallback() {
        return valueIn(StreamPolicy.defaults());
    }

    /** Returns the meaning for operators, in Markdown. */
    public String description() {
        return description;
    }

    /** Returns the value of this setting in a policy, as a property gives it. */
    public String valueIn(StreamPolicy policy) {
        return getter.apply(policy);
    }

    /**
     * Returns a policy with this setting changed.
     *
     * @param value the value as a property gives it
     * @throws IllegalArgumentException if the value is not allowed; the message says what is, and does not name the key
     */
    public StreamPolicy applyTo(StreamPolicy policy, String value) {
        return setter.apply(policy, value);
    }

    @Override
    public String toString() {
        return key;
    }

    /** A form of a value in a document. */
    public enum Form {
        /** Text. */
        TEXT,
        /** A number, whole or decimal. */
        NUMBER,
        /** True or false. */
        TRUTH,
        /** A list; a property gives it as JSON. */
        LIST,
        /** A map; a property gives it as JSON. */
        MAP,
        /** Null, in addition to the other forms. In any other setting it means that the setting is not given. */
        NULL
    }
}

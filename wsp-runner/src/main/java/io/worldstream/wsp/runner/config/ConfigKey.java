package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.policy.PolicySetting;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration.
 *
 * @param <T> the type of its value
 * @param name the key with its section, such as {@code policy.stream_speedup}
 * @param type the syntax of its value
 * @param fallback the default, as {@code --set} would give it; null for none
 * @param requiredFor the purposes that require the key, if it takes effect
 * @param doc the description for operators, in Markdown
 * @param condition the condition under which it takes effect, or null if it always does
 */
public record ConfigKey<T>(
        String name,
        ValueType<T> type,
        @Nullable String fallback,
        Set<Purpose> requiredFor,
        String doc,
        @Nullable Condition condition) {
    /** The end of the name of an open key, which stands for all keys that begin as it does. */
    private static final String ANY = ".*";

    private static final Pattern SECRET = Pattern.compile("password|secret|token|credential|jaas|keystore\\.key$");

    public ConfigKey {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        requiredFor = Set.copyOf(requiredFor);
        Objects.requireNonNull(doc, "doc");
    }

    static <T> ConfigKey<T> of(String name, ValueType<T> type, String fallback, String doc) {
        return new ConfigKey<>(name, type, fallback, Set.of(), doc, null);
    }

    static <T> ConfigKey<T> optional(String name, ValueType<T> type, String doc) {
        return new ConfigKey<>(name, type, null, Set.of(), doc, null);
    }

    static <T> ConfigKey<T> required(String name, ValueType<T> type, Set<Purpose> purposes, String doc) {
        return new ConfigKey<>(name, type, null, purposes, doc, null);
    }

    /** Creates the key of a policy setting. Its value is the text that {@code StreamPolicy.from} takes. */
    static ConfigKey<String> of(PolicySetting setting) {
        String fallback = setting.fallback();
        return new ConfigKey<>(
                setting.key(),
                ValueType.of(setting),
                fallback.isEmpty() ? null : fallback,
                Set.of(),
                setting.description(),
                null);
    }

    /** Returns this key with the condition that another one has a value. */
    <E extends Enum<E>> ConfigKey<T> onlyIf(ConfigKey<E> key, E value) {
        return onlyIf(new Condition(List.of(new Choice(key, value))));
    }

    /** Returns this key with the condition that one of two others has a value. */
    <E extends Enum<E>, F extends Enum<F>> ConfigKey<T> onlyIf(
            ConfigKey<E> key, E value, ConfigKey<F> otherKey, F otherValue) {
        return onlyIf(new Condition(List.of(new Choice(key, value), new Choice(otherKey, otherValue))));
    }

    private ConfigKey<T> onlyIf(Condition takesEffect) {
        return new ConfigKey<>(name, type, fallback, requiredFor, doc, takesEffect);
    }

    /** Returns whether this key stands for all keys that begin as it does; its name then ends in {@code .*}. */
    boolean open() {
        return name.endsWith(ANY);
    }

    /** Returns the common beginning of the keys that this open key stands for, with the last dot. */
    String prefix() {
        return name.substring(0, name.length() - 1);
    }

    /** Returns a key that this open key stands for. */
    ConfigKey<T> member(String member) {
        return new ConfigKey<>(member, type, null, Set.of(), doc, condition);
    }

    /** Returns whether the value may be a secret, by the name of the key: a property of a client, passed on as it is. */
    boolean mayBeSecret() {
        return ConfigTable.isMember(this) && SECRET.matcher(name).find();
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

    /**
     * The condition under which a key takes effect.
     *
     * @param choices one of them must be made; their values are configured by the same word
     */
    public record Condition(List<Choice> choices) {
        public Condition {
            choices = List.copyOf(choices);
            if (choices.stream().map(Choice::word).distinct().count() != 1) {
                throw new IllegalArgumentException("expected choices of one word, found " + choices);
            }
        }

        /** Returns what holds if the condition does, in Markdown: {@code `state.kind` or `audit.kind` is `jdbc`}. */
        String inWords() {
            return choices.stream()
                            .map(choice -> "`" + choice.key().name() + "`")
                            .collect(Collectors.joining(" or "))
                    + " is `" + choices.get(0).word() + "`";
        }

        /** Returns what holds if the condition does not: {@code neither state.kind nor audit.kind is jdbc}. */
        String unmetInWords() {
            String word = choices.get(0).word();
            if (choices.size() == 1) {
                return choices.get(0).key().name() + " is not " + word;
            }
            return choices.stream()
                            .map(choice -> choice.key().name())
                            .collect(Collectors.joining(" nor ", "neither ", ""))
                    + " is " + word;
        }
    }

    /**
     * The choice of a value of another key.
     *
     * @param key the other key
     * @param value the value
     */
    public record Choice(ConfigKey<? extends Enum<?>> key, Enum<?> value) {
        /** Returns the value as it is configured. */
        String word() {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }
}

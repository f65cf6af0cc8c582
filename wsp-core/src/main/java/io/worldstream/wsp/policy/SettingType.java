package io.worldstream.wsp.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.policy.PolicySetting.Form;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The syntax of a setting's value.
 *
 * @param <T> the type of the value
 * @param allowed the allowed values in words
 * @param forms the forms of the value in a document
 * @param parse reads the value from text, or throws an {@link IllegalArgumentException} that says what is allowed
 * @param format writes the value as {@code parse} reads it
 */
record SettingType<T>(String allowed, Set<Form> forms, Function<String, T> parse, Function<T, String> format) {
    static final SettingType<Boolean> TRUTH =
            new SettingType<>("true or false", EnumSet.of(Form.TRUTH), text -> truth(text), String::valueOf);
    static final SettingType<String> TEXT =
            new SettingType<>("text", EnumSet.of(Form.TEXT), text -> text, text -> text);
    static final SettingType<Integer> COUNT = integer("a whole number, 0 or more", 0);
    static final SettingType<Set<String>> NAMES = new SettingType<>(
            "a list of names", EnumSet.of(Form.LIST), SettingType::names, names -> json(new TreeSet<>(names)));
    static final SettingType<Map<OutputId, Duration>> DURATIONS = new SettingType<>(
            "a map of output to a duration such as 250ms or 10m",
            EnumSet.of(Form.MAP),
            SettingType::durations,
            bounds -> json(mapped(bounds, DurationText::of)));
    static final SettingType<Map<OutputId, String>> FIELDS = new SettingType<>(
            "a map of output to the name of a field",
            EnumSet.of(Form.MAP),
            SettingType::fields,
            fields -> json(mapped(fields, field -> field)));

    static final SettingType<IdentityHints> HINTS = new SettingType<>(
            "a map of output to a map of hint to the name of a field",
            EnumSet.of(Form.MAP),
            SettingType::hints,
            hints -> json(mapped(hints.byOutput(), fields -> fields)));

    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,99})");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Reads a value. */
    T read(String text) {
        return parse.apply(text);
    }

    /** Returns this type with another description, such as one with the range that the policy checks. */
    SettingType<T> described(String words) {
        return new SettingType<>(words, forms, parse, format);
    }

    static SettingType<Integer> integer(String allowed, int least) {
        return new SettingType<>(
                allowed,
                EnumSet.of(Form.NUMBER),
                text -> (int) whole(text, allowed, least, Integer.MAX_VALUE),
                String::valueOf);
    }

    static SettingType<Long> wholeNumber(String allowed) {
        return new SettingType<>(
                allowed,
                EnumSet.of(Form.NUMBER),
                text -> whole(text, allowed, Long.MIN_VALUE, Long.MAX_VALUE),
                String::valueOf);
    }

    static SettingType<Duration> millis(String allowed) {
        return new SettingType<>(
                allowed,
                EnumSet.of(Form.NUMBER),
                text -> Duration.ofMillis(whole(text, allowed, 0, Long.MAX_VALUE)),
                value -> String.valueOf(value.toMillis()));
    }

    static <E extends Enum<E>> SettingType<E> oneOf(Class<E> type) {
        String allowed = "one of "
                + Arrays.stream(type.getEnumConstants())
                        .map(constant -> "`" + lower(constant) + "`")
                        .collect(Collectors.joining(", "));
        return new SettingType<>(
                allowed,
                EnumSet.of(Form.TEXT),
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(constant -> constant.name()
                                .equals(text.toUpperCase(Locale.ROOT).replace('-', '_')))
                        .findFirst()
                        .orElseThrow(() -> expected(allowed, text)),
                SettingType::lower);
    }

    /** Returns this type for a setting whose default is no value, which is written as empty text. */
    SettingType<Optional<T>> optional() {
        return new SettingType<>(
                allowed,
                forms,
                text -> Optional.of(read(text)),
                value -> value.map(format).orElse(""));
    }

    /** Creates a type of one word with its own parser; letter case and the choice of {@code -} or {@code _} are free. */
    static <T> SettingType<T> word(String allowed, Function<String, T> parse) {
        return new SettingType<>(
                allowed,
                EnumSet.of(Form.TEXT),
                text -> parse.apply(text.toLowerCase(Locale.ROOT).replace('_', '-')),
                String::valueOf);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw expected("true or false", text);
        };
    }

    private static long whole(String text, String allowed, long least, long most) {
        if (!WHOLE.matcher(text).matches()) {
            throw expected(allowed, text);
        }
        BigInteger value = new BigInteger(text);
        if (value.compareTo(BigInteger.valueOf(most)) > 0) {
            throw expected(allowed + ", up to " + most, text);
        }
        if (value.compareTo(BigInteger.valueOf(least)) < 0) {
            throw expected(allowed, text);
        }
        return value.longValueExact();
    }

    private static Set<String> names(String text) {
        JsonNode node = json(text);
        if (!node.isArray()) {
            throw expected("a list of names", text);
        }
        Set<String> names = new TreeSet<>();
        node.forEach(name -> names.add(text("a list of names", name)));
        return names;
    }

    /** Reads a list whose elements all differ. */
    static <T> Set<T> distinct(String allowed, String text, Function<String, T> reader) {
        JsonNode node = json(text);
        if (!node.isArray()) {
            throw expected(allowed, text);
        }
        Set<T> values = new LinkedHashSet<>();
        for (JsonNode element : node) {
            String name = text(allowed, element);
            if (!values.add(reader.apply(name))) {
                throw new IllegalArgumentException(LogText.quote(name) + " is named twice");
            }
        }
        return values;
    }

    private static Map<OutputId, Duration> durations(String text) {
        return byOutput(
                "a map of output to duration", text, value -> DurationText.read(text(DurationText.ALLOWED, value)));
    }

    private static Map<OutputId, String> fields(String text) {
        return byOutput("a map of output to field", text, value -> text("the name of a field", value));
    }

    private static IdentityHints hints(String text) {
        return new IdentityHints(byOutput("a map of output to its hints", text, node -> {
            if (!node.isObject()) {
                throw expected("a map of hint to field", node);
            }
            SortedMap<String, String> fields = new TreeMap<>();
            node.properties()
                    .forEach(entry -> fields.put(entry.getKey(), text("the name of a field", entry.getValue())));
            return fields;
        }));
    }

    static <V> Map<OutputId, V> byOutput(String allowed, String text, Function<JsonNode, V> reader) {
        JsonNode node = json(text);
        if (!node.isObject()) {
            throw expected(allowed, text);
        }
        Map<OutputId, V> values = new LinkedHashMap<>();
        node.properties().forEach(entry -> values.put(new OutputId(entry.getKey()), reader.apply(entry.getValue())));
        return values;
    }

    /** Reads JSON; text that is not JSON is a text node. */
    static JsonNode json(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node.isMissingNode() ? JSON.getNodeFactory().textNode(text) : node;
        } catch (JsonProcessingException | NumberFormatException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static <V> Map<String, Object> mapped(Map<OutputId, V> values, Function<V, Object> writer) {
        Map<String, Object> written = new TreeMap<>();
        values.forEach((output, value) -> written.put(output.value(), writer.apply(value)));
        return written;
    }

    static String text(String allowed, JsonNode node) {
        if (!node.isTextual()) {
            throw expected(allowed, node);
        }
        return Objects.requireNonNull(node.textValue());
    }

    static IllegalArgumentException expected(String allowed, JsonNode found) {
        return found.isTextual()
                ? expected(allowed, found.textValue())
                : new IllegalArgumentException(
                        "expected " + allowed + ", found the JSON value " + LogText.quote(found.toString()));
    }

    static IllegalArgumentException expected(String allowed, String found) {
        return new IllegalArgumentException("expected " + allowed + ", found " + LogText.quote(found));
    }
}

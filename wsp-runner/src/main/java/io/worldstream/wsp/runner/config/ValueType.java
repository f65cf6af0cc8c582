package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.worldstream.wsp.api.support.LogText;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How the value of a key is written. In a file types are strict: text is not a number and a number is not text. {@code
 * --set} and the environment know only text, which the type reads.
 *
 * @param <T> what the value is
 */
public final class ValueType<T> {
    private final String allowed;
    private final Function<String, JsonNode> fromText;
    private final BiFunction<JsonNode, Place, T> reader;
    private final boolean nullIsValue;

    private ValueType(
            String allowed,
            Function<String, JsonNode> fromText,
            BiFunction<JsonNode, Place, T> reader,
            boolean nullIsValue) {
        this.allowed = allowed;
        this.fromText = fromText;
        this.reader = reader;
        this.nullIsValue = nullIsValue;
    }

    /** A type whose text, given by {@code --set} or the environment, is the value's own text. */
    static <T> ValueType<T> ofText(String allowed, BiFunction<JsonNode, Place, T> reader) {
        return new ValueType<>(allowed, TextNode::valueOf, reader, false);
    }

    /** A type whose text, given by {@code --set} or the environment, is JSON; what is not JSON is text. */
    static <T> ValueType<T> ofJson(String allowed, BiFunction<JsonNode, Place, T> reader) {
        return new ValueType<>(allowed, ConfigDocument::jsonOrText, reader, false);
    }

    /** A type that is a text, or a list that {@code --set} and the environment give as JSON. */
    static <T> ValueType<T> ofTextOrList(String allowed, BiFunction<JsonNode, Place, T> reader) {
        return new ValueType<>(allowed, ConfigDocument::listOrText, reader, false);
    }

    /** A type that is a text, nothing, or a map that {@code --set} and the environment give as JSON. */
    static <T> ValueType<T> ofTextOrMap(String allowed, BiFunction<JsonNode, Place, T> reader) {
        return new ValueType<>(allowed, ConfigDocument::mapOrText, reader, true);
    }

    /** This type under a rule that is checked elsewhere, such as in the policy; the check throws what is not allowed. */
    ValueType<T> checkedBy(String rule, Consumer<T> check) {
        return new ValueType<>(
                rule,
                fromText,
                (node, place) -> {
                    T value = reader.apply(node, place);
                    check.accept(value);
                    return value;
                },
                nullIsValue);
    }

    /** What is allowed, for people. */
    public String allowed() {
        return allowed;
    }

    /** Whether null is a value; for other types a file's null says the same as leaving the key out. */
    boolean nullIsValue() {
        return nullIsValue;
    }

    /** The value that {@code --set} or the environment gives, as a file would. */
    JsonNode node(String text) {
        return fromText.apply(text);
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException if it is not of this type; the message says what is allowed
     */
    T read(JsonNode node, Place place) {
        return reader.apply(node, place);
    }

    /** What a type says of a value that it does not read. */
    static IllegalArgumentException expected(String allowed, JsonNode found) {
        String what = switch (found.getNodeType()) {
            case OBJECT -> "a map";
            case ARRAY -> "a list";
            case NULL, MISSING -> "nothing";
            case BOOLEAN -> "the truth value " + found.asText();
            case NUMBER -> "the number " + LogText.quote(found.asText());
            case STRING, BINARY, POJO -> LogText.quote(found.asText());
        };
        return new IllegalArgumentException("expected " + allowed + ", found " + what);
    }
}

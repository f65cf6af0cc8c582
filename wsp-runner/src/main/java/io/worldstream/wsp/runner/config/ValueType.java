package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.policy.PolicySetting;
import io.worldstream.wsp.policy.PolicySetting.Form;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Syntax of a key's value. Types are strict in a file: text is not a number, and a number is not text. {@code --set}
 * and the environment only give text, which the type parses.
 *
 * @param <T> the type of the value
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

    /** Creates a type that takes the text of {@code --set} and the environment literally. */
    static <T> ValueType<T> ofText(String allowed, BiFunction<JsonNode, Place, T> reader) {
        return new ValueType<>(allowed, TextNode::valueOf, reader, false);
    }

    /**
     * Creates a type that parses the text of {@code --set} and the environment as JSON. Text that is not JSON stays
     * text.
     */
    static <T> ValueType<T> ofJson(String allowed, BiFunction<JsonNode, Place, T> reader) {
        return new ValueType<>(allowed, ConfigDocument::jsonOrText, reader, false);
    }

    /**
     * Creates the type of a policy setting. Here only the form of a value is checked; the policy checks the rest, when
     * it is bound.
     */
    static ValueType<String> of(PolicySetting setting) {
        Set<Form> forms = setting.forms();
        Function<String, JsonNode> fromText = ConfigDocument::jsonOrText;
        if (forms.contains(Form.LIST) && forms.contains(Form.TEXT)) {
            fromText = ConfigDocument::listOrText;
        } else if (forms.contains(Form.MAP) && forms.contains(Form.TEXT)) {
            fromText = ConfigDocument::mapOrText;
        } else if (forms.contains(Form.TEXT)) {
            fromText = TextNode::valueOf;
        }
        return new ValueType<>(
                setting.allowed(), fromText, (node, place) -> property(setting, node), forms.contains(Form.NULL));
    }

    private static String property(PolicySetting setting, JsonNode node) {
        Form form = switch (node.getNodeType()) {
            case OBJECT -> Form.MAP;
            case ARRAY -> Form.LIST;
            case NULL, MISSING -> Form.NULL;
            case BOOLEAN -> Form.TRUTH;
            case NUMBER -> Form.NUMBER;
            case STRING, BINARY, POJO -> Form.TEXT;
        };
        if (!setting.forms().contains(form)) {
            IllegalArgumentException fault = expected(setting.allowed(), node);
            throw form == Form.TEXT ? new IllegalArgumentException(fault.getMessage() + asJson(setting, node)) : fault;
        }
        return node.isContainerNode() ? node.toString() : node.asText();
    }

    /** Shows how to write text that was meant as a list, or a map. */
    private static String asJson(PolicySetting setting, JsonNode text) {
        if (setting.forms().contains(Form.LIST)) {
            return "; written as JSON: " + ConfigDocument.listOfWords(text.textValue());
        }
        return setting.forms().contains(Form.MAP) ? "; written as JSON: {\"NAME\": \"VALUE\"}" : "";
    }

    /**
     * Returns this type with an additional check, such as one of the policy. The check throws for values that are not
     * allowed.
     */
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

    /** Returns the allowed values in words. */
    public String allowed() {
        return allowed;
    }

    /** Returns whether null is a value. For other types, null in a file means that the key is not set. */
    boolean nullIsValue() {
        return nullIsValue;
    }

    /** Converts the text of {@code --set} or the environment to the node that a file would give. */
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

    /** Returns the exception for a value that is not of the type. */
    static IllegalArgumentException expected(String allowed, JsonNode found) {
        String what = switch (found.getNodeType()) {
            case OBJECT -> found.isEmpty() ? "an empty map" : "a map";
            case ARRAY -> found.isEmpty() ? "an empty list" : "a list";
            case NULL, MISSING -> "nothing";
            case BOOLEAN -> "the boolean " + found.asText();
            case NUMBER -> "the number " + LogText.quote(found.asText());
            case STRING, BINARY, POJO -> LogText.quote(found.asText());
        };
        return new IllegalArgumentException("expected " + allowed + ", found " + what);
    }
}

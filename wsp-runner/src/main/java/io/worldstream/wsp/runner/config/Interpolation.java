package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the values of a configuration file that name an environment variable (contracts 13): {@code ${NAME}}, or
 * {@code ${NAME:-default}} where NAME may be unset or blank. Only a whole value, or a whole element of a list or map, is
 * replaced; the text is then read as if the file held it. Confined to one thread.
 */
final class Interpolation {
    private static final Pattern WHOLE =
            Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-(?<fallback>.*))?}", Pattern.DOTALL);
    private static final String BEGIN = "${";

    private final Map<String, String> environment;
    private final Set<String> names = new LinkedHashSet<>();
    private final List<String> faults = new ArrayList<>();
    private final Set<String> read = new LinkedHashSet<>();
    private boolean partial;

    Interpolation(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Returns a value with its variables replaced. Text that is replaced by nothing becomes null.
     *
     * @param value the value in the file
     * @param reading reads the text that replaces the whole value; elements are read as JSON, or else as text
     */
    JsonNode replace(JsonNode value, Function<String, JsonNode> reading) {
        if (value.isTextual()) {
            return replaceText(value, reading);
        }
        if (value.isObject()) {
            ObjectNode copy = ((ObjectNode) value).objectNode();
            value.properties()
                    .forEach(member ->
                            copy.set(member.getKey(), replace(member.getValue(), ConfigDocument::jsonOrText)));
            return copy;
        }
        if (value.isArray()) {
            ArrayNode copy = ((ArrayNode) value).arrayNode();
            value.forEach(element -> copy.add(replace(element, ConfigDocument::jsonOrText)));
            return copy;
        }
        return value;
    }

    private JsonNode replaceText(JsonNode value, Function<String, JsonNode> reading) {
        Matcher whole = WHOLE.matcher(value.textValue());
        if (!whole.matches()) {
            partial |= value.textValue().contains(BEGIN);
            return value;
        }
        String variable = whole.group(1);
        String fallback = whole.group("fallback");
        String text = environment.getOrDefault(variable, "");
        names.add(variable);
        if (!text.isBlank()) {
            read.add(variable);
            return reading.apply(text);
        }
        if (fallback == null) {
            String found = environment.containsKey(variable) ? "blank" : "not set";
            faults.add("the environment variable " + variable + " is " + found + "; set it, or write ${" + variable
                    + ":-default}");
            return NullNode.getInstance();
        }
        if (fallback.contains(BEGIN)) {
            faults.add("the default of " + variable + " must not contain ${");
        }
        return fallback.isEmpty() ? NullNode.getInstance() : reading.apply(fallback);
    }

    /** Returns the variables that values name, set or not. */
    Set<String> names() {
        return names;
    }

    /** Returns the variables whose text was taken. */
    Set<String> read() {
        return read;
    }

    /** Returns what is wrong with the values. */
    List<String> faults() {
        return faults;
    }

    /** Returns whether text holds <code>${</code> but is no variable as a whole, and so stays as it is. */
    boolean foundPartial() {
        return partial;
    }
}

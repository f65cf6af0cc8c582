package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.TSFBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.worldstream.wsp.adapter.file.BoundedFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parses configuration text strictly into nodes. Numbers keep all digits. */
final class ConfigDocument {
    /** Far more than all keys need. */
    private static final int MOST_BYTES = 1 << 20;
    /** Of a value that a message repeats in another form. */
    private static final int MOST_SHOWN = 200;

    private static final JsonFactory JSON = strict(JsonFactory.builder());
    private static final JsonFactory YAML = strict(YAMLFactory.builder());

    private static final Pattern DECIMAL_INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");

    private ConfigDocument() {}

    /**
     * Reads a regular file of at most 1 MiB: as JSON if its name ends in {@code .json}, otherwise as YAML.
     *
     * @throws IllegalArgumentException if it is not a document of that form; the message gives the line and column
     * @throws IOException if it cannot be read
     */
    static JsonNode read(Path file) throws IOException {
        boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(BoundedFile.read(file, MOST_BYTES)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the file is not UTF-8", e);
        }
        try {
            return node(text, json ? JSON : YAML);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a " + (json ? "JSON" : "YAML") + " document: " + where(e), e);
        }
    }

    /** Parses text as JSON. Text that is not JSON becomes a text node. */
    static JsonNode jsonOrText(String text) {
        try {
            JsonNode node = node(text, JSON);
            return node.isMissingNode() ? TextNode.valueOf(text) : node;
        } catch (IOException e) {
            return TextNode.valueOf(text);
        }
    }

    /**
     * Parses text that begins like a JSON object, or is {@code null}, as JSON. Any other text, even valid JSON, becomes
     * a text node.
     */
    static JsonNode mapOrText(String text) {
        return text.startsWith("{") || text.equals("null") ? jsonOrText(text) : TextNode.valueOf(text);
    }

    /** Parses text that begins like a JSON array as JSON. Any other text, even valid JSON, becomes a text node. */
    static JsonNode listOrText(String text) {
        return text.strip().startsWith("[") ? jsonOrText(text) : TextNode.valueOf(text);
    }

    /** Returns the JSON array of words that are separated by commas, or an example if there are none or too many. */
    static String listOfWords(String text) {
        String bare = text.replaceAll("[\\[\\]\"']", "").strip();
        if (bare.isEmpty() || bare.length() > MOST_SHOWN || bare.chars().anyMatch(Character::isISOControl)) {
            return "[\"NAME\", \"NAME\"]";
        }
        return Arrays.stream(bare.split(","))
                .map(word -> TextNode.valueOf(word.strip()).toString())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** Returns the first line of the parser's message with its location. The further lines quote the document. */
    private static String where(JsonProcessingException e) {
        String message = e.getOriginalMessage().lines().findFirst().orElse("");
        JsonLocation location = e.getLocation();
        return location == null
                ? message
                : message + " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static JsonNode node(String text, JsonFactory factory) throws IOException {
        try (JsonParser parser = factory.createParser(text)) {
            if (parser.nextToken() == null) {
                return MissingNode.getInstance();
            }
            JsonNode node = node(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "expected one document, found more content after it");
            }
            return node;
        }
    }

    private static JsonNode node(JsonParser parser) throws IOException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw new JsonParseException(parser, "YAML aliases are not supported");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.set(name, node(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(node(parser));
                }
                yield array;
            }
            case VALUE_NUMBER_INT -> integerOrText(parser.getText());
            case VALUE_NUMBER_FLOAT -> decimalOrText(parser.getText());
            case VALUE_TRUE -> BooleanNode.TRUE;
            case VALUE_FALSE -> BooleanNode.FALSE;
            case VALUE_NULL -> NullNode.getInstance();
            default -> TextNode.valueOf(parser.getText());
        };
    }

    /**
     * Falls back to text for the spellings that YAML 1.1 reads as other numbers, such as {@code 010} for 8, {@code 0x10}
     * or {@code 1_0}: a number means the same in the file, in {@code --set} and in the environment.
     */
    private static JsonNode integerOrText(String text) {
        return DECIMAL_INTEGER.matcher(text).matches()
                ? BigIntegerNode.valueOf(new BigInteger(text))
                : TextNode.valueOf(text);
    }

    /**
     * Falls back to text for YAML numbers without a value, such as {@code .nan}; the type of the key then rejects it.
     */
    private static JsonNode decimalOrText(String text) {
        try {
            return DecimalNode.valueOf(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return TextNode.valueOf(text);
        }
    }

    private static JsonFactory strict(TSFBuilder<?, ?> factory) {
        return factory.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    }
}

package io.worldstream.wsp.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.support.LogText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Parses small documents strictly: UTF-8, one JSON value followed only by white space, no duplicate keys, no lone
 * surrogates, bounded nesting and number of values (design 4, Join surface). Stateless; any thread may use it.
 *
 * <p>Integers are numbers of up to 1,000 digits. A number with a fraction or an exponent keeps its text, as a {@link
 * Real}: no field of any document takes one, Java cannot represent all of them, and a bundle hash covers the text of
 * the document.
 */
public final class StrictJson {
    /**
     * Far more than the platform's documents have: some 50 for an output of a facts view. A tree takes up to about a
     * hundred bytes per token, and a document of 16 MiB could have 8 million tokens.
     */
    static final int MAX_TOKENS = 500_000;

    private static final int MAX_DEPTH = 64;
    private static final JsonFactory STRICT = factory(true, limits(MAX_TOKENS));
    private static final JsonFactory LENIENT = factory(false, limits(MAX_TOKENS));
    private static final JsonFactory WALKED = factory(false, limits(-1));
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private StrictJson() {}

    /**
     * Parses a document.
     *
     * @throws JsonFault if it is not valid
     */
    public static JsonNode parse(byte[] document) throws JsonFault {
        return parse(document, STRICT);
    }

    /**
     * Parses a document whose objects may repeat a key; the last one counts.
     *
     * @throws JsonFault if it is not valid otherwise
     */
    public static JsonNode parseAllowingDuplicateKeys(byte[] document) throws JsonFault {
        return parse(document, LENIENT);
    }

    /**
     * Walks through a document of any number of values without storing any. Keys may be repeated, and only {@link
     * #sound} checks for surrogates.
     *
     * @param walk called at the first token; must end at the last token of the document's value
     * @throws JsonFault if it is not a valid document
     */
    public static void walk(byte[] document, Walk walk) throws JsonFault {
        read(document, WALKED, parser -> {
            walk.on(parser);
            return document;
        });
    }

    private static JsonNode parse(byte[] document, JsonFactory factory) throws JsonFault {
        return read(document, factory, StrictJson::value);
    }

    private static <T> T read(byte[] document, JsonFactory factory, Reading<T> reading) throws JsonFault {
        // Decoded first: Jackson would guess UTF-16 or UTF-32 from the bytes, and accepts some invalid UTF-8.
        Reader text = new InputStreamReader(new ByteArrayInputStream(document), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser parser = factory.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new JsonFault("not valid JSON: the document is empty");
            }
            T read = reading.of(parser);
            if (parser.nextToken() != null) {
                throw new JsonFault("not valid JSON: text follows the value");
            }
            return read;
        } catch (CharacterCodingException e) {
            throw new JsonFault("not valid UTF-8: " + e.getMessage());
        } catch (JsonProcessingException e) {
            var location = e.getLocation();
            String where = location == null
                    ? ""
                    : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
            throw new JsonFault("not valid JSON" + where + ": " + LogText.quote(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    private static JsonNode value(JsonParser parser) throws IOException, JsonFault {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> NODES.textNode(sound(parser.getText()));
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> NODES.numberNode(parser.getIntValue());
                    case LONG -> NODES.numberNode(parser.getLongValue());
                    default -> NODES.numberNode(parser.getBigIntegerValue());
                };
            case VALUE_NUMBER_FLOAT -> NODES.pojoNode(new Real(parser.getText()));
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new IllegalStateException("a value does not begin with " + token);
        };
    }

    private static JsonNode object(JsonParser parser) throws IOException, JsonFault {
        ObjectNode object = NODES.objectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            sound(name);
            parser.nextToken();
            object.set(name, value(parser));
        }
        return object;
    }

    private static JsonNode array(JsonParser parser) throws IOException, JsonFault {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    /**
     * Returns the text.
     *
     * @throws JsonFault if it holds a lone surrogate
     */
    public static String sound(String text) throws JsonFault {
        if (Surrogates.firstLone(text) >= 0) {
            throw new JsonFault("a lone surrogate in " + LogText.quote(text));
        }
        return text;
    }

    /**
     * Returns a factory of parsers that are as strict, within other limits. The caller decodes the text and checks for
     * surrogates and for text after the value.
     */
    public static JsonFactory factory(StreamReadConstraints limits) {
        return factory(true, limits);
    }

    private static StreamReadConstraints limits(long maxTokens) {
        return StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxTokenCount(maxTokens)
                .maxStringLength(Integer.MAX_VALUE)
                .build();
    }

    private static JsonFactory factory(boolean strictDuplicates, StreamReadConstraints limits) {
        return JsonFactory.builder()
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strictDuplicates)
                .configure(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION, false)
                // A table of names would outlive the document and grow with every name that the bus brings.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(limits)
                .build();
    }

    /** Walks through a document. */
    @FunctionalInterface
    public interface Walk {
        void on(JsonParser parser) throws IOException, JsonFault;
    }

    /** Converts a document. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(JsonParser parser) throws IOException, JsonFault;
    }

    /**
     * A number with a fraction or an exponent.
     *
     * @param text its spelling in the document
     */
    record Real(String text) {
        @Override
        public String toString() {
            return text;
        }
    }
}

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
 * Reads small documents strictly: UTF-8, one JSON value, no duplicate keys, no lone surrogates, nothing but white space
 * after it, nesting and number of values bounded (design 4, Join surface). Stateless; any thread may use it.
 *
 * <p>Integers are numbers, of any size up to 1,000 digits. A number with a fraction or an exponent stays the text that it
 * is, a {@link Real}: no field of any document takes one, some that exist are no number of Java, and a bundle hash is over
 * what stands in the document.
 */
public final class StrictJson {
    /**
     * Far more than the documents of the platform have: some 50 for an output of a facts view. A tree takes up to about a
     * hundred bytes for a token, and a document of 16 MiB could have 8 million.
     */
    static final int MAX_TOKENS = 500_000;

    private static final int MAX_DEPTH = 64;
    private static final JsonFactory STRICT = factory(true, MAX_TOKENS);
    private static final JsonFactory LENIENT = factory(false, MAX_TOKENS);
    private static final JsonFactory WALKED = factory(false, -1);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private StrictJson() {}

    /**
     * Reads a document.
     *
     * @throws JsonFault if it is not one
     */
    public static JsonNode parse(byte[] document) throws JsonFault {
        return parse(document, STRICT);
    }

    /**
     * Reads a document whose objects may repeat a key, of which the last counts.
     *
     * @throws JsonFault if it is not one
     */
    public static JsonNode parseAllowingDuplicateKeys(byte[] document) throws JsonFault {
        return parse(document, LENIENT);
    }

    /**
     * Goes through a document of any number of values and keeps none. Keys may be repeated, and of surrogates only {@link
     * #sound} knows.
     *
     * @param walk called at the first token; ends at the last token of the document's value
     * @throws JsonFault if it is not a document
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
        // Decoded first: Jackson would guess UTF-16 or UTF-32 from the bytes, and lets some invalid UTF-8 pass.
        Reader text = new InputStreamReader(new ByteArrayInputStream(document), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser parser = factory.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new JsonFault("not valid JSON: the document is empty");
            }
            T read = reading.of(parser);
            if (parser.nextToken() != null) {
                throw new JsonFault("not valid JSON: something follows the value");
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
     * The text.
     *
     * @throws JsonFault if it holds a surrogate without its other half
     */
    public static String sound(String text) throws JsonFault {
        if (Surrogates.firstLone(text) >= 0) {
            throw new JsonFault("a lone surrogate in " + LogText.quote(text));
        }
        return text;
    }

    private static JsonFactory factory(boolean strictDuplicates, long maxTokens) {
        return JsonFactory.builder()
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strictDuplicates)
                .configure(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION, false)
                // A table of names would outlive the document, and grow with all that the bus ever brings.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxTokenCount(maxTokens)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    /** Goes through a document. */
    @FunctionalInterface
    public interface Walk {
        void on(JsonParser parser) throws IOException, JsonFault;
    }

    /** Makes something of a document. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(JsonParser parser) throws IOException, JsonFault;
    }

    /**
     * A number with a fraction or an exponent.
     *
     * @param text as the document spells it
     */
    record Real(String text) {
        @Override
        public String toString() {
            return text;
        }
    }
}

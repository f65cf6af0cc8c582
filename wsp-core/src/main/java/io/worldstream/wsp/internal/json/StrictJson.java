package io.worldstream.wsp.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.worldstream.wsp.api.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads small documents strictly: UTF-8, one JSON value, no duplicate keys, no lone surrogates, nothing but white space
 * after it, nesting bounded (design 4, Join surface). Stateless; any thread may use it.
 */
public final class StrictJson {
    private static final int MAX_DEPTH = 64;
    private static final ObjectReader STRICT = reader(true);
    private static final ObjectReader LENIENT = reader(false);

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

    private static JsonNode parse(byte[] document, ObjectReader reader) throws JsonFault {
        String text = decode(document);
        JsonNode node;
        try {
            node = reader.readTree(text);
        } catch (JsonProcessingException e) {
            var location = e.getLocation();
            String where = location == null
                    ? ""
                    : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
            throw new JsonFault("not valid JSON" + where + ": " + Printable.bounded(e.getOriginalMessage()));
        }
        if (node.isMissingNode()) {
            throw new JsonFault("not valid JSON: the document is empty");
        }
        requireNoLoneSurrogate(node);
        return node;
    }

    private static String decode(byte[] document) throws JsonFault {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new JsonFault("not valid UTF-8: " + e.getMessage());
        }
    }

    private static void requireNoLoneSurrogate(JsonNode node) throws JsonFault {
        if (node.isTextual()) {
            requireNoLoneSurrogate(node.textValue());
        } else if (node.isObject()) {
            for (var field : node.properties()) {
                requireNoLoneSurrogate(field.getKey());
                requireNoLoneSurrogate(field.getValue());
            }
        } else if (node.isArray()) {
            for (JsonNode element : node) {
                requireNoLoneSurrogate(element);
            }
        }
    }

    private static void requireNoLoneSurrogate(String text) throws JsonFault {
        if (Surrogates.firstLone(text) >= 0) {
            throw new JsonFault("a lone surrogate in " + Printable.bounded(text));
        }
    }

    private static ObjectReader reader(boolean strictDuplicates) {
        JsonFactory factory = JsonFactory.builder()
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strictDuplicates)
                .configure(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION, false)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                // A bundle hash is over numbers as they stand: 1.0 is not 1.
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build()
                .reader();
    }
}

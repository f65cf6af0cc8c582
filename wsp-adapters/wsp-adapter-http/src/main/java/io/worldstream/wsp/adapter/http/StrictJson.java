package io.worldstream.wsp.adapter.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Parses a JSON document strictly: valid UTF-8, no duplicate keys, bounded nesting and number of values, no trailing
 * content.
 */
final class StrictJson {
    private static final int MAX_NESTING = 64;
    /**
     * Maximum number of tokens. A valid answer has about sixty; a body of one MiB could have half a million, for each
     * event in flight.
     */
    private static final int MAX_TOKENS = 10_000;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // A table of names would outlive the answer and grow with every new name.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private StrictJson() {}

    /**
     * Parses the document.
     *
     * @return null if the bytes are not a valid document
     */
    static @Nullable JsonNode read(byte[] utf8) {
        try {
            // Decoded first, since Jackson detects UTF-16 and UTF-32 and accepts some invalid UTF-8.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            JsonNode document = READER.readTree(text);
            return document.isMissingNode() ? null : document;
        } catch (CharacterCodingException | JsonProcessingException e) {
            return null;
        }
    }
}

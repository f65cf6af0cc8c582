package io.worldstream.wsp.adapter.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
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
                    // A table of names would outlive the answer and grow with every new name.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Cheaper than the parser's own check, which keeps a set of names for each object.
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
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
            JsonNode document = READER.readTree(decoded(utf8));
            return document.isMissingNode() ? null : document;
        } catch (CharacterCodingException | JsonProcessingException e) {
            return null;
        }
    }

    /** Decodes the document, since Jackson detects UTF-16 and UTF-32 and accepts some invalid UTF-8. */
    private static String decoded(byte[] utf8) throws CharacterCodingException {
        // The fast way replaces whatever is invalid.
        String text = new String(utf8, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0
                ? text
                : StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(utf8))
                        .toString();
    }
}

package io.worldstream.wsp.adapter.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A line of JSON that records a settled message: {@code {"message_file":"a.json","settlement":"DONE"}}. Stateless. */
final class AcknowledgementLine {
    /** File names have at most 255 characters on all known file systems, each at most six bytes in JSON. */
    static final int MOST_BYTES = 1 << 13;

    /** Escapes to ASCII, so that names that are not valid text, which some file systems allow, survive a round trip. */
    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());

    private AcknowledgementLine() {}

    /** Returns the line, in ASCII and without a line break. */
    static String of(String fileName, Settlement settlement) throws JsonProcessingException {
        return JSON.writeValueAsString(
                JSON.createObjectNode().put("message_file", fileName).put("settlement", settlement.name()));
    }

    /** Returns the file name in the first bytes of an array; null if they are no such line, such as a truncated one. */
    static @Nullable String fileName(byte[] line, int length) throws IOException {
        try {
            JsonNode name = JSON.readTree(line, 0, length).path("message_file");
            return name.isTextual() ? name.textValue() : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}

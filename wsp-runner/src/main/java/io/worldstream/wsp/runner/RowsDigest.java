package io.worldstream.wsp.runner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.report.EnvelopeConsumer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * SHA-256 over the rows of a stream, in its order: names, strings, and numbers digit for digit. White space, escapes,
 * file format and the order of the files do not matter, so equal rows have one digest. Not thread-safe.
 */
final class RowsDigest implements EnvelopeConsumer {
    private static final String PAYLOAD = "payload";

    /** Rows are bounded by the engine, which has already accepted them. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final MessageDigest digest;

    RowsDigest(MessageDigest sha256) {
        digest = sha256;
    }

    @Override
    public void accept(ByteBuffer envelope) throws IOException {
        byte[] bytes = new byte[envelope.remaining()];
        envelope.get(bytes);
        try (JsonParser parser = JSON.createParser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME
                    && !parser.currentName().equals(PAYLOAD)) {
                parser.nextToken();
                parser.skipChildren();
            }
            int depth = 0;
            do {
                JsonToken token = parser.nextToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                add(token, parser.getText());
            } while (depth > 0);
        }
    }

    /** Returns the digest of the rows so far, and starts anew. */
    Hex64 value() {
        return new Hex64(HexFormat.of().formatHex(digest.digest()));
    }

    /** Lengths come first, so that different rows never give the same bytes. */
    private void add(JsonToken token, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(5)
                .put((byte) token.id())
                .putInt(utf8.length)
                .flip());
        digest.update(utf8);
    }
}

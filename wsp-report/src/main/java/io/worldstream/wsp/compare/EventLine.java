package io.worldstream.wsp.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.worldstream.wsp.api.Hex64;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The event of one line: its id, its type, and the bytes of each field. Read anew for each line. Fields may come in any
 * order; values are compared byte by byte. Not thread-safe.
 */
final class EventLine {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final String EVENT_ID = "event_id";
    private static final String EVENT_TYPE = "event_type";
    private static final String PAYLOAD = "payload";

    private final Set<String> ignored;
    private final MessageDigest sha256;
    private final List<Field> fields = new ArrayList<>();
    private byte[] bytes = {};
    private byte[] id = {};
    private String type = "";
    private boolean hasPayload;

    /** @param ignored the names of fields that are not compared */
    EventLine(Set<String> ignored) {
        this.ignored = ignored;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** A field of the envelope and the place of its value. */
    private record Field(String name, int from, int to) {}

    /**
     * Reads the line.
     *
     * @throws UnreadableStreamException if it is no event
     */
    void read(EventLines lines) throws UnreadableStreamException {
        bytes = lines.buffer();
        fields.clear();
        hasPayload = false;
        String eventId = null;
        String eventType = null;
        try (JsonParser parser = JSON.createParser(bytes, lines.start(), lines.end() - lines.start())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw fault(lines, "not a JSON object");
            }
            // The parser may count from the array's start or from the line's.
            long zero = firstByte(lines) - parser.currentTokenLocation().getByteOffset();
            JsonToken token = parser.nextToken();
            while (token == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                int from = (int) (zero + parser.currentTokenLocation().getByteOffset());
                if (value == JsonToken.VALUE_STRING && name.equals(EVENT_ID)) {
                    eventId = parser.getText();
                } else if (value == JsonToken.VALUE_STRING && name.equals(EVENT_TYPE)) {
                    eventType = parser.getText();
                } else {
                    hasPayload |= name.equals(PAYLOAD);
                    parser.skipChildren();
                }
                token = parser.nextToken();
                add(name, from, (int) (zero + parser.currentTokenLocation().getByteOffset()));
            }
            if (parser.nextToken() != null) {
                throw fault(lines, "text after the JSON object");
            }
        } catch (JsonProcessingException e) {
            throw fault(lines, "not JSON: " + e.getOriginalMessage());
        } catch (UnreadableStreamException e) {
            throw e;
        } catch (IOException e) {
            throw fault(lines, "not JSON in UTF-8");
        }
        id = id(lines, eventId);
        if (eventType == null) {
            throw fault(lines, "no text event_type");
        }
        type = eventType;
    }

    private void add(String name, int from, int nextToken) {
        if (ignored.contains(name)) {
            return;
        }
        int to = nextToken;
        while (isBetweenFields(bytes[to - 1])) {
            to--;
        }
        fields.add(new Field(name, from, to));
    }

    private static boolean isBetweenFields(byte one) {
        return one == ',' || one == ' ' || one == '\t' || one == '\r';
    }

    private static int firstByte(EventLines lines) {
        int i = lines.start();
        while (lines.buffer()[i] != '{') {
            i++;
        }
        return i;
    }

    private static byte[] id(EventLines lines, @Nullable String text) throws UnreadableStreamException {
        if (text == null || text.length() != 64) {
            throw fault(lines, "no event_id of 64 hex digits");
        }
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw fault(lines, "no event_id of 64 hex digits");
        }
    }

    private static UnreadableStreamException fault(EventLines lines, String why) {
        return new UnreadableStreamException(lines.side(), lines.number(), why);
    }

    /** Returns the 32 bytes of the event id. */
    byte[] id() {
        return id;
    }

    String type() {
        return type;
    }

    boolean hasPayload() {
        return hasPayload;
    }

    /** Returns a SHA-256 over all fields that are compared, whatever their order in the line. */
    byte[] digest() {
        fields.sort(Comparator.comparing(Field::name));
        for (Field field : fields) {
            byte[] name = field.name.getBytes(StandardCharsets.UTF_8);
            number(name.length);
            sha256.update(name);
            number(field.to - field.from);
            sha256.update(bytes, field.from, field.to - field.from);
        }
        return sha256.digest();
    }

    private void number(int value) {
        sha256.update((byte) (value >>> 24));
        sha256.update((byte) (value >>> 16));
        sha256.update((byte) (value >>> 8));
        sha256.update((byte) value);
    }

    /** Returns a SHA-256 of each field that is compared, by name. */
    Map<String, Hex64> digests() {
        Map<String, Hex64> digests = new TreeMap<>();
        for (Field field : fields) {
            sha256.update(bytes, field.from, field.to - field.from);
            digests.put(field.name, new Hex64(HexFormat.of().formatHex(sha256.digest())));
        }
        return digests;
    }
}

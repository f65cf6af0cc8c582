package io.worldstream.wsp.internal.join;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.worldstream.wsp.internal.json.JsonFault;
import io.worldstream.wsp.internal.json.StrictJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The fields that classify a bus message (contracts 1), read without building a tree: a message that WSP ignores costs
 * no memory, and a READY that is too large to parse is still recognised as one. If a field is repeated, the last one
 * counts.
 */
final class MessageOutline {
    private boolean isObject;
    private @Nullable String topic;
    private boolean hasKind;
    private @Nullable String kind;
    private boolean hasReference;
    private @Nullable String runId;

    private MessageOutline() {}

    /** @throws JsonFault if the message is not a JSON document */
    static MessageOutline of(byte[] message) throws JsonFault {
        MessageOutline outline = new MessageOutline();
        StrictJson.walk(message, outline::read);
        return outline;
    }

    boolean isObject() {
        return isObject;
    }

    /** Returns the topic, or null if it is not text. */
    @Nullable String topic() {
        return topic;
    }

    /** Returns whether {@code attributes} has a {@code kind} of any type. */
    boolean hasKind() {
        return hasKind;
    }

    /** Returns the kind, or null if it is not text. */
    @Nullable String kind() {
        return kind;
    }

    /** Returns whether the payload has a {@code facts_view_ref} of any type. */
    boolean hasReference() {
        return hasReference;
    }

    /** Returns the payload's {@code run_id}, or null if it is not text. */
    @Nullable String runId() {
        return runId;
    }

    private void read(JsonParser parser) throws IOException, JsonFault {
        isObject = parser.currentToken() == JsonToken.START_OBJECT;
        if (isObject) {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "topic" -> topic = text(parser, value);
                    case "attributes" -> readAttributes(parser, value);
                    case "payload" -> readPayload(parser, value);
                    default -> {}
                }
                parser.skipChildren();
            }
        } else {
            parser.skipChildren();
        }
    }

    private void readAttributes(JsonParser parser, JsonToken first) throws IOException, JsonFault {
        hasKind = false;
        kind = null;
        if (first == JsonToken.START_OBJECT) {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("kind")) {
                    hasKind = true;
                    kind = text(parser, value);
                }
                parser.skipChildren();
            }
        }
    }

    private void readPayload(JsonParser parser, JsonToken first) throws IOException, JsonFault {
        hasReference = false;
        runId = null;
        if (first == JsonToken.START_OBJECT) {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("run_id")) {
                    runId = text(parser, value);
                }
                hasReference |= name.equals("facts_view_ref");
                parser.skipChildren();
            }
        }
    }

    private static @Nullable String text(JsonParser parser, JsonToken value) throws IOException, JsonFault {
        return value == JsonToken.VALUE_STRING ? StrictJson.sound(parser.getText()) : null;
    }
}

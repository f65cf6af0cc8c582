package io.worldstream.wsp.testkit.gate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * An envelope that is a JSON object, with all its faults.
 *
 * @param fields the top-level fields
 * @param payloadText the payload as written; empty if there is none
 * @param faults reason codes; empty for a valid envelope
 */
record CheckedEnvelope(Map<String, JsonNode> fields, String payloadText, List<String> faults) {
    String text(String field) {
        JsonNode value = fields.get(field);
        return value == null || !value.isTextual() ? "" : value.textValue();
    }

    String eventId() {
        return text("event_id");
    }

    String eventType() {
        return text("event_type");
    }

    /** Returns the gate's partition key: the first of these fields that is present, else the event id (contracts 7). */
    String partitionKey() {
        JsonNode payload = fields.get("payload");
        if (payload != null) {
            for (String field : List.of("flow_id", "merchant_id", "account_id", "party_id")) {
                JsonNode value = payload.path(field);
                if (value.isValueNode() && !value.isNull()) {
                    return value.asText();
                }
            }
        }
        return eventId();
    }
}

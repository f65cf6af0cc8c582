package io.worldstream.wsp.testkit.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.testkit.internal.Sha256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes receipts in the gate's format (contracts 9). Thread-safe. */
final class GateReceipts {
    private static final String TOPIC = "fp.bus.traffic.v1";

    private GateReceipts() {}

    static ObjectNode admit(CheckedEnvelope envelope, GateMemory.Taken taken) {
        ObjectNode receipt = receipt(Decision.ADMIT, envelope);
        receipt.set("eb_ref", busPosition(taken));
        return answer(Decision.ADMIT, receipt);
    }

    static ObjectNode duplicate(CheckedEnvelope envelope, GateMemory.Taken taken) {
        ObjectNode receipt = receipt(Decision.DUPLICATE, envelope);
        receipt.set("eb_ref", busPosition(taken));
        receipt.putArray("reason_codes").add("DUPLICATE");
        receipt.putArray("evidence_refs")
                .addObject()
                .put("kind", "receipt_ref")
                .put("ref", "ig/receipts/" + id(Decision.ADMIT, envelope) + ".json");
        return answer(Decision.DUPLICATE, receipt);
    }

    static ObjectNode quarantine(CheckedEnvelope envelope, List<String> reasons) {
        ObjectNode receipt = receipt(Decision.QUARANTINE, envelope);
        reasons.forEach(receipt.putArray("reason_codes")::add);
        receipt.putArray("evidence_refs")
                .addObject()
                .put("kind", "quarantine_record")
                .put("ref", "ig/quarantine/" + id(Decision.QUARANTINE, envelope) + ".json");
        return answer(Decision.QUARANTINE, receipt);
    }

    /** Returns a receipt without a decision. */
    static ObjectNode codes(CheckedEnvelope envelope, List<String> codes) {
        ObjectNode answer = object();
        ObjectNode receipt =
                answer.putObject("receipt").put("event_id", envelope.eventId()).put("event_type", envelope.eventType());
        codes.forEach(receipt.putArray("reason_codes")::add);
        return answer;
    }

    /** Returns the body of an error. */
    static String error(String error, @Nullable String reason) {
        ObjectNode answer = object().put("error", error);
        return (reason == null ? answer : answer.put("reason", reason)).toString();
    }

    static void spoil(ObjectNode answer, GateBehaviour.ReceiptFault fault) {
        ObjectNode receipt = answer.withObject("/receipt");
        switch (fault) {
            case FOREIGN_EVENT -> receipt.put("event_id", Sha256.hex("another event"));
            case NONE -> answer.remove("receipt");
            case NO_BUS_POSITION -> receipt.remove("eb_ref");
            case UNKNOWN_DECISION -> {
                answer.put("decision", "PERHAPS");
                receipt.put("decision", "PERHAPS");
            }
        }
    }

    private static ObjectNode answer(Decision decision, ObjectNode receipt) {
        ObjectNode answer = object().put("decision", decision.name());
        answer.set("receipt", receipt);
        return answer.put(
                "receipt_ref", "ig/receipts/" + receipt.path("receipt_id").asText() + ".json");
    }

    private static ObjectNode receipt(Decision decision, CheckedEnvelope envelope) {
        ObjectNode receipt = object().put("receipt_id", id(decision, envelope)).put("decision", decision.name());
        for (String field :
                List.of("event_id", "event_type", "ts_utc", "manifest_fingerprint", "schema_version", "producer")) {
            String text = envelope.text(field);
            if (!text.isEmpty() || field.equals("event_id")) {
                receipt.put(field, text.isEmpty() ? "unknown" : text);
            }
        }
        ObjectNode pins = receipt.putObject("pins");
        for (String field : List.of("manifest_fingerprint", "parameter_hash", "seed", "scenario_id", "run_id")) {
            @Nullable JsonNode value = envelope.fields().get(field);
            if (value != null) {
                pins.set(field, value);
            }
        }
        receipt.putObject("policy_rev").put("policy_id", "ig_policy").put("revision", "testkit");
        return receipt.put("partitioning_profile_id", "ig.partitioning.v0.traffic")
                .put("partition_key", envelope.partitionKey())
                .put("dedupe_key", Sha256.hex(envelope.eventType() + "|" + envelope.eventId()));
    }

    private static String id(Decision decision, CheckedEnvelope envelope) {
        return Sha256.hex(decision + "|" + envelope.eventType() + "|" + envelope.eventId())
                .substring(0, 32);
    }

    private static ObjectNode busPosition(GateMemory.Taken taken) {
        return object().put("topic", TOPIC)
                .put("partition", taken.partition())
                .put("offset", Long.toString(taken.offset()));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}

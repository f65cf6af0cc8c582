package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.api.OutputId;

/** Answer bodies of the gates of the benchmarks. */
final class GateReceipt {
    private GateReceipt() {}

    static String admitting(String eventId, OutputId eventType) {
        return receipt("ADMIT", eventId, eventType, "\"eb_ref\":{\"topic\":\"t\",\"partition\":0,\"offset\":1}");
    }

    static String quarantining(String eventId, OutputId eventType) {
        return receipt("QUARANTINE", eventId, eventType, "\"reason_codes\":[\"SCHEMA_FAIL\"]");
    }

    private static String receipt(String decision, String eventId, OutputId eventType, String more) {
        return "{\"decision\":\"" + decision + "\",\"receipt\":{\"receipt_id\":\"" + "c".repeat(32)
                + "\",\"decision\":\"" + decision + "\",\"event_id\":\"" + eventId + "\",\"event_type\":\"" + eventType
                + "\",\"ts_utc\":\"2026-01-01T00:00:00.000000Z\",\"manifest_fingerprint\":\"" + "a".repeat(64)
                + "\",\"policy_rev\":{\"policy_id\":\"p\",\"revision\":\"1\",\"content_digest\":\"" + "b".repeat(64)
                + "\"}," + more + "},\"receipt_ref\":null}";
    }
}

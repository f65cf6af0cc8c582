package io.worldstream.wsp.testkit.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.policy.EnvelopeContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeCheckTest {
    private final EnvelopeCheck check = new EnvelopeCheck(EnvelopeContract.V0);

    @Test
    void takesAnEnvelope() throws IOException {
        assertThat(faults(GateClient.envelope(1))).isEmpty();
    }

    @Test
    void takesWhatIsOptional() throws IOException {
        ObjectNode envelope = GateClient.envelope(1)
                .put("emitted_at_utc", "2024-02-29T23:59:59.000000Z")
                .put("trace_id", "t")
                .put("span_id", "s".repeat(128))
                .put("parent_event_id", "d".repeat(64));
        envelope.remove("schema_version");
        assertThat(faults(envelope)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event_id",
                "event_type",
                "ts_utc",
                "manifest_fingerprint",
                "parameter_hash",
                "seed",
                "scenario_id",
                "run_id",
                "producer",
                "payload"
            })
    void missesWhatIsRequired(String field) throws IOException {
        ObjectNode envelope = GateClient.envelope(1);
        envelope.remove(field);
        assertThat(faults(envelope)).containsExactly("ENVELOPE_FIELD_MISSING:" + field);
        envelope.putNull(field);
        assertThat(faults(envelope)).containsExactly("ENVELOPE_FIELD_INVALID:" + field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event_id|\"ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789\"",
                "event_id|\"0123\"",
                "event_type|\"a b\"",
                "event_type|1",
                "ts_utc|\"2026-01-02T10:15:30.123Z\"",
                "ts_utc|\"2026-01-02T10:15:30.123456+00:00\"",
                "ts_utc|\"2026-02-30T10:15:30.123456Z\"",
                "ts_utc|\"2026-01-02T24:00:00.000000Z\"",
                "ts_utc|\"2026-01-02T10:15:60.000000Z\"",
                "ts_utc|\"0000-01-02T10:15:00.000000Z\"",
                "ts_utc|\"2026-01-02 10:15:30.123456Z\"",
                "ts_utc|1767225600",
                "run_id|\"abc\"",
                "seed|-1",
                "seed|18446744073709551616",
                "seed|42.0",
                "seed|\"42\"",
                "scenario_id|7",
                "producer|\"\"",
                "schema_version|7",
                "schema_version|\"0123456789012345678901234567890123456789012345678901234567890123x\"",
                "emitted_at_utc|\"now\"",
                "trace_id|null",
                "payload|[]",
                "payload|\"text\""
            })
    void refusesOtherForms(String field, String json) throws IOException {
        ObjectNode envelope = GateClient.envelope(1);
        JsonNode value = GateClient.MAPPER.readTree(json);
        envelope.set(field, value);
        assertThat(faults(envelope)).containsExactly("ENVELOPE_FIELD_INVALID:" + field);
    }

    @Test
    void refusesLongProducersAndUnknownFields() throws IOException {
        assertThat(faults(
                        GateClient.envelope(1).put("producer", "p".repeat(129)).put("extra", 1)))
                .containsExactly("ENVELOPE_FIELD_INVALID:producer", "ENVELOPE_FIELD_UNKNOWN:extra");
    }

    @Test
    void v1AsksForTheTwoRunIdsAndV0RefusesThem() throws IOException {
        ObjectNode envelope =
                GateClient.envelope(1).put("platform_run_id", "p1").put("scenario_run_id", "d".repeat(32));
        assertThat(faults(envelope)).hasSize(2).allMatch(fault -> fault.startsWith("ENVELOPE_FIELD_UNKNOWN"));
        EnvelopeCheck v1 = new EnvelopeCheck(EnvelopeContract.V1);
        assertThat(v1.check(bytes(envelope.toString())).faults()).isEmpty();
        assertThat(v1.check(bytes(GateClient.text(1))).faults())
                .containsExactly("ENVELOPE_FIELD_MISSING:platform_run_id", "ENVELOPE_FIELD_MISSING:scenario_run_id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "junk",
                "[]",
                "1",
                "{} {}",
                "{\"a\":1,\"a\":2}",
                "{\"payload\":{\"a\":1,\"a\":2}}",
                "{\"a\":NaN}"
            })
    void doesNotUnderstand(String body) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> check.check(bytes(body)));
    }

    @Test
    void doesNotUnderstandBytesThatAreNotUtf8() {
        byte[] body = bytes("{\"a\":\"x\"}");
        body[6] = (byte) 0xFF;
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> check.check(body));
    }

    @Test
    void keepsThePayloadAsItWasWritten() throws IOException {
        String payload = "{ \"é\":10.50,\"b\":\"\\u00e9\" , \"c\":[1, 2]}";
        String body = "{\"event_id\":\"ü\",\"payload\": " + payload + " ,\"z\":1}";
        assertThat(check.check(bytes(body)).payloadText()).isEqualTo(payload);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"merchant_id\":2,\"flow_id\":1}|1",
                "{\"flow_id\":null,\"account_id\":\"a\",\"party_id\":3}|a",
                "{\"party_id\":3}|3",
                "{\"data\":{\"flow_id\":1}}|"
            })
    void partitionsByTheFirstFieldThatIsThere(String payload, String key) throws IOException {
        ObjectNode envelope = GateClient.envelope(1);
        envelope.set("payload", GateClient.MAPPER.readTree(payload));
        String expected = key == null ? envelope.path("event_id").asText() : key;
        assertThat(check.check(bytes(envelope.toString())).partitionKey()).isEqualTo(expected);
    }

    private List<String> faults(ObjectNode envelope) throws IOException {
        return check.check(bytes(envelope.toString())).faults();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

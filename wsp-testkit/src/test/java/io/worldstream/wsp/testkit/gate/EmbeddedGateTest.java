package io.worldstream.wsp.testkit.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.PushOutcome.Decision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedGateTest {
    @TempDir
    Path temp;

    @Test
    void admitsWithAReceiptAndBusCoordinates() throws Exception {
        try (EmbeddedGate gate = EmbeddedGate.builder().partitions(1).start()) {
            GateClient client = new GateClient(gate);
            JsonNode first = client.decide(GateClient.text(1));
            assertThat(first.path("decision").asText()).isEqualTo("ADMIT");
            JsonNode receipt = first.path("receipt");
            assertThat(receipt.path("receipt_id").asText()).matches("[0-9a-f]{32}");
            assertThat(receipt.path("event_id").asText()).endsWith("01").hasSize(64);
            assertThat(receipt.path("event_type").asText()).isEqualTo("arrival_events_5B");
            assertThat(receipt.path("pins").path("seed").asText()).isEqualTo("18446744073709551615");
            assertThat(receipt.path("partition_key").asText()).isEqualTo("1");
            assertThat(receipt.path("eb_ref").path("offset").asText()).isEqualTo("0");
            assertThat(first.path("receipt_ref").asText())
                    .contains(receipt.path("receipt_id").asText());
            JsonNode second = client.decide(GateClient.text(2));
            assertThat(second.path("receipt").path("eb_ref").path("offset").asText())
                    .isEqualTo("1");
            assertThat(gate.admitted())
                    .extracting(GateRequest::body)
                    .containsExactly(GateClient.text(1), GateClient.text(2));
            assertThat(gate.admitted()).extracting(GateRequest::number).containsExactly(1L, 2L);
        }
    }

    @Test
    void recognisesAnEventAndItsPayload() throws Exception {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            GateClient client = new GateClient(gate);
            JsonNode first = client.decide(GateClient.text(1));
            JsonNode again = client.decide(GateClient.envelope(1)
                    .put("emitted_at_utc", "2026-01-02T10:15:30.123456Z")
                    .toString());
            assertThat(again.path("decision").asText()).isEqualTo("DUPLICATE");
            assertThat(again.path("receipt").path("eb_ref"))
                    .isEqualTo(first.path("receipt").path("eb_ref"));
            assertThat(again.path("receipt")
                            .path("evidence_refs")
                            .path(0)
                            .path("kind")
                            .asText())
                    .isEqualTo("receipt_ref");

            ObjectNode other = GateClient.envelope(1);
            other.withObject("/payload").put("amount", 1);
            assertMismatch(client.decide(other.toString()));
            assertMismatch(client.decide(
                    GateClient.envelope(1).put("schema_version", "v2").toString()));
            assertThat(client.decide(GateClient.envelope(1)
                                    .put("event_type", "other")
                                    .toString())
                            .path("decision")
                            .asText())
                    .isEqualTo("ADMIT");
            assertThat(gate.count(Decision.ADMIT)).isEqualTo(2);
            assertThat(gate.count(Decision.DUPLICATE)).isEqualTo(1);
            assertThat(gate.count(Decision.QUARANTINE)).isEqualTo(2);
        }
    }

    @Test
    void quarantinesWhatIsNoEnvelope() throws Exception {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            JsonNode answer = new GateClient(gate)
                    .decide(GateClient.envelope(1).put("extra", 1).toString());
            assertThat(answer.path("decision").asText()).isEqualTo("QUARANTINE");
            assertThat(answer.path("receipt").path("reason_codes").path(0).asText())
                    .isEqualTo("ENVELOPE_FIELD_UNKNOWN:extra");
            assertThat(answer.path("receipt")
                            .path("evidence_refs")
                            .path(0)
                            .path("kind")
                            .asText())
                    .isEqualTo("quarantine_record");
            assertThat(answer.path("receipt").has("eb_ref")).isFalse();
            assertThat(gate.quarantined())
                    .singleElement()
                    .satisfies(quarantined ->
                            assertThat(quarantined.reasons()).containsExactly("ENVELOPE_FIELD_UNKNOWN:extra"));
            assertThat(gate.admitted()).isEmpty();
        }
    }

    /** Contracts 7: a payload holds numbers digit for digit, those too that no type of Java holds. */
    @ParameterizedTest
    @CsvSource({"payload, ADMIT", "seed, QUARANTINE"})
    void push_numberThatNoBigDecimalHolds_isDecided(String field, String decision) throws Exception {
        ObjectNode envelope = GateClient.envelope(1);
        (field.equals("payload") ? envelope.withObject("/payload") : envelope).put(field, 12345);
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            String text = envelope.toString().replace(":12345", ":1e9999999999");
            assertThat(new GateClient(gate).decide(text).path("decision").asText())
                    .isEqualTo(decision);
        }
    }

    @Test
    void answersHtmlToWhatItCannotRead() throws Exception {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            HttpResponse<String> answer = new GateClient(gate).push("{junk");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).startsWith("<!doctype html>");
            assertThat(gate.unusable()).isEqualTo(1);
            assertThat(gate.arrived())
                    .singleElement()
                    .extracting(GateRequest::body)
                    .isEqualTo("{junk");
        }
    }

    @Test
    void asksForItsToken() throws Exception {
        try (EmbeddedGate gate =
                EmbeddedGate.builder().token("secret").authHeader("X-Key").start()) {
            GateClient client = new GateClient(gate);
            assertThat(client.push(GateClient.text(1)).statusCode()).isEqualTo(401);
            assertThat(client.push(GateClient.text(1), "X-Key", "wrong").statusCode())
                    .isEqualTo(401);
            assertThat(client.push(GateClient.text(1), "X-Key", "secret").statusCode())
                    .isEqualTo(200);
            assertThat(gate.unauthorised()).isEqualTo(2);
            assertThat(gate.requests()).isEqualTo(1);
        }
    }

    @Test
    void aDurableGateRemembersOverAKill() throws Exception {
        Path file = temp.resolve("gate.log");
        try (EmbeddedGate gate =
                EmbeddedGate.builder().durable(file).partitions(1).start()) {
            GateClient client = new GateClient(gate);
            client.decide(GateClient.text(1));
            client.decide(GateClient.text(2));
            gate.kill();
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.push(GateClient.text(3)));
            // A record torn by a kill in the middle of a write was never answered.
            Files.writeString(file, "0123 torn", StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
            gate.restart();
            assertThatIllegalStateException().isThrownBy(gate::restart);
            assertThat(client.decide(GateClient.text(2)).path("decision").asText())
                    .isEqualTo("DUPLICATE");
            JsonNode third = client.decide(GateClient.text(3));
            assertThat(third.path("decision").asText()).isEqualTo("ADMIT");
            assertThat(third.path("receipt").path("eb_ref").path("offset").asText())
                    .isEqualTo("2");
            assertThat(gate.admitted()).hasSize(3);
        }
        try (EmbeddedGate another =
                EmbeddedGate.builder().durable(file).partitions(1).start()) {
            GateClient client = new GateClient(another);
            assertThat(client.decide(GateClient.text(3)).path("decision").asText())
                    .isEqualTo("DUPLICATE");
            assertMismatch(client.decide(
                    GateClient.envelope(3).put("schema_version", "v9").toString()));
            assertThat(another.admitted()).isEmpty();
        }
    }

    @Test
    void aGateWithoutAFileForgets() throws Exception {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            GateClient client = new GateClient(gate);
            client.decide(GateClient.text(1));
            gate.kill();
            gate.kill();
            gate.restart();
            assertThat(client.decide(GateClient.text(1)).path("decision").asText())
                    .isEqualTo("ADMIT");
        }
    }

    @Test
    void partitionsByKey() throws Exception {
        try (EmbeddedGate gate = EmbeddedGate.builder().partitions(4).start()) {
            GateClient client = new GateClient(gate);
            JsonNode one = client.decide(GateClient.text(1)).path("receipt").path("eb_ref");
            ObjectNode sameKey = GateClient.envelope(2);
            sameKey.withObject("/payload").put("merchant_id", 1);
            JsonNode two = client.decide(sameKey.toString()).path("receipt").path("eb_ref");
            assertThat(two.path("partition")).isEqualTo(one.path("partition"));
            assertThat(two.path("offset").asText()).isEqualTo("1");
        }
    }

    @Test
    void keepsAsMuchAsItIsAskedTo() throws Exception {
        try (EmbeddedGate gate = EmbeddedGate.builder().keepAtMost(1).start()) {
            GateClient client = new GateClient(gate);
            client.decide(GateClient.text(1));
            client.decide(GateClient.text(2));
            assertThat(gate.admitted()).hasSize(1);
            assertThat(gate.arrived()).hasSize(1);
            assertThat(gate.count(Decision.ADMIT)).isEqualTo(2);
            assertThat(gate.requests()).isEqualTo(2);
        }
    }

    private static void assertMismatch(JsonNode answer) {
        assertThat(answer.path("decision").asText()).isEqualTo("QUARANTINE");
        assertThat(answer.path("receipt").path("reason_codes").path(0).asText()).isEqualTo("PAYLOAD_HASH_MISMATCH");
    }

    /** A wait would notice the interrupt before it gave up. */
    @Test
    void start_portTaken_failsWithoutAWait() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EmbeddedGate.Builder builder = EmbeddedGate.builder().port(other.getLocalPort());
            Thread.currentThread().interrupt();
            try {
                assertThatExceptionOfType(UncheckedIOException.class)
                        .isThrownBy(builder::start)
                        .withCauseInstanceOf(BindException.class);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }
}

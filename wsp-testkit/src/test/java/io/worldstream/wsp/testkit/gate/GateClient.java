package io.worldstream.wsp.testkit.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;

/** Pushes over a real socket, as any client would. */
final class GateClient {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI url;

    GateClient(EmbeddedGate gate) {
        url = URI.create(gate.url() + EmbeddedGate.PUSH_PATH);
    }

    HttpResponse<String> push(String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode decide(String body) throws IOException, InterruptedException {
        HttpResponse<String> response = push(body);
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        return MAPPER.readTree(response.body());
    }

    static ObjectNode envelope(int event) {
        ObjectNode envelope = MAPPER.createObjectNode()
                .put("event_id", String.format(Locale.ROOT, "%064x", event))
                .put("event_type", "arrival_events_5B")
                .put("ts_utc", "2026-01-02T10:15:30.123456Z")
                .put("manifest_fingerprint", "a".repeat(64))
                .put("parameter_hash", "b".repeat(64))
                .put("seed", new BigInteger("18446744073709551615"))
                .put("scenario_id", "baseline_v1")
                .put("run_id", "c".repeat(32))
                .put("producer", "svc:world_stream_producer")
                .put("schema_version", "v1");
        envelope.putObject("payload").put("merchant_id", event);
        return envelope;
    }

    static String text(int event) {
        return envelope(event).toString();
    }
}

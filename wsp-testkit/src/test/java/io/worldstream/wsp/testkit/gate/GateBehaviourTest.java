package io.worldstream.wsp.testkit.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.testkit.gate.GateBehaviour.ReceiptFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateBehaviourTest {
    @Test
    void answersAsScriptedWithoutTaking() throws Exception {
        try (EmbeddedGate gate = gate(GateBehaviour.answerWith(
                429, "{\"error\":\"RATE_LIMITED\",\"detail\":null}", Map.of("Retry-After", "3")))) {
            GateClient client = new GateClient(gate);
            HttpResponse<String> answer = client.push(GateClient.text(1));
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).contains("3");
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(gate.admitted()).isEmpty();
            assertThat(client.decide(GateClient.text(1)).path("decision").asText())
                    .isEqualTo("ADMIT");
            assertThat(gate.arrived()).extracting(GateRequest::attempt).containsExactly(1, 2);
        }
    }

    @Test
    void answersAsScriptedAfterTaking() throws Exception {
        try (EmbeddedGate gate = gate(GateBehaviour.takeThenAnswerWith(500, "<p>oops"))) {
            GateClient client = new GateClient(gate);
            HttpResponse<String> answer = client.push(GateClient.text(1));
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
            assertThat(client.decide(GateClient.text(1)).path("decision").asText())
                    .isEqualTo("DUPLICATE");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400})
    void quarantinesAsScripted(int status) throws Exception {
        try (EmbeddedGate gate = gate(GateBehaviour.quarantine(status, "EB_PUBLISH_FAILED"))) {
            HttpResponse<String> answer = new GateClient(gate).push(GateClient.text(1));
            JsonNode body = GateClient.MAPPER.readTree(answer.body());
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(body.path("receipt").path("reason_codes").path(0).asText())
                    .isEqualTo("EB_PUBLISH_FAILED");
            assertThat(gate.count(Decision.QUARANTINE)).isEqualTo(1);
            assertThat(gate.admitted()).isEmpty();
        }
    }

    @Test
    void answer_otherStatus_admitsAsUsual() throws Exception {
        try (EmbeddedGate gate = gate(GateBehaviour.answer(202))) {
            HttpResponse<String> answer = new GateClient(gate).push(GateClient.text(1));
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(GateClient.MAPPER
                            .readTree(answer.body())
                            .path("decision")
                            .asText())
                    .isEqualTo("ADMIT");
            assertThat(gate.admitted()).hasSize(1);
        }
    }

    @Test
    void codesInReceipt_anyStatus_namesTheEventWithoutADecision() throws Exception {
        try (EmbeddedGate gate = gate(GateBehaviour.codesInReceipt(400, "A", "B"))) {
            HttpResponse<String> answer = new GateClient(gate).push(GateClient.text(1));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .isEqualTo("{\"receipt\":{\"event_id\":\"" + "0".repeat(63) + "1\",\"event_type\":"
                            + "\"arrival_events_5B\",\"reason_codes\":[\"A\",\"B\"]}}");
            assertThat(gate.admitted()).isEmpty();
        }
    }

    static Stream<Arguments> managed() {
        return Stream.of(
                Arguments.of(GateBehaviour.retryRequired("C"), 503, "{\"error\":\"retry_required\",\"reason\":\"C\"}"),
                Arguments.of(
                        GateBehaviour.publishFailed("say \"no\""),
                        503,
                        "{\"error\":\"ingress_publish_failed\",\"reason\":\"say \\\"no\\\"\"}"),
                Arguments.of(GateBehaviour.payloadTooLarge(), 413, "{\"error\":\"payload_too_large\"}"),
                Arguments.of(
                        GateBehaviour.unauthorized("expired"),
                        401,
                        "{\"error\":\"unauthorized\",\"reason\":\"expired\"}"),
                Arguments.of(GateBehaviour.authBackendUnavailable(), 503, "{\"error\":\"auth_backend_unavailable\"}"));
    }

    @ParameterizedTest
    @MethodSource("managed")
    void managedGate_errors_areAnsweredWithoutTaking(GateBehaviour behaviour, int status, String body)
            throws Exception {
        try (EmbeddedGate gate = gate(behaviour)) {
            HttpResponse<String> answer = new GateClient(gate).push(GateClient.text(1));
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).isEqualTo(body);
            assertThat(gate.admitted()).isEmpty();
        }
    }

    @Test
    void onEvents_everyAttempt_ofTheSelectedOnly() throws Exception {
        try (EmbeddedGate gate = EmbeddedGate.builder()
                .script(GateScript.onEvents(
                        request -> request.eventId().endsWith("1"), GateBehaviour.retryRequired("C")))
                .start()) {
            GateClient client = new GateClient(gate);
            for (int attempt = 1; attempt <= 5; attempt++) {
                assertThat(client.push(GateClient.text(1)).statusCode()).isEqualTo(503);
            }
            assertThat(client.push(GateClient.text(2)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void resetsAfterTaking() throws Exception {
        try (EmbeddedGate gate = gate(GateBehaviour.takeThenReset())) {
            GateClient client = new GateClient(gate);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.push(GateClient.text(1)));
            assertThat(gate.admitted()).hasSize(1);
            assertThat(client.decide(GateClient.text(1)).path("decision").asText())
                    .isEqualTo("DUPLICATE");
        }
    }

    @Test
    void resetsBeforeTaking() throws Exception {
        try (EmbeddedGate gate = gate(GateBehaviour.resetBeforeTaking());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), gate.port())) {
            request(socket, GateClient.text(1));
            InputStream in = socket.getInputStream();
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(in::read)
                    .withMessageContaining("reset");
            assertThat(gate.admitted()).isEmpty();
            assertThat(gate.arrived()).hasSize(1);
        }
    }

    @Test
    void cutsTheAnswerShort() throws Exception {
        try (EmbeddedGate gate = gate(GateBehaviour.takeThenCutShort());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), gate.port())) {
            request(socket, GateClient.text(1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 200").contains("\"decision\":\"ADMIT\"");
            int announced = Integer.parseInt(answer.replaceAll("(?s).*Content-Length: ([0-9]+).*", "$1"));
            assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4).length())
                    .isLessThan(announced);
            assertThat(gate.admitted()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neverAnswers(boolean take) throws Exception {
        GateBehaviour behaviour = take ? GateBehaviour.takeThenHold() : GateBehaviour.holdBeforeTaking();
        try (EmbeddedGate gate = gate(behaviour);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), gate.port())) {
            request(socket, GateClient.text(1));
            while (gate.arrived().isEmpty() || (take && gate.admitted().isEmpty())) {
                Thread.onSpinWait();
            }
            socket.setSoTimeout(100);
            InputStream in = socket.getInputStream();
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(in::read);
            assertThat(gate.admitted()).hasSize(take ? 1 : 0);
        }
    }

    @Test
    void delays() throws Exception {
        try (EmbeddedGate gate = gate(GateBehaviour.delayed(Duration.ofMillis(50), GateBehaviour.answer()))) {
            long start = System.nanoTime();
            new GateClient(gate).decide(GateClient.text(1));
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000L);
        }
    }

    @Test
    void closesAfterAnswering() throws Exception {
        try (EmbeddedGate gate = gate(GateBehaviour.closingAfter(GateBehaviour.answer()));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), gate.port())) {
            request(socket, GateClient.text(1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).contains("Connection: close").contains("ADMIT");
        }
    }

    @Test
    void closesAfterAnsweringWithoutSayingSo() throws Exception {
        try (EmbeddedGate gate = gate(GateBehaviour.closingSilentlyAfter(GateBehaviour.answer()));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), gate.port())) {
            request(socket, GateClient.text(1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).doesNotContainIgnoringCase("Connection: close").endsWith("}");
        }
    }

    @ParameterizedTest
    @EnumSource(ReceiptFault.class)
    void spoilsReceipts(ReceiptFault fault) throws Exception {
        try (EmbeddedGate gate = gate(GateBehaviour.wrongReceipt(fault))) {
            JsonNode answer = new GateClient(gate).decide(GateClient.text(1));
            JsonNode receipt = answer.path("receipt");
            boolean foreign = !receipt.path("event_id").asText().endsWith("01");
            switch (fault) {
                case FOREIGN_EVENT -> assertThat(foreign).isTrue();
                case NONE -> assertThat(answer.has("receipt")).isFalse();
                case NO_BUS_POSITION -> assertThat(receipt.has("eb_ref")).isFalse();
                case UNKNOWN_DECISION ->
                    assertThat(answer.path("decision").asText()).isEqualTo("PERHAPS");
            }
            assertThat(gate.admitted()).hasSize(1);
        }
    }

    @Test
    void scriptsByAttempt() throws Exception {
        try (EmbeddedGate gate = EmbeddedGate.builder()
                .script(GateScript.onFirstAttempts(2, GateBehaviour.answerWith(503, "{}")))
                .start()) {
            GateClient client = new GateClient(gate);
            assertThat(client.push(GateClient.text(1)).statusCode()).isEqualTo(503);
            assertThat(client.push(GateClient.text(1)).statusCode()).isEqualTo(503);
            assertThat(client.push(GateClient.text(1)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void servesOnePathOnly() throws Exception {
        try (EmbeddedGate gate = EmbeddedGate.start();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), gate.port())) {
            String requests = """
                    GET /v1/ingest/push HTTP/1.1
                    Host: x

                    POST /elsewhere HTTP/1.1
                    Host: x
                    Connection: close
                    Content-Length: 0

                    """;
            socket.getOutputStream().write(requests.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answers).contains("HTTP/1.1 405").contains("HTTP/1.1 404");
            assertThat(gate.requests()).isZero();
        }
    }

    private static EmbeddedGate gate(GateBehaviour firstTime) {
        return EmbeddedGate.builder().script(GateScript.onRequest(1, firstTime)).start();
    }

    private static void request(Socket socket, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        OutputStream out = socket.getOutputStream();
        out.write(("POST " + EmbeddedGate.PUSH_PATH + " HTTP/1.1\r\nHost: gate\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }
}

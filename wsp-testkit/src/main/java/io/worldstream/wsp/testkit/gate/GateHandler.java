package io.worldstream.wsp.testkit.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.PushOutcome.Decision;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.HttpRequestHandler;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/** Serves {@code POST /v1/ingest/push} during one life of the gate. Thread-safe; blocks if the script says so. */
final class GateHandler implements HttpRequestHandler {
    private final EmbeddedGate.Settings settings;
    private final GateLog log;
    private final GateLife life;
    private final EnvelopeCheck check;

    GateHandler(EmbeddedGate.Settings settings, GateLog log, GateLife life) {
        this.settings = settings;
        this.log = log;
        this.life = life;
        check = new EnvelopeCheck(settings.contract());
    }

    @Override
    public void handle(ClassicHttpRequest request, ClassicHttpResponse response, HttpContext context)
            throws IOException {
        SocketAddress remote =
                HttpCoreContext.cast(context).getEndpointDetails().getRemoteAddress();
        byte[] body = request.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(request.getEntity());
        if (!request.getPath().equals(EmbeddedGate.PUSH_PATH)) {
            send(GateAnswer.html(404, "not found"), response);
        } else if (!request.getMethod().equals("POST")) {
            send(new GateAnswer(405, GateAnswer.html(405, "POST only").body(), Map.of("Allow", "POST")), response);
        } else if (!authorised(request)) {
            log.unauthorised();
            send(GateAnswer.of(401, "{\"error\":\"UNAUTHORISED\",\"detail\":null}"), response);
        } else {
            push(body, response, remote);
        }
    }

    private boolean authorised(ClassicHttpRequest request) {
        String token = settings.token();
        if (token == null) {
            return true;
        }
        Header[] given = request.getHeaders(settings.authHeader());
        return given.length == 1 && given[0].getValue().equals(token);
    }

    private void push(byte[] body, ClassicHttpResponse response, SocketAddress remote) throws IOException {
        CheckedEnvelope envelope = read(body);
        GateRequest request = log.arrived(
                envelope == null ? "" : envelope.eventId(),
                envelope == null ? "" : envelope.eventType(),
                envelope == null ? 1 : life.memory().arrived(envelope),
                new String(body, StandardCharsets.UTF_8));
        perform(settings.script().behaviour(request), new Exchange(request, envelope, response, remote));
    }

    private @Nullable CheckedEnvelope read(byte[] body) {
        try {
            return check.check(body);
        } catch (IOException e) {
            // Not an error of the gate: the answer reports that the body was not understood.
            log.unusable();
            return null;
        }
    }

    private void perform(GateBehaviour behaviour, Exchange exchange) throws IOException {
        if (behaviour instanceof GateBehaviour.Delayed delayed) {
            if (life.ended(delayed.delay().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ConnectionClosedException("the gate ended during a delay");
            }
            perform(delayed.then(), exchange);
        } else if (behaviour instanceof GateBehaviour.Break broken) {
            breakOff(broken, exchange);
        } else if (behaviour instanceof GateBehaviour.Closing closing) {
            close(closing, exchange);
        } else {
            send(answer(behaviour, exchange), exchange.response);
        }
    }

    private void breakOff(GateBehaviour.Break broken, Exchange exchange) throws IOException {
        GateAnswer answer = broken.take() ? usual(exchange, null) : GateAnswer.of(200, "{}");
        switch (broken.how()) {
            case RESET -> life.sockets().reset(exchange.remote);
            case HOLD -> life.ended(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            case CUT_SHORT -> {
                byte[] whole = answer.onTheWire();
                life.sockets()
                        .sendAndClose(
                                exchange.remote,
                                Arrays.copyOf(
                                        whole, whole.length - answer.body().length() / 2));
            }
        }
        throw new ConnectionClosedException("broken off, as scripted");
    }

    private void close(GateBehaviour.Closing closing, Exchange exchange) throws IOException {
        if (closing.announced()) {
            exchange.response.setHeader(HttpHeaders.CONNECTION, "close");
            perform(closing.answer(), exchange);
            return;
        }
        life.sockets()
                .sendAndClose(
                        exchange.remote, answer(closing.answer(), exchange).onTheWire());
        throw new ConnectionClosedException("closed after the answer, as scripted");
    }

    /** Returns the answer, for behaviours that have one. */
    private GateAnswer answer(GateBehaviour behaviour, Exchange exchange) throws IOException {
        if (behaviour instanceof GateBehaviour.Scripted scripted) {
            if (scripted.take()) {
                usual(exchange, null);
            }
            return new GateAnswer(scripted.status(), scripted.body(), scripted.headers());
        }
        if (behaviour instanceof GateBehaviour.Quarantine quarantine && exchange.envelope != null) {
            log.decided(Decision.QUARANTINE, exchange.request, quarantine.reasons());
            return GateAnswer.of(
                    quarantine.status(),
                    GateReceipts.quarantine(exchange.envelope, quarantine.reasons())
                            .toString());
        }
        if (behaviour instanceof GateBehaviour.ReceiptCodes codes && exchange.envelope != null) {
            return GateAnswer.of(
                    codes.status(),
                    GateReceipts.codes(exchange.envelope, codes.codes()).toString());
        }
        if (behaviour instanceof GateBehaviour.Answered answered && exchange.envelope != null) {
            return GateAnswer.of(answered.status(), usual(exchange, null).body());
        }
        return usual(exchange, behaviour instanceof GateBehaviour.WrongReceipt wrong ? wrong.fault() : null);
    }

    /** Decides as a healthy gate does. A receipt fault changes the answer, not the decision. */
    private GateAnswer usual(Exchange exchange, GateBehaviour.@Nullable ReceiptFault fault) throws IOException {
        CheckedEnvelope envelope = exchange.envelope;
        if (envelope == null) {
            return GateAnswer.html(400, "The browser (or proxy) sent a request that this server could not understand.");
        }
        ObjectNode answer = decide(envelope, exchange.request);
        if (fault != null) {
            GateReceipts.spoil(answer, fault);
        }
        return GateAnswer.of(200, answer.toString());
    }

    private ObjectNode decide(CheckedEnvelope envelope, GateRequest request) throws IOException {
        if (!envelope.faults().isEmpty()) {
            log.decided(Decision.QUARANTINE, request, envelope.faults());
            return GateReceipts.quarantine(envelope, envelope.faults());
        }
        // Atomic, so that the log lists admissions in bus order.
        synchronized (life) {
            GateMemory.Taken taken = life.memory().take(envelope);
            return switch (taken.how()) {
                case NEW -> {
                    log.decided(Decision.ADMIT, request, List.of());
                    yield GateReceipts.admit(envelope, taken);
                }
                case KNOWN -> {
                    log.decided(Decision.DUPLICATE, request, List.of());
                    yield GateReceipts.duplicate(envelope, taken);
                }
                case OTHER_PAYLOAD -> {
                    List<String> reasons = List.of("PAYLOAD_HASH_MISMATCH");
                    log.decided(Decision.QUARANTINE, request, reasons);
                    yield GateReceipts.quarantine(envelope, reasons);
                }
            };
        }
    }

    private static void send(GateAnswer answer, ClassicHttpResponse response) {
        response.setCode(answer.status());
        answer.headers().forEach(response::setHeader);
        // With an entity, even an empty one, the server refuses to send 204.
        if (!answer.body().isEmpty()) {
            response.setEntity(new ByteArrayEntity(answer.bytes(), ContentType.parse(answer.contentType())));
        }
    }

    private record Exchange(
            GateRequest request,
            @Nullable CheckedEnvelope envelope,
            ClassicHttpResponse response,
            SocketAddress remote) {}
}

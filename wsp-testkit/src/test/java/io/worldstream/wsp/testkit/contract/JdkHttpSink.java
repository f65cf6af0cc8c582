package io.worldstream.wsp.testkit.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** As small as a sink over HTTP can be: enough to prove the kit's own gate, not enough to be used. */
final class JdkHttpSink implements IngressSink {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final URI url;
    private final Duration timeout;
    private final Set<Out> outstanding = ConcurrentHashMap.newKeySet();

    JdkHttpSink(URI gate, Duration timeout) {
        this(gate, timeout, Redirect.NEVER);
    }

    JdkHttpSink(URI gate, Duration timeout, Redirect redirects) {
        this.timeout = timeout;
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(redirects)
                .build();
        url = URI.create(gate + EmbeddedGate.PUSH_PATH);
    }

    @Override
    public void push(EnvelopeView envelope, PushCallback callback) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .POST(HttpRequest.BodyPublishers.ofString(
                        StandardCharsets.UTF_8.decode(envelope.bytes()).toString()))
                .build();
        Out out = new Out(callback);
        outstanding.add(out);
        Future<?> unused =
                http.sendAsync(request, BodyHandlers.ofString()).whenComplete((answer, failure) -> end(out, answer));
    }

    /** @param answer null if there is none */
    private void end(Out out, @Nullable HttpResponse<String> answer) {
        outstanding.remove(out);
        out.end(answer == null ? new PushOutcome.Unknown("no answer") : outcome(answer));
    }

    private static PushOutcome outcome(HttpResponse<String> answer) {
        if (answer.statusCode() == 429) {
            return new PushOutcome.Throttled("429", null);
        } else if (answer.body().contains("PUBLISH_AMBIGUOUS_RETRY")) {
            return new PushOutcome.Ambiguous("status " + answer.statusCode());
        } else if (answer.statusCode() != 200) {
            return new PushOutcome.Unavailable("status " + answer.statusCode(), null);
        }
        try {
            JsonNode body = JSON.readTree(answer.body());
            String eventId = body.path("receipt").path("event_id").asText();
            return new Decided(
                    Decision.valueOf(body.path("decision").asText()),
                    new Receipt(eventId, null, List.of(), List.of(), null));
        } catch (JsonProcessingException e) {
            return new PushOutcome.Unknown("200 with a body that cannot be read");
        }
    }

    @Override
    public void close() {
        outstanding.forEach(out -> out.end(new PushOutcome.Unknown("the sink was closed")));
    }

    private static final class Out {
        private final PushCallback callback;
        private final AtomicBoolean ended = new AtomicBoolean();

        Out(PushCallback callback) {
            this.callback = callback;
        }

        void end(PushOutcome outcome) {
            if (ended.compareAndSet(false, true)) {
                callback.onOutcome(outcome);
            }
        }
    }
}

package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateRequest;
import io.worldstream.wsp.testkit.gate.GateScript;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A sink that speaks HTTP, with an {@link EmbeddedGate} behind it. Any thread may use it. */
public final class EmbeddedGateStand implements GateStand {
    private final CountDownLatch held = new CountDownLatch(1);
    private final EmbeddedGate gate;
    private final IngressSink sink;

    private EmbeddedGateStand(GateConduct conduct, Function<URI, IngressSink> sink) {
        CompletableFuture<URI> url = new CompletableFuture<>();
        gate = EmbeddedGate.builder().script(script(conduct, url)).start();
        url.complete(gate.url());
        if (conduct == GateConduct.ABSENT) {
            gate.kill();
        }
        this.sink = sink.apply(gate.url());
    }

    /**
     * Starts a gate with the given behaviour.
     *
     * @param conduct the gate's behaviour
     * @param sink creates the sink that pushes to the gate at the given base URL
     */
    public static EmbeddedGateStand start(GateConduct conduct, Function<URI, IngressSink> sink) {
        return new EmbeddedGateStand(conduct, sink);
    }

    @Override
    public IngressSink sink() {
        return sink;
    }

    @Override
    public List<String> arrived() {
        return gate.arrived().stream().map(GateRequest::body).toList();
    }

    @Override
    public void letGo() {
        held.countDown();
    }

    @Override
    public void close() {
        held.countDown();
        gate.close();
    }

    private GateScript script(GateConduct conduct, CompletableFuture<URI> url) {
        return switch (conduct) {
            case ADMITTING, ABSENT -> GateScript.USUAL;
            case CLOSING -> request -> GateBehaviour.closingSilentlyAfter(GateBehaviour.answer());
            case HOLDING ->
                request -> {
                    awaitLetGo();
                    return GateBehaviour.answer();
                };
            case SILENT -> GateScript.onRequest(1, GateBehaviour.holdBeforeTaking());
            case BREAKING -> GateScript.onRequest(1, GateBehaviour.takeThenReset());
            case UNAVAILABLE -> GateScript.onRequest(1, GateBehaviour.answerWith(503, "{\"error\":\"UNAVAILABLE\"}"));
            case DOUBTING -> GateScript.onRequest(1, GateBehaviour.retryRequired("PUBLISH_AMBIGUOUS_RETRY"));
            case THROTTLING ->
                GateScript.onRequest(
                        1,
                        GateBehaviour.answerWith(
                                429, "{\"error\":\"RATE_LIMITED\",\"detail\":null}", Map.of("Retry-After", "0")));
            // 307 preserves method and body: a client that follows it pushes a second time.
            case REDIRECTING ->
                request -> request.number() == 1
                        ? GateBehaviour.answerWith(307, "", Map.of("Location", url.join() + EmbeddedGate.PUSH_PATH))
                        : GateBehaviour.answer();
            case BABBLING -> GateScript.onRequest(1, GateBehaviour.answerWith(200, "<html>welcome</html>"));
        };
    }

    private void awaitLetGo() {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

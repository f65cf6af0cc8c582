package io.worldstream.wsp.adapter.kinesis;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a source and the server, and answers calls with the errors of AWS on request. */
final class FaultyLink implements AutoCloseable {
    static final int ALWAYS = Integer.MAX_VALUE;

    private static final Set<String> NOT_FORWARDED =
            Set.of("host", "connection", "content-length", "expect", "upgrade", "http2-settings");

    private final URI server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // the server does not answer an offer of HTTP/2
            .build();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "faulty-link");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer front;
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private volatile Fault fault = new Fault("", "", 0, new AtomicInteger());

    FaultyLink(URI server) throws IOException {
        this.server = server;
        front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.setExecutor(threads);
        front.createContext("/", this::answer);
        front.start();
    }

    /**
     * An error instead of answers.
     *
     * @param call the call, such as {@code GetRecords}; empty for all
     */
    private record Fault(String call, String error, int status, AtomicInteger left) {}

    URI uri() {
        return URI.create("http://127.0.0.1:" + front.getAddress().getPort());
    }

    /** Answers the next {@code count} calls of a kind with an error; with an empty kind, all calls. */
    void fail(String call, String error, int count) {
        fault = new Fault(call, error, error.equals("InternalFailure") ? 500 : 400, new AtomicInteger(count));
    }

    void restore() {
        fault = new Fault("", "", 0, new AtomicInteger());
    }

    /** Returns the number of calls of a kind so far. */
    int calls(String call) {
        return calls.computeIfAbsent(call, each -> new AtomicInteger()).get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            String call = target.substring(target.indexOf('.') + 1);
            calls.computeIfAbsent(call, each -> new AtomicInteger()).incrementAndGet();
            Fault now = fault;
            boolean meant = now.call().isEmpty() || now.call().equals(call);
            if (meant && now.left().getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                error(exchange, now);
            } else {
                forward(exchange, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void error(HttpExchange exchange, Fault fault) throws IOException {
        ByteArrayOutputStream cbor = new ByteArrayOutputStream();
        cbor.write(0xA2); // a map of two
        text(cbor, "__type");
        text(cbor, fault.error());
        text(cbor, "message");
        text(cbor, "as scripted");
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-cbor-1.1");
        exchange.sendResponseHeaders(fault.status(), cbor.size());
        exchange.getResponseBody().write(cbor.toByteArray());
    }

    private static void text(ByteArrayOutputStream cbor, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        cbor.write(0x78); // text with its length in one byte
        cbor.write(bytes.length);
        cbor.writeBytes(bytes);
    }

    private void forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            if (!NOT_FORWARDED.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                header.getValue().forEach(value -> request.header(header.getKey(), value));
            }
        }
        HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        answer.headers()
                .firstValue("content-type")
                .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    @Override
    public void close() {
        front.stop(0);
        threads.shutdownNow();
    }
}

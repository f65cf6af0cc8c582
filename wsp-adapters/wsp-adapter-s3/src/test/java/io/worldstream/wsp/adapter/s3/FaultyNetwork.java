package io.worldstream.wsp.adapter.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The network between a client and a real server, with faults that a test sets. Writes arrive one after the other: the
 * server of the tests checks a condition and writes in two steps, where S3 takes one. Of a server that also lets reads see
 * half a write, reads arrive one after the other too.
 */
final class FaultyNetwork implements SdkHttpClient {
    /** Headers that the client makes itself. */
    private static final Set<String> OWN_HEADERS = Set.of("host", "content-length", "connection", "expect");

    private final HttpClient wire = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMinutes(1))
            .build();
    private final Object writing = new Object();
    private final Deque<Fault> writeFaults = new ArrayDeque<>();
    private final List<HttpExecuteRequest> heldBack = new ArrayList<>();
    private final List<SdkHttpRequest> requests = new CopyOnWriteArrayList<>();
    private volatile boolean oneAtATime;
    private volatile boolean cut;
    private volatile boolean readsCut;
    private final AtomicInteger readsLeft = new AtomicInteger();

    /** The fate of a write. */
    enum Fault {
        NONE,
        /** It arrives, and its answer does not. */
        ANSWER_LOST,
        /** It does not arrive until the test says so, and gets no answer. */
        HELD_BACK,
        SLOW_DOWN,
        CONFLICT,
        DENIED,
        NO_BUCKET,
        NOT_IMPLEMENTED
    }

    /** Returns a client that makes each request once, so that each fault is seen. */
    S3Client client(BucketServer server) {
        return builder(server)
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    /** Returns a builder of a client over this network. */
    S3ClientBuilder builder(BucketServer server) {
        oneAtATime |= server.writesInSteps();
        return ProxyServer.clientBuilder(server.url()).httpClientBuilder(null).httpClient(this);
    }

    /** Lets no call see another one half done. */
    void sendOneAtATime() {
        oneAtATime = true;
    }

    /** Sets what happens to the next writes, in order. */
    void faultWrites(Fault... faults) {
        synchronized (writeFaults) {
            writeFaults.addAll(List.of(faults));
        }
    }

    /** Forgets the faults that no write has met. */
    void forgetFaults() {
        synchronized (writeFaults) {
            writeFaults.clear();
        }
    }

    void cut() {
        cut = true;
    }

    /** Cuts off reads alone. */
    void cutReads() {
        cutReadsAfter(0);
    }

    /** Cuts off reads after so many more. */
    void cutReadsAfter(int reads) {
        readsLeft.set(reads);
        readsCut = true;
    }

    void restore() {
        cut = false;
        readsCut = false;
    }

    /** Lets the writes that were held back arrive, and returns how the server answered them. */
    List<Integer> deliver() throws IOException {
        List<Integer> answers = new ArrayList<>();
        for (HttpExecuteRequest each : heldBack) {
            answers.add(send(each).httpResponse().statusCode());
        }
        heldBack.clear();
        return answers;
    }

    List<SdkHttpRequest> requests() {
        return List.copyOf(requests);
    }

    void forgetRequests() {
        requests.clear();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return pass(request);
            }

            @Override
            public void abort() {}
        };
    }

    private HttpExecuteResponse pass(HttpExecuteRequest request) throws IOException {
        requests.add(request.httpRequest());
        boolean write = request.httpRequest().method() == SdkHttpMethod.PUT;
        if (cut || (readsCut && !write && readsLeft.getAndDecrement() <= 0)) {
            throw new IOException("the network is cut off");
        }
        return switch (write ? nextFault() : Fault.NONE) {
            case NONE -> send(request);
            case ANSWER_LOST -> {
                send(request);
                throw new IOException("the answer is lost");
            }
            case HELD_BACK -> {
                heldBack.add(request);
                throw new IOException("the request is held back");
            }
            case SLOW_DOWN -> answer(503, "SlowDown");
            case CONFLICT -> answer(409, "ConditionalRequestConflict");
            case DENIED -> answer(403, "AccessDenied");
            case NO_BUCKET -> answer(404, "NoSuchBucket");
            case NOT_IMPLEMENTED -> answer(501, "NotImplemented");
        };
    }

    private Fault nextFault() {
        synchronized (writeFaults) {
            Fault next = writeFaults.poll();
            return next == null ? Fault.NONE : next;
        }
    }

    private HttpExecuteResponse send(HttpExecuteRequest request) throws IOException {
        if (!oneAtATime && request.httpRequest().method() != SdkHttpMethod.PUT) {
            return exchange(request);
        }
        synchronized (writing) {
            return exchange(request);
        }
    }

    private HttpExecuteResponse exchange(HttpExecuteRequest request) throws IOException {
        byte[] body = {};
        if (request.contentStreamProvider().isPresent()) {
            try (InputStream content = request.contentStreamProvider().get().newStream()) {
                body = content.readAllBytes();
            }
        }
        HttpRequest.Builder http = HttpRequest.newBuilder(request.httpRequest().getUri())
                .timeout(Duration.ofMinutes(1))
                .method(request.httpRequest().method().name(), BodyPublishers.ofByteArray(body));
        request.httpRequest().forEachHeader((name, values) -> {
            if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> http.header(name, value));
            }
        });
        try {
            HttpResponse<byte[]> answer = wire.send(http.build(), BodyHandlers.ofByteArray());
            SdkHttpResponse.Builder copy = SdkHttpResponse.builder().statusCode(answer.statusCode());
            answer.headers().map().forEach(copy::putHeader);
            return HttpExecuteResponse.builder()
                    .response(copy.build())
                    .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer.body())))
                    .build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static HttpExecuteResponse answer(int status, String code) {
        byte[] body =
                ("<Error><Code>" + code + "</Code><Message>a fault of the test</Message></Error>").getBytes(UTF_8);
        return HttpExecuteResponse.builder()
                .response(SdkHttpResponse.builder()
                        .statusCode(status)
                        .putHeader("Content-Length", Integer.toString(body.length))
                        .build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                .build();
    }

    @Override
    public void close() {}
}

package io.worldstream.wsp.adapter.http;

import static io.worldstream.wsp.adapter.http.TestPush.ADMIT;
import static io.worldstream.wsp.adapter.http.TestPush.CLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.adapter.http.RawGate.Request;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.ProtocolViolation;
import io.worldstream.wsp.api.PushOutcome.Rejected;
import io.worldstream.wsp.api.PushOutcome.Throttled;
import io.worldstream.wsp.api.PushOutcome.Unauthorised;
import io.worldstream.wsp.api.PushOutcome.Unavailable;
import io.worldstream.wsp.api.PushOutcome.Unknown;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sink against bare sockets: what goes over the wire, and each way in which a connection can fail. */
@Timeout(600)
class HttpIngressSinkTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static HttpIngressSink.Builder sink(RawGate gate) {
        return HttpIngressSink.builder().url(gate.url()).clock(CLOCK).timeout(Duration.ofMinutes(10));
    }

    // Requests on the wire.

    @Test
    void postsTheEnvelopeAndNothingElse() throws Exception {
        try (RawGate gate = RawGate.answering(RawGate.json(200, ADMIT));
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{\"é\":1}").outcome()).isInstanceOf(Decided.class);

            Request request = gate.requests.get(0);
            assertThat(request.line()).isEqualTo("POST /v1/ingest/push HTTP/1.1");
            assertThat(request.body()).isEqualTo("{\"é\":1}");
            assertThat(request.headers())
                    .containsOnlyKeys("host", "content-type", "content-length")
                    .containsEntry("content-type", "application/json")
                    .containsEntry("content-length", "8")
                    .containsEntry("host", "127.0.0.1:" + gate.port());
        }
    }

    @Test
    void sendsTheAuthHeaderThatIsConfigured() throws Exception {
        AtomicInteger turn = new AtomicInteger();
        try (RawGate gate = RawGate.answering(RawGate.json(200, ADMIT));
                HttpIngressSink standard = sink(gate).authToken("s3cret").build();
                HttpIngressSink rotating = sink(gate)
                        .authHeader("Authorization")
                        .authToken(() -> "Bearer " + turn.incrementAndGet())
                        .build()) {
            TestPush.of(standard, "{}").outcome();
            TestPush.of(rotating, "{}").outcome();
            TestPush.of(rotating, "{}").outcome();

            assertThat(gate.requests.get(0).headers()).containsEntry("x-ig-api-key", "s3cret");
            assertThat(gate.requests.get(1).headers()).containsEntry("authorization", "Bearer 1");
            assertThat(gate.requests.get(2).headers()).containsEntry("authorization", "Bearer 2");
            assertThat(standard.toString()).doesNotContain("s3cret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "//", "/v1", "/v1/", "//v1", "/v1/ingest/push", "/v1/ingest/push/"})
    void url_anySpelling_isOneAddress(String end) {
        assertThat(GateAddress.of("http://gate" + end).path()).isEqualTo("/v1/ingest/push");
        assertThat(GateAddress.of("http://gate/ig%20a" + end).path()).isEqualTo("/ig%20a/v1/ingest/push");
    }

    @Test
    void url_baseThatOnlyResemblesTheVersion_staysTheBase() {
        assertThat(GateAddress.of("http://gate/xv1").path()).isEqualTo("/xv1/v1/ingest/push");
        assertThat(GateAddress.of("http://gate/v1/v1").path()).isEqualTo("/v1/v1/ingest/push");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " padded", "padded ", "ends\n", "two\r\nlines", "naïve", "nul\0", "tab\tbed", "del\u007f"})
    void authToken_noHeaderValue_isRefusedAtOnceAndNotShown(String token) {
        assertThatThrownBy(() -> HttpIngressSink.builder().authToken(token))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID))
                .hasMessage(
                        "the auth token is not a valid header value: it must be printable ASCII, not empty, without line"
                                + " breaks, leading or trailing spaces")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s3cr3t t0ken",
                "s3cr3t:t0ken",
                "s3cr3t\nt0ken",
                "s3cr3t/t0ken==",
                "s3cr3té",
                "Host",
                "EXPECT"
            })
    void authHeader_noHeaderName_isRefusedAndNotShown(String name) {
        assertThatThrownBy(() -> HttpIngressSink.builder().authHeader(name))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID))
                .hasMessageStartingWith("ingress.auth_header is ")
                .hasMessageNotContaining("s3cr3t")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " padded", "two\r\nlines", "naïve"})
    void aTokenOfASupplierThatIsNoHeaderValueIsNeitherSentNorShown(String token) throws Exception {
        try (RawGate gate = RawGate.answering(RawGate.json(200, ADMIT));
                HttpIngressSink sink = sink(gate).authToken(() -> token).build()) {
            PushOutcome outcome = TestPush.of(sink, "{}").outcome();
            assertThat(outcome).isInstanceOf(Unauthorised.class);
            if (!token.isEmpty()) {
                assertThat(outcome.toString()).doesNotContain(token);
            }
            assertThat(gate.connections).hasValue(0);
        }
    }

    @Test
    void aTokenSourceThatThrowsIsAnOutcomeWithoutItsMessage() throws Exception {
        try (RawGate gate = RawGate.answering(RawGate.json(200, ADMIT));
                HttpIngressSink sink = sink(gate)
                        .authToken(() -> {
                            throw new IllegalStateException("s3cret");
                        })
                        .build()) {
            PushOutcome outcome = TestPush.of(sink, "{}").outcome();
            assertThat(outcome).isInstanceOf(Unauthorised.class);
            assertThat(outcome.toString()).doesNotContain("s3cret");
        }
    }

    @Test
    void theBaseUrlMayHaveAPathAndTrailingSlashes() throws Exception {
        try (RawGate gate = RawGate.answering(RawGate.json(200, ADMIT));
                HttpIngressSink sink = HttpIngressSink.builder()
                        .url(gate.url() + "/ig%20a//")
                        .clock(CLOCK)
                        .timeout(Duration.ofMinutes(10))
                        .build()) {
            TestPush.of(sink, "{}").outcome();
            assertThat(gate.requests.get(0).line()).isEqualTo("POST /ig%20a/v1/ingest/push HTTP/1.1");
        }
    }

    @Test
    void aBodyLargerThanEveryBufferArrivesWhole() throws Exception {
        byte[] body = new byte[5 << 20];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) ('a' + i % 26);
        }
        try (RawGate gate = RawGate.answering(RawGate.json(200, ADMIT));
                HttpIngressSink sink = sink(gate).build()) {
            ByteBuffer lent = ByteBuffer.wrap(body);
            assertThat(TestPush.of(sink, lent).outcome()).isInstanceOf(Decided.class);
            assertThat(TestPush.of(sink, lent).outcome()).isInstanceOf(Decided.class);
            assertThat(gate.requests)
                    .extracting(Request::body)
                    .containsExactly(
                            new String(body, StandardCharsets.US_ASCII), new String(body, StandardCharsets.US_ASCII));
            assertThat(gate.connections).hasValue(1);
        }
    }

    // Keeping connections.

    @Test
    void connectionsAreKept() throws Exception {
        try (RawGate gate = RawGate.answering(RawGate.json(200, ADMIT));
                HttpIngressSink sink = sink(gate).build()) {
            for (int i = 0; i < 50; i++) {
                assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
            }
            assertThat(gate.connections).hasValue(1);
            assertThat(gate.requests).hasSize(50);
        }
    }

    @Test
    void anyAnswerMayCloseTheConnection() throws Exception {
        String answer = RawGate.json(200, "Connection: close\r\n", ADMIT);
        try (RawGate gate = new RawGate(peer -> {
                    peer.read();
                    peer.write(answer);
                });
                HttpIngressSink sink = sink(gate).build()) {
            for (int i = 0; i < 20; i++) {
                assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
            }
            assertThat(gate.connections).hasValue(20);
        }
    }

    @Test
    void aConnectionThatIsToCloseIsNotUsedAgainThoughTheGateKeepsItOpen() throws Exception {
        String answer = RawGate.json(200, "Connection: close\r\n", ADMIT);
        try (RawGate gate = RawGate.answering(answer);
                HttpIngressSink sink = sink(gate).build()) {
            for (int i = 0; i < 5; i++) {
                assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
            }
            assertThat(gate.connections).hasValue(5);
        }
    }

    @Test
    void anAnswerWithoutLengthEndsWithItsConnection() throws Exception {
        try (RawGate gate = new RawGate(peer -> {
                    peer.read();
                    peer.write("HTTP/1.0 200 OK\r\n\r\n" + ADMIT);
                });
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
            assertThat(gate.connections).hasValue(2);
        }
    }

    @Test
    void aChunkedAnswerIsRead() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(ADMIT.length())
                + "\r\n" + ADMIT + "\r\n0\r\n\r\n";
        try (RawGate gate = RawGate.answering(answer);
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
            assertThat(gate.connections).hasValue(1);
        }
    }

    @Test
    void aPooledConnectionThatTheGateClosedIsNeverResentSilently() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawGate gate = new RawGate(peer -> {
                    peer.read();
                    peer.write(RawGate.json(200, ADMIT));
                    if (peer.number == 1) {
                        peer.socket.close();
                        closed.countDown();
                    } else {
                        peer.awaitEnd();
                    }
                });
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
            closed.await();
            // Either the end was seen in time and a new connection was opened, or the push is not known to have
            // arrived.
            PushOutcome second = TestPush.of(sink, "{}").outcome();
            assertThat(second).isInstanceOfAny(Decided.class, Unknown.class, Unavailable.class);
            assertThat(gate.requests).hasSize(second instanceof Decided ? 2 : 1);
        }
    }

    @Test
    void aKeptConnectionThatDiesUnderTheNextRequestIsUnknownAndSentOnce() throws Exception {
        try (RawGate gate = new RawGate(peer -> {
                    peer.read();
                    peer.write(RawGate.json(200, ADMIT));
                    peer.read();
                    peer.reset();
                });
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "1").outcome()).isInstanceOf(Decided.class);
            assertThat(TestPush.of(sink, "2").outcome()).isInstanceOf(Unknown.class);
            assertThat(TestPush.of(sink, "3").outcome()).isInstanceOf(Decided.class);
            assertThat(gate.requests).extracting(Request::body).containsExactly("1", "2", "3");
        }
    }

    @Test
    void bytesThatFollowAnAnswerAreNotTakenForTheNextOne() throws Exception {
        String foreign = ADMIT.replace('a', 'b');
        try (RawGate gate = new RawGate(peer -> {
                    while (peer.read() != null) {
                        peer.write(RawGate.json(200, ADMIT) + (peer.number == 1 ? RawGate.json(200, foreign) : ""));
                    }
                });
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "1").outcome()).isInstanceOf(Decided.class);
            PushOutcome second = TestPush.of(sink, "2").outcome();
            assertThat(second).isInstanceOfAny(Decided.class, Unknown.class, Unavailable.class);
            if (second instanceof Decided decided) {
                assertThat(decided.receipt().eventId()).isEqualTo(TestPush.EVENT);
            }
        }
    }

    // Failing connections.

    @Test
    void aRefusedConnectionIsUnavailable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (HttpIngressSink sink = HttpIngressSink.builder()
                .url("http://127.0.0.1:" + port)
                .clock(CLOCK)
                .timeout(Duration.ofMinutes(10))
                .build()) {
            TestPush push = TestPush.of(sink, "{}");
            assertThat(push.outcome()).isInstanceOf(Unavailable.class);
            assertThat(push.calledAgain()).isFalse();
            try (RawGate gate = new RawGate(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), peer -> {
                peer.read();
                peer.write(RawGate.json(200, ADMIT));
            })) {
                assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
                assertThat(gate.requests).hasSize(1);
            }
        }
    }

    @Test
    void aHostThatIsNotFoundIsUnavailable() throws Exception {
        try (HttpIngressSink sink = HttpIngressSink.builder()
                .url("http://no-such-gate.invalid")
                .clock(CLOCK)
                .build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Unavailable.class);
        }
    }

    @Test
    void aResetBeforeTheGateReadIsUnknown() throws Exception {
        try (RawGate gate = new RawGate(RawGate.Peer::reset);
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOfAny(Unknown.class, Unavailable.class);
        }
    }

    @Test
    void aResetAfterTheGateReadIsUnknown() throws Exception {
        try (RawGate gate = new RawGate(peer -> {
                    peer.read();
                    peer.reset();
                });
                HttpIngressSink sink = sink(gate).build()) {
            TestPush push = TestPush.of(sink, "{}");
            assertThat(push.outcome()).isInstanceOf(Unknown.class);
            assertThat(gate.requests).hasSize(1);
            assertThat(push.calledAgain()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"decision\":",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"decision\":",
                "HTTP/1.1 400 X\r\nContent-Length: 500\r\n\r\n{\"error\":",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}",
                "220 smtp.example ready\r\n"
            })
    void anAnswerThatBreaksOffIsUnknown(String part) throws Exception {
        try (RawGate gate = new RawGate(peer -> {
                    peer.read();
                    peer.write(part);
                });
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Unknown.class);
            assertThat(gate.requests).hasSize(1);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aGateThatHangsIsUnknownAfterTheTimeout() throws Exception {
        try (RawGate gate = new RawGate(RawGate.Peer::awaitEnd);
                HttpIngressSink sink = sink(gate).timeout(SHORT).build()) {
            TestPush push = TestPush.of(sink, "{}");
            assertThat(push.outcome()).isInstanceOf(Unknown.class);
            // The hanging connection is given up, so the next push gets one of its own.
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Unknown.class);
            assertThat(gate.connections).hasValue(2);
            assertThat(push.calledAgain()).isFalse();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anAnswerThatDripsEndsWithTheTimeoutAsAWhole() throws Exception {
        try (RawGate gate = new RawGate(peer -> {
                    peer.read();
                    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
                    while (true) {
                        peer.write(" ");
                        LockSupport.parkNanos(1_000_000);
                    }
                });
                HttpIngressSink sink = sink(gate).timeout(SHORT).build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Unknown.class);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void interimAnswersDoNotHoldTheDeadlineUp() throws Exception {
        try (RawGate gate = new RawGate(peer -> {
                    peer.read();
                    while (true) {
                        peer.write("HTTP/1.1 102 Processing\r\n\r\n");
                        LockSupport.parkNanos(1_000_000);
                    }
                });
                HttpIngressSink sink = sink(gate).timeout(SHORT).build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Unknown.class);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aGateThatDoesNotReadALargeBodyIsUnknownAfterTheTimeout() throws Exception {
        CountDownLatch tested = new CountDownLatch(1);
        try (RawGate gate = new RawGate(peer -> {
                    peer.socket.setReceiveBufferSize(4096);
                    RawGate.await(tested);
                });
                HttpIngressSink sink = sink(gate).timeout(SHORT).build()) {
            assertThat(TestPush.of(sink, ByteBuffer.allocate(32 << 20)).outcome())
                    .isInstanceOf(Unknown.class);
        } finally {
            tested.countDown();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aPushThatFindsNoFreeConnectionInTimeIsUnavailable() throws Exception {
        try (RawGate gate = new RawGate(RawGate.Peer::awaitEnd);
                HttpIngressSink sink =
                        sink(gate).timeout(SHORT).maxConnections(1).build()) {
            TestPush first = TestPush.of(sink, "1");
            TestPush second = TestPush.of(sink, "2");
            assertThat(first.outcome()).isInstanceOf(Unknown.class);
            assertThat(second.outcome()).isInstanceOfAny(Unavailable.class, Unknown.class);
        }
    }

    @Test
    void aConnectionIsOpenedForEachPushInFlight() throws Exception {
        int pushes = 1_100;
        CountDownLatch connected = new CountDownLatch(pushes);
        List<Socket> accepted = new ArrayList<>();
        try (ServerSocket gate = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                HttpIngressSink sink = HttpIngressSink.builder()
                        .url("http://127.0.0.1:" + gate.getLocalPort())
                        .timeout(Duration.ofMinutes(5))
                        .build()) {
            Thread accepting = new Thread(() -> {
                try {
                    while (accepted.size() < pushes) {
                        accepted.add(gate.accept());
                        connected.countDown();
                    }
                } catch (IOException e) {
                    // Closed.
                }
            });
            accepting.setDaemon(true);
            accepting.start();
            for (int i = 0; i < pushes; i++) {
                TestPush.of(sink, "{}");
            }
            assertThat(connected.await(2, TimeUnit.MINUTES))
                    .as("connections still missing: %d", connected.getCount())
                    .isTrue();
        } finally {
            for (Socket socket : accepted) {
                socket.close();
            }
        }
    }

    @Test
    void anAnswerOfMoreThanAMebibyteCannotBeRead() throws Exception {
        String padding = " ".repeat(PushExchange.MAX_BODY_BYTES);
        try (RawGate gate = RawGate.answering(RawGate.json(200, ADMIT + padding));
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Unknown.class);
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Unknown.class);
            assertThat(gate.connections).hasValue(2);
        }
    }

    @Test
    void anEndlessHeadIsGivenUp() throws Exception {
        try (RawGate gate = new RawGate(peer -> {
                    peer.read();
                    peer.write("HTTP/1.1 200 OK\r\n");
                    while (true) {
                        peer.write("X-Filler: " + "x".repeat(1000) + "\r\n");
                    }
                });
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Unknown.class);
        }
    }

    @Test
    void anAnswerBeforeTheRequestIsWholeCountsAndEndsTheConnection() throws Exception {
        CountDownLatch tested = new CountDownLatch(1);
        try (RawGate gate = new RawGate(peer -> {
                    peer.readHead();
                    peer.write(RawGate.json(413, "{\"error\":\"TOO_LARGE\"}"));
                    RawGate.await(tested); // without reading the body
                });
                HttpIngressSink sink = sink(gate).build()) {
            for (int i = 1; i <= 2; i++) {
                assertThat(TestPush.of(sink, ByteBuffer.allocate(32 << 20)).outcome())
                        .isEqualTo(new Rejected("413 TOO_LARGE"));
                assertThat(gate.connections).hasValue(i);
            }
        } finally {
            tested.countDown();
        }
    }

    // Statuses over the wire; the whole table is in GateAnswerTest.

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        AtomicReference<String> here = new AtomicReference<>();
        try (RawGate gate = new RawGate(peer -> {
                    while (peer.read() != null) {
                        peer.write(RawGate.json(307, "Location: " + here.get() + "/elsewhere\r\n", ""));
                    }
                });
                HttpIngressSink sink = sink(gate).build()) {
            here.set(gate.url());
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(ProtocolViolation.class);
            assertThat(gate.requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 503})
    void nothingIsRetriedHere(int status) throws Exception {
        try (RawGate gate = RawGate.answering(RawGate.json(status, "Retry-After: 0\r\n", "{}"));
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Unavailable.class);
            assertThat(gate.requests).hasSize(1);
        }
    }

    @Test
    void aChallengeIsNotAnswered() throws Exception {
        try (RawGate gate = RawGate.answering(RawGate.json(401, "WWW-Authenticate: Basic realm=\"x\"\r\n", "{}"));
                HttpIngressSink sink = sink(gate).authToken("t").build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isEqualTo(new Unauthorised("401"));
            assertThat(gate.requests).hasSize(1);
        }
    }

    @Test
    void aRefusalWithoutATokenSaysThatNoneWasSent() throws Exception {
        try (RawGate gate = RawGate.answering(RawGate.json(401, "", "{}"));
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{}").outcome())
                    .isEqualTo(new Unauthorised("401; no token was sent, since neither ingress.auth_token_env nor"
                            + " ingress.auth_token_file is set"));
        }
    }

    @Test
    void anAddressWithoutAGateIsNamedByItsKey() throws Exception {
        try (RawGate gate = RawGate.answering(RawGate.json(404, "", "{}"));
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{}").outcome())
                    .isEqualTo(new Rejected("404; check that ingress.url is the address of the gate"));
        }
    }

    @Test
    void retryAfterIsCountedFromTheGivenClock() throws Exception {
        String header = "Retry-After: Sun, 01 Mar 2026 12:00:07 GMT\r\n";
        try (RawGate gate =
                        RawGate.answering(RawGate.json(429, header, "{\"error\":\"RATE_LIMITED\",\"detail\":null}"));
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{}").outcome())
                    .isEqualTo(new Throttled("429 RATE_LIMITED", Duration.ofSeconds(7)));
        }
    }

    @Test
    void builder_withoutAClock_countsRetryAfterFromTheMachines() throws Exception {
        String header = "Retry-After: Fri, 01 Jan 2100 00:00:00 GMT\r\n";
        try (RawGate gate = RawGate.answering(RawGate.json(429, header, "{}"));
                HttpIngressSink sink = HttpIngressSink.builder().url(gate.url()).build()) {
            assertThat(TestPush.of(sink, "{}").outcome())
                    .isInstanceOfSatisfying(
                            Throttled.class,
                            throttled -> assertThat(throttled.retryAfter()).isEqualTo(Duration.ofHours(1)));
        }
    }

    @Test
    void build_withoutAUrl_saysSo() {
        assertThatIllegalStateException()
                .isThrownBy(() -> HttpIngressSink.builder().build())
                .withMessage("url is required");
    }

    @Test
    void cookiesAreNotKept() throws Exception {
        try (RawGate gate = RawGate.answering(RawGate.json(200, "Set-Cookie: a=b\r\n", ADMIT));
                HttpIngressSink sink = sink(gate).build()) {
            TestPush.of(sink, "{}").outcome();
            TestPush.of(sink, "{}").outcome();
            assertThat(gate.requests.get(1).headers()).doesNotContainKey("cookie");
        }
    }

    @Test
    void anInterimAnswerIsPassedOver() throws Exception {
        try (RawGate gate = RawGate.answering("HTTP/1.1 100 Continue\r\n\r\n" + RawGate.json(200, ADMIT));
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
        }
    }

    @Test
    void anAnswerWithoutABodyIsClassifiedByItsStatus() throws Exception {
        try (RawGate gate = RawGate.answering("HTTP/1.1 204 No Content\r\n\r\n");
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(ProtocolViolation.class);
        }
    }

    // Many in flight.

    /** Nothing is configured: no push is answered before all of them are at the gate. */
    @ParameterizedTest
    @ValueSource(ints = {8, 64})
    void connections_unlessSet_followWhatIsInFlight(int window) throws Exception {
        CyclicBarrier together = new CyclicBarrier(window);
        try (RawGate gate = new RawGate(peer -> {
                    while (peer.read() != null) {
                        try {
                            together.await();
                        } catch (Exception e) {
                            throw new IOException(e);
                        }
                        peer.write(RawGate.json(200, ADMIT));
                    }
                });
                HttpIngressSink sink = sink(gate).build()) {
            for (int round = 0; round < 20; round++) {
                List<TestPush> pushes = IntStream.range(0, window)
                        .mapToObj(i -> TestPush.of(sink, "{}"))
                        .toList();
                for (TestPush push : pushes) {
                    assertThat(push.outcome()).isInstanceOf(Decided.class);
                }
            }
            assertThat(gate.connections).hasValue(window);
            assertThat(gate.requests).hasSize(20 * window);
        }
    }

    @Test
    void aCallbackMayPushAgain() throws Exception {
        int rounds = 500;
        CountDownLatch done = new CountDownLatch(rounds);
        try (RawGate gate = RawGate.answering(RawGate.json(200, ADMIT));
                HttpIngressSink sink = sink(gate).build()) {
            Envelopes.pushInTurn(sink, rounds, done);
            assertThat(done.await(5, TimeUnit.MINUTES)).isTrue();
            assertThat(gate.connections).hasValue(1);
        }
    }

    /** An assertion that fails in a host's callback is no reason to end the I/O thread. */
    @Test
    void aCallbackThatThrowsHarmsNobodyElse() throws Exception {
        try (RawGate gate = RawGate.answering(RawGate.json(200, ADMIT));
                HttpIngressSink sink = sink(gate).build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
            for (int i = 0; i < 3; i++) {
                CountDownLatch called = new CountDownLatch(2);
                sink.push(Envelopes.of("{}"), outcome -> {
                    called.countDown();
                    throw new IllegalStateException("a host's bug");
                });
                sink.push(Envelopes.of("{}"), outcome -> {
                    called.countDown();
                    throw new AssertionError("a host's bug");
                });
                called.await();
                assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
            }
            assertThat(gate.connections).hasValueLessThanOrEqualTo(2);
        }
    }

    /** SNK-03: after the callback the bytes belong to the engine again, which overwrites them at once. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void lentBytesAreNotReadAfterTheCallback() throws Exception {
        byte[] pooled = new byte[8 << 20];
        Arrays.fill(pooled, (byte) 'a');
        CountDownLatch timedOut = new CountDownLatch(1);
        BlockingQueue<Boolean> overwrittenSeen = new LinkedBlockingQueue<>();
        try (RawGate gate = new RawGate(peer -> {
                    RawGate.await(timedOut); // only now read what had been sent
                    boolean seen = false;
                    try {
                        InputStream in = new BufferedInputStream(peer.socket.getInputStream());
                        for (int b = in.read(); b >= 0; b = in.read()) {
                            seen |= b == 'Z';
                        }
                    } finally {
                        overwrittenSeen.add(seen); // also after a reset
                    }
                });
                HttpIngressSink sink = sink(gate).timeout(SHORT).build()) {
            sink.push(Envelopes.of(ByteBuffer.wrap(pooled)), outcome -> {
                Arrays.fill(pooled, (byte) 'Z');
                timedOut.countDown();
            });
            assertThat(overwrittenSeen.poll(5, TimeUnit.MINUTES)).isFalse();
        }
    }

    @Test
    void theLentBufferKeepsItsPosition() throws Exception {
        try (RawGate gate = RawGate.answering(RawGate.json(503, "{}"));
                HttpIngressSink sink = sink(gate).build()) {
            ByteBuffer lent = ByteBuffer.wrap(new byte[] {'{', '}'}).asReadOnlyBuffer();
            CountDownLatch done = new CountDownLatch(1);
            sink.push(Envelopes.of(lent), outcome -> done.countDown());
            done.await();
            assertThat(lent.remaining()).isEqualTo(2);
        }
    }

    // Closing.

    @Test
    void closeAnswersWhatIsOutAsUnknown() throws Exception {
        CountDownLatch arrived = new CountDownLatch(3);
        try (RawGate gate = new RawGate(peer -> {
            peer.read();
            arrived.countDown();
            peer.awaitEnd();
        })) {
            HttpIngressSink sink = sink(gate).maxConnections(3).build();
            List<TestPush> pushes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                pushes.add(TestPush.of(sink, "{}"));
            }
            arrived.await();
            sink.close();
            sink.close();
            for (TestPush push : pushes) {
                assertThat(push.outcome()).isInstanceOf(Unknown.class);
                assertThat(push.calledAgain()).isFalse();
            }
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Unavailable.class);
        }
    }

    @Test
    void closeMayBeCalledFromACallback() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawGate gate = RawGate.answering(RawGate.json(200, ADMIT))) {
            HttpIngressSink sink = sink(gate).build();
            sink.push(Envelopes.of("{}"), outcome -> {
                sink.close();
                closed.countDown();
            });
            assertThat(closed.await(5, TimeUnit.MINUTES)).isTrue();
        }
    }

    // Configuration.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gate:8080",
                "ftp://gate",
                "http://",
                "http:///path",
                "http://gate?x=1",
                "http://gate#x",
                "http://ga te",
                "http://gate:99999999",
                "http://user:s3cret@gate",
                "http://gate?key=s3cret",
                "http://gate#s3cret",
                "http://gate/s3cret here",
                "s3cret",
                "http:///s3cret",
                "ftp://gate/s3cret"
            })
    void aUrlThatIsNoneIsAConfigurationFault(String url) {
        assertThatThrownBy(() -> HttpIngressSink.builder().url(url).clock(CLOCK).build())
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID))
                .hasMessageContaining("ingress.url")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://gate:80/s3 cret | ingress.url is not a valid URL: illegal character in path at character 18",
                "http://gate:s3cret/ | ingress.url is not a valid URL: ",
                "http://gate:99999/s3cret | ingress.url is not a valid URL: its host or port is not valid",
                "http:// | ingress.url is not a valid URL: expected authority at character 8"
            })
    void aUrlThatDoesNotParseIsRefusedWithTheReason(String url, String message) {
        assertThatThrownBy(() -> HttpIngressSink.builder().url(url).build())
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("cret");
    }

    @Test
    void hostNamesOfContainerNetworksAreTaken() {
        assertThat(GateAddress.of("http://my_gate:8080/").host().getHostName()).isEqualTo("my_gate");
        assertThat(GateAddress.of("HTTPS://gate").host().getSchemeName()).isEqualTo("https");
        assertThat(GateAddress.of("http://[::1]:80").host().getHostName()).isEqualTo("::1");
    }

    @Test
    void settingsOutOfRangeAreConfigurationFaults() {
        HttpIngressSink.Builder builder = HttpIngressSink.builder();
        assertThatThrownBy(() -> builder.timeout(Duration.ZERO)).isInstanceOf(WspException.class);
        assertThatThrownBy(() -> builder.timeout(Duration.ofDays(2))).isInstanceOf(WspException.class);
        assertThatThrownBy(() -> builder.maxConnections(0)).isInstanceOf(WspException.class);
        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    }
}

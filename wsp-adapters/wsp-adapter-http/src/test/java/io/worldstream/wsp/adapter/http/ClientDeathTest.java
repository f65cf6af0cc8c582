package io.worldstream.wsp.adapter.http;

import static io.worldstream.wsp.adapter.http.TestPush.ADMIT;
import static io.worldstream.wsp.adapter.http.TestPush.CLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Unavailable;
import io.worldstream.wsp.api.PushOutcome.Unknown;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An {@link Error} on the I/O thread. A push's own timeout is a day here: whoever waits for it fails by the bound of the
 * test.
 */
@Timeout(60)
class ClientDeathTest {
    private static final Duration A_DAY = Duration.ofDays(1);

    /** A clock that ends the thread that reads it: it is asked when an answer is whole. */
    private static Clock deadlyFor(AtomicInteger lives) {
        return new Clock() {
            @Override
            public long monotonicNanos() {
                return 0;
            }

            @Override
            public Instant wallTime() {
                if (lives.decrementAndGet() == 0) {
                    throw new NoClassDefFoundError("jdk/net/Sockets");
                }
                return TestPush.NOW;
            }
        };
    }

    @Test
    void pushes_whenTheIoThreadDies_allEndAtOnceAndNameTheCause() throws Exception {
        CountDownLatch allThere = new CountDownLatch(3);
        try (RawGate gate = new RawGate(peer -> {
                    peer.read();
                    allThere.countDown();
                    RawGate.await(allThere);
                    if (peer.number == 1) {
                        peer.write(RawGate.json(200, ADMIT));
                    }
                    peer.awaitEnd();
                });
                HttpIngressSink sink = HttpIngressSink.builder()
                        .url(gate.url())
                        .clock(deadlyFor(new AtomicInteger(1)))
                        .timeout(A_DAY)
                        .maxConnections(3)
                        .build()) {
            List<TestPush> pushes = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                pushes.add(TestPush.of(sink, "{}")); // two of them find no connection
            }
            List<String> details = new ArrayList<>();
            for (TestPush push : pushes) {
                PushOutcome outcome = push.outcome();
                assertThat(outcome).isInstanceOfAny(Unknown.class, Unavailable.class);
                details.add(outcome.toString());
                assertThat(push.calledAgain()).isFalse();
            }
            // Of those that were at the gate HttpCore says no more than that their connections went.
            assertThat(details)
                    .filteredOn(detail -> detail.contains("died of NoClassDefFoundError \"jdk/net/Sockets\""))
                    .hasSizeGreaterThanOrEqualTo(3);
            assertThat(details)
                    .filteredOn(detail -> detail.contains("the connection was lost"))
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void push_afterTheIoThreadDied_startsAnotherOne() throws Exception {
        AtomicInteger lives = new AtomicInteger();
        try (RawGate gate = RawGate.answering(RawGate.json(200, ADMIT));
                HttpIngressSink sink = HttpIngressSink.builder()
                        .url(gate.url())
                        .clock(deadlyFor(lives))
                        .timeout(A_DAY)
                        .build()) {
            for (int i = 0; i < 3; i++) {
                lives.set(2);
                assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
                assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Unknown.class);
                PushOutcome next = TestPush.of(sink, "{}").outcome();
                while (next instanceof Unavailable unavailable) {
                    // Pushed while the client was dying: HttpCore shuts its reactor down before the death is reported.
                    assertThat(unavailable.detail())
                            .containsAnyOf("NoClassDefFoundError", "IOReactorShutdownException");
                    next = TestPush.of(sink, "{}").outcome();
                }
                assertThat(next).isInstanceOf(Decided.class);
            }
        }
    }

    /** As it is when a class of the client cannot be loaded: each push fails, and each at once. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void pushes_whenNoConnectionCanBeMade_failAtOnceEachTime(boolean error) throws Exception {
        try (RawGate gate = new RawGate(RawGate.Peer::awaitEnd);
                HttpIngressSink sink = HttpIngressSink.builder()
                        .url("https://127.0.0.1:" + gate.port())
                        .clock(CLOCK)
                        .timeout(A_DAY)
                        .sslContext(new BrokenTls(error))
                        .build()) {
            for (int i = 0; i < 4; i++) {
                TestPush first = TestPush.of(sink, "1");
                TestPush second = TestPush.of(sink, "2");
                for (TestPush push : List.of(first, second)) {
                    PushOutcome outcome = push.outcome();
                    assertThat(outcome).isInstanceOf(Unavailable.class);
                    assertThat(outcome.toString()).contains("no TLS here");
                }
            }
        }
    }

    @Test
    void close_afterTheIoThreadDied_isQuiet() throws Exception {
        try (RawGate gate = RawGate.answering(RawGate.json(200, ADMIT))) {
            HttpIngressSink sink = HttpIngressSink.builder()
                    .url(gate.url())
                    .clock(deadlyFor(new AtomicInteger(1)))
                    .timeout(A_DAY)
                    .build();
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Unknown.class);
            sink.close();
            sink.close();
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Unavailable.class);
        }
    }

    /** Fails where the I/O thread starts TLS. */
    private static final class BrokenTls extends SSLContext {
        BrokenTls(boolean error) {
            super(new Spi(error), null, "broken");
        }

        private static final class Spi extends SSLContextSpi {
            private final boolean error;

            Spi(boolean error) {
                this.error = error;
            }

            @Override
            protected SSLEngine engineCreateSSLEngine() {
                if (error) {
                    throw new ExceptionInInitializerError("no TLS here");
                }
                throw new IllegalStateException("no TLS here");
            }

            @Override
            protected SSLEngine engineCreateSSLEngine(String host, int port) {
                return engineCreateSSLEngine();
            }

            @Override
            protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                    throws KeyManagementException {
                throw new KeyManagementException();
            }

            @Override
            protected SSLSocketFactory engineGetSocketFactory() {
                throw new UnsupportedOperationException();
            }

            @Override
            protected SSLServerSocketFactory engineGetServerSocketFactory() {
                throw new UnsupportedOperationException();
            }

            @Override
            protected SSLSessionContext engineGetServerSessionContext() {
                throw new UnsupportedOperationException();
            }

            @Override
            protected SSLSessionContext engineGetClientSessionContext() {
                throw new UnsupportedOperationException();
            }
        }
    }
}

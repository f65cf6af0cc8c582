package io.worldstream.wsp.adapter.http;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes envelopes to the Ingestion Gate: {@code POST {url}/v1/ingest/push}, one envelope per request (contracts 9).
 *
 * <p>HTTP/1.1 over kept-alive connections, {@code https} with the certificate held to the host name. A request is sent at
 * most once ({@code SNK-04}): nothing is resent, redirected or negotiated. A connection that the gate closed while it was
 * idle costs that push an {@link PushOutcome.Unknown}, or an {@link PushOutcome.Unavailable} if nothing was sent on it.
 * Each push is answered within the timeout, which covers everything: waiting for a connection, the name look-up, the
 * connection, the request and the last byte of the answer.
 *
 * <p>Any thread may push; no call waits. Callbacks come mostly from the I/O thread, which serves all pushes: they must
 * return at once. It has three threads, all daemons: I/O, opening of connections, deadlines. Should an {@link Error} or a
 * defect end the I/O, all pushes that are out end at once with an outcome that names it; it is logged, and the next push
 * starts the I/O anew.
 *
 * <p>Connections are opened as pushes need them and kept: as many as are in flight, so the engine's window ({@code
 * maxInFlight}) is all there is to set.
 */
public final class HttpIngressSink implements IngressSink {
    private static final Logger LOG = LoggerFactory.getLogger(HttpIngressSink.class);
    private static final ContentType JSON = ContentType.create("application/json");

    private final GateAddress address;
    private final @Nullable AuthHeader auth;
    private final Clock clock;
    private final long timeoutNanos;
    private final Supplier<GateConnections> connector;
    private final ScheduledThreadPoolExecutor deadlines;
    private final AtomicBoolean oddPauseReported = new AtomicBoolean();

    private final Object lock = new Object();

    // Guarded by lock. Each push that is out goes through the connections that are here.
    private final Set<PushExchange> outstanding = new HashSet<>();
    private @Nullable GateConnections connections;
    private boolean closed;

    private HttpIngressSink(Builder builder) {
        address = GateAddress.of(Builder.required(builder.url, "url"));
        clock = Builder.required(builder.clock, "clock");
        auth = builder.token == null ? null : new AuthHeader(builder.header, builder.token);
        timeoutNanos = builder.timeout.toNanos();
        // Not out of the builder, which may be used again before another client is made.
        int most = builder.maxConnections;
        Duration timeout = builder.timeout;
        SSLContext tls = Builder.orDefault(builder.tls);
        connector = () -> new GateConnections(address.host(), most, timeout, tls, this::onDeath);
        synchronized (lock) {
            connections = connector.get();
        }
        deadlines = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("wsp-http-deadlines"));
        // A push rarely runs into its deadline; without this, each would hold its envelope until then.
        deadlines.setRemoveOnCancelPolicy(true);
    }

    /** Starts a sink; {@code url} and {@code clock} are required. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void push(EnvelopeView envelope, PushCallback callback) {
        ByteBuffer body = envelope.bytes();
        BasicHttpRequest request = new BasicHttpRequest("POST", address.host(), address.path());
        String fault = auth == null ? null : auth.writeTo(request);
        if (fault != null) {
            tell(callback, new PushOutcome.Unauthorised(fault));
            return;
        }
        PushExchange exchange = new PushExchange(
                request, new BasicEntityDetails(body.remaining(), JSON), body, clock, (ended, outcome) -> {
                    synchronized (lock) {
                        outstanding.remove(ended);
                    }
                    reportOddPause(outcome);
                    tell(callback, outcome);
                });
        GateConnections through;
        try {
            through = admit(exchange);
        } catch (RuntimeException | Error e) {
            LOG.error("the HTTP client does not start", e);
            exchange.clientDied(e);
            return;
        }
        if (through == null) {
            tell(callback, new PushOutcome.Unavailable("the sink is closed", null));
            return;
        }
        try {
            exchange.expiresBy(deadlines.schedule(exchange::expire, timeoutNanos, TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException e) {
            exchange.abandon(); // closed since it was admitted
            return;
        }
        through.lease(exchange);
    }

    /** The connections to use, new ones if the last have died; null if the sink is closed. */
    private @Nullable GateConnections admit(PushExchange exchange) {
        synchronized (lock) {
            if (closed) {
                return null;
            }
            if (connections == null) {
                connections = connector.get();
            }
            outstanding.add(exchange);
            return connections;
        }
    }

    /** Ends what went through connections that are no more. */
    private void onDeath(GateConnections dead, Throwable cause) {
        List<PushExchange> victims;
        synchronized (lock) {
            if (connections != dead) {
                return;
            }
            connections = null;
            victims = List.copyOf(outstanding);
        }
        victims.forEach(exchange -> exchange.clientDied(cause));
    }

    /** Once: a gate that writes it so will do it again and again. */
    private void reportOddPause(PushOutcome outcome) {
        String detail = outcome instanceof PushOutcome.Throttled throttled
                ? throttled.detail()
                : outcome instanceof PushOutcome.Unavailable unavailable ? unavailable.detail() : "";
        if (detail.contains(RetryAfter.REMARK) && oddPauseReported.compareAndSet(false, true)) {
            LOG.warn("what the gate asks for is odd, which is said once: {}", detail);
        }
    }

    /** A callback that throws must not take the connections of the others with it, whatever it throws. */
    private static void tell(PushCallback callback, PushOutcome outcome) {
        try {
            callback.onOutcome(outcome);
        } catch (RuntimeException | Error e) {
            LOG.error("a push callback threw; the outcome was {}", outcome, e);
        }
    }

    /** Answers what is still out with {@link PushOutcome.Unknown}, then closes the connections. May be called again. */
    @Override
    public void close() {
        GateConnections last;
        List<PushExchange> left;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            last = connections;
            left = List.copyOf(outstanding);
        }
        left.forEach(PushExchange::abandon);
        deadlines.shutdownNow();
        if (last != null) {
            last.close();
        }
    }

    /** Names the gate; never the token. */
    @Override
    public String toString() {
        return "HttpIngressSink[" + address.host() + address.path() + "]";
    }

    /** Collects what a sink needs. One thread at a time. */
    public static final class Builder {
        private @Nullable String url;
        private @Nullable Clock clock;
        private String header = "X-IG-Api-Key";
        private @Nullable Supplier<String> token;
        private Duration timeout = Duration.ofSeconds(10);
        private int maxConnections = 1024;
        private @Nullable SSLContext tls;

        private Builder() {}

        /** The base URL of the gate, {@code http} or {@code https}; trailing {@code /} are dropped. Required. */
        public Builder url(String url) {
            this.url = Objects.requireNonNull(url, "url");
            return this;
        }

        /** Tells the time of day, for a {@code Retry-After} that is a date. Required. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * The name of the header that carries the token; {@code X-IG-Api-Key} unless set.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} if it is no header name, or one that a request has anyway;
         *     the message does not show it, since it may be the token itself
         */
        public Builder authHeader(String name) {
            boolean taken = Set.of(
                            "host", "content-type", "content-length", "transfer-encoding", "connection", "expect")
                    .contains(name.toLowerCase(Locale.ROOT));
            if (taken || !AuthHeader.NAME.matcher(name).matches()) {
                throw new WspException(
                        ReasonCode.CONFIG_INVALID,
                        taken
                                ? "ingress.auth_header is a header that each request has anyway"
                                : "ingress.auth_header is no name of a header (letters, digits and - as a rule); it is not"
                                        + " shown, since it may be the token itself");
            }
            header = name;
            return this;
        }

        /**
         * The token, for as long as the sink lives; without one, no header is sent.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} if it cannot be a header's value: the value is printable
         *     ASCII without spaces around it. The message does not show it
         */
        public Builder authToken(String token) {
            Objects.requireNonNull(token, "token");
            if (!AuthHeader.isValue(token)) {
                throw new WspException(ReasonCode.CONFIG_INVALID, "the auth token " + AuthHeader.NO_VALUE);
            }
            return authToken(() -> token);
        }

        /**
         * Where the token comes from at each push, so that it can be rotated. Called on the pushing thread; must not block.
         * If it throws, or gives what cannot be a header value, the push ends as {@link PushOutcome.Unauthorised}.
         */
        public Builder authToken(Supplier<String> token) {
            this.token = Objects.requireNonNull(token, "token");
            return this;
        }

        /**
         * The time for one push as a whole; 10 s unless set.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} if it is below 1 ms or above a day
         */
        public Builder timeout(Duration timeout) {
            if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofDays(1)) > 0) {
                throw new WspException(
                        ReasonCode.CONFIG_INVALID, "ingress.timeout_ms must be from 1 ms to a day: " + timeout);
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * The most connections to hold; 1,024 unless set. There are as many as pushes are in flight, so this is only for a
         * gate or a host that can bear no more: pushes beyond it wait for a connection, within their timeout.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} if it is below 1
         */
        public Builder maxConnections(int maxConnections) {
            if (maxConnections < 1) {
                throw new WspException(
                        ReasonCode.CONFIG_INVALID, "the most connections must be 1 or more: " + maxConnections);
            }
            this.maxConnections = maxConnections;
            return this;
        }

        /** Whom to trust over {@code https}; the JVM's default context unless set. */
        public Builder sslContext(SSLContext tls) {
            this.tls = Objects.requireNonNull(tls, "tls");
            return this;
        }

        /**
         * The sink, with its threads started and no connection open.
         *
         * @throws IllegalStateException if something required is missing
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} if the URL is none
         */
        public HttpIngressSink build() {
            return new HttpIngressSink(this);
        }

        private static <T> T required(@Nullable T value, String name) {
            if (value == null) {
                throw new IllegalStateException(name + " is required");
            }
            return value;
        }

        private static SSLContext orDefault(@Nullable SSLContext context) {
            try {
                return context != null ? context : SSLContext.getDefault();
            } catch (NoSuchAlgorithmException e) {
                throw new WspException(ReasonCode.CONFIG_INVALID, "the JVM has no default TLS context", e);
            }
        }
    }
}

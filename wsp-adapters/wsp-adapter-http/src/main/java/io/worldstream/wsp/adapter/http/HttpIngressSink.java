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
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes envelopes to the Ingestion Gate: {@code POST {url}/v1/ingest/push}, one envelope per request (contracts 9).
 *
 * <p>Uses HTTP/1.1 over keep-alive connections; {@code https} verifies the certificate against the host name, by TLS 1.2 or
 * 1.3, whatever the TLS context would allow. A request
 * is sent at most once ({@code SNK-04}): nothing is resent, redirected or negotiated. A push on a connection that the
 * gate closed while idle ends as {@link PushOutcome.Unknown}, or as {@link PushOutcome.Unavailable} if nothing was sent
 * on it. Each push is answered within the timeout, which covers everything: waiting for a connection, name lookup,
 * connect, the request and the last byte of the answer.
 *
 * <p>Thread-safe; no call blocks. Callbacks mostly run on the I/O thread, which serves all pushes, so they must return
 * promptly. A sink has three daemon threads: for I/O, for opening connections, and for deadlines. If an {@link Error}
 * or a defect ends the I/O thread, all pushes in flight end at once with an outcome that names it. The cause is logged,
 * and the next push starts a new I/O thread.
 *
 * <p>Connections are opened on demand and kept, one for each push in flight, so the engine's window ({@code
 * maxInFlight}) is the only setting that matters. A connection takes some 10 KiB of heap and a file descriptor.
 */
public final class HttpIngressSink implements IngressSink {
    private static final Logger LOG = LoggerFactory.getLogger(HttpIngressSink.class);
    private static final Header JSON = new BasicHeader("Content-Type", "application/json");

    private final GateAddress address;
    private final URIAuthority authority;
    private final Header host;
    private final @Nullable AuthHeader auth;
    private final ProvenanceHeaders provenance;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor deadlines;
    private final AtomicBoolean oddPauseReported = new AtomicBoolean();
    private final InFlightPushes inFlight;

    private HttpIngressSink(Builder builder) {
        address = GateAddress.of(builder.requiredUrl());
        authority = new URIAuthority(address.host());
        host = new BasicHeader("Host", authority);
        clock = builder.clock;
        provenance = new ProvenanceHeaders(builder.provenanceHeaders, builder.traces);
        auth = builder.token == null ? null : new AuthHeader(builder.header, builder.token);
        // Copied, since the builder may change before a new client is created.
        int most = builder.maxConnections;
        Duration timeout = builder.timeout;
        SSLContext tls = Builder.orDefault(builder.tls);
        deadlines = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("wsp-http-deadlines"));
        // Few pushes reach their deadline; without this, each timer would retain its envelope until then.
        deadlines.setRemoveOnCancelPolicy(true);
        inFlight = new InFlightPushes(
                onDeath -> new GateConnections(address.host(), most, timeout, tls, onDeath),
                task -> deadlines.schedule(task, timeout.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Returns a builder; {@code url} is required. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void push(EnvelopeView envelope, PushCallback callback) {
        ByteBuffer body = envelope.bytes();
        BasicHttpRequest request =
                new BasicHttpRequest("POST", address.host().getSchemeName(), authority, address.path());
        request.addHeader(host);
        request.addHeader(JSON);
        provenance.writeTo(request, envelope);
        String fault = auth == null ? null : auth.writeTo(request);
        if (fault != null) {
            tell(callback, new PushOutcome.Unauthorised(fault));
            return;
        }
        PushExchange exchange = new PushExchange(
                envelope.eventId().value(),
                request,
                new BasicEntityDetails(body.remaining(), null),
                body,
                clock,
                (ended, outcome) -> onEnd(ended, callback, outcome));
        inFlight.start(exchange);
    }

    private void onEnd(PushExchange ended, PushCallback callback, PushOutcome outcome) {
        inFlight.remove(ended);
        reportOddPause(outcome);
        tell(
                callback,
                auth == null && outcome instanceof PushOutcome.Unauthorised unauthorised
                        ? new PushOutcome.Unauthorised(
                                unauthorised.detail() + "; no token was sent, since neither ingress.auth_token_env nor"
                                        + " ingress.auth_token_file is set")
                        : outcome);
    }

    /** Logs only the first one, since a gate that does it once does it often. */
    private void reportOddPause(PushOutcome outcome) {
        String detail = outcome instanceof PushOutcome.Throttled throttled
                ? throttled.detail()
                : outcome instanceof PushOutcome.Unavailable unavailable ? unavailable.detail() : "";
        if (detail.contains(RetryAfter.REMARK) && oddPauseReported.compareAndSet(false, true)) {
            LOG.warn("the gate sent an unusual Retry-After (logged once): {}", detail);
        }
    }

    /** Runs a callback. Whatever it throws must not end the connections of other pushes. */
    private static void tell(PushCallback callback, PushOutcome outcome) {
        try {
            callback.onOutcome(outcome);
        } catch (RuntimeException | Error e) {
            LOG.error("a push callback threw; the outcome was {}", outcome, e);
        }
    }

    /** Ends the pushes in flight with {@link PushOutcome.Unknown}, then closes the connections. Idempotent. */
    @Override
    public void close() {
        inFlight.close();
        deadlines.shutdownNow();
    }

    /** Returns the address of the gate, never the token. */
    @Override
    public String toString() {
        return "HttpIngressSink[" + address.host() + address.path() + "]";
    }

    /** Builds a sink. Not thread-safe. */
    public static final class Builder {
        private @Nullable String url;
        private Clock clock = Clock.system();
        private String header = "X-IG-Api-Key";
        private @Nullable Supplier<String> token;
        private Duration timeout = Duration.ofSeconds(10);
        private int maxConnections = Integer.MAX_VALUE;
        private @Nullable SSLContext tls;
        private boolean provenanceHeaders;
        private @Nullable Function<EnvelopeView, Optional<TraceContext>> traces;

        private Builder() {}

        /**
         * Sets the URL of the gate, {@code http} or {@code https}: its base, the base with {@code /v1}, or the whole URL
         * of the push; trailing {@code /} are dropped. Required.
         */
        public Builder url(String url) {
            this.url = Objects.requireNonNull(url, "url");
            return this;
        }

        /** Sets the clock that converts a {@code Retry-After} date to a pause. Default: {@link Clock#system}. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Sets the name of the header that carries the token. Default: {@code X-IG-Api-Key}. A gate that takes service
         * tokens reads {@link ServiceToken#HEADER}.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} if it is not a valid header name, or is the name of a
         *     standard request header; the message does not show it, since it may be the token itself
         */
        public Builder authHeader(String name) {
            boolean taken = Set.of(
                            "host",
                            "content-type",
                            "content-length",
                            "transfer-encoding",
                            "connection",
                            "expect",
                            "traceparent",
                            "tracestate",
                            "x-wsp-plan",
                            "x-wsp-position")
                    .contains(name.toLowerCase(Locale.ROOT));
            if (taken || !AuthHeader.NAME.matcher(name).matches()) {
                throw new WspException(
                        ReasonCode.CONFIG_INVALID,
                        taken
                                ? "ingress.auth_header is a standard header that each request already has"
                                : "ingress.auth_header is not a valid header name (usually letters, digits and -); it"
                                        + " is not shown, since it may be the token itself");
            }
            header = name;
            return this;
        }

        /**
         * Sets a fixed token. Default: no token, and no header is sent.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} if it is not a valid header value: printable ASCII
         *     without leading or trailing spaces. The message does not show it
         */
        public Builder authToken(String token) {
            Objects.requireNonNull(token, "token");
            if (!AuthHeader.isValue(token)) {
                throw new WspException(ReasonCode.CONFIG_INVALID, "the auth token " + AuthHeader.NO_VALUE);
            }
            return authToken(() -> token);
        }

        /**
         * Sets the supplier of the token, called for each push so that the token can be rotated. Called on the pushing
         * thread; must not block. If it throws, or returns an invalid header value, the push ends as {@link
         * PushOutcome.Unauthorised}.
         */
        public Builder authToken(Supplier<String> token) {
            this.token = Objects.requireNonNull(token, "token");
            return this;
        }

        /**
         * Sets the timeout of one whole push. Default: 10 s.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} if it is below 1 ms or above a day
         */
        public Builder timeout(Duration timeout) {
            if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofDays(1)) > 0) {
                throw new WspException(
                        ReasonCode.CONFIG_INVALID, "ingress.timeout_ms: expected 1 ms to a day, found " + timeout);
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * Sets the maximum number of connections. Default: no limit. There is one connection for each push in flight,
         * so this setting is only for a gate or a host with a lower limit: further pushes wait for a connection, within
         * their timeout.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} if it is below 1
         */
        public Builder maxConnections(int maxConnections) {
            if (maxConnections < 1) {
                throw new WspException(
                        ReasonCode.CONFIG_INVALID, "maxConnections: expected 1 or more, found " + maxConnections);
            }
            this.maxConnections = maxConnections;
            return this;
        }

        /**
         * Sets the TLS context for {@code https}: the CAs that are trusted, and the client certificate, if the gate asks for
         * one. {@link PemTls} makes one from PEM. The sink demands TLS 1.2 or 1.3 and a certificate of the gate's host name,
         * also of a context that would allow less. Default: the JVM's default context.
         */
        public Builder sslContext(SSLContext tls) {
            this.tls = Objects.requireNonNull(tls, "tls");
            return this;
        }

        /**
         * Sets whether each request has the headers {@code X-WSP-Plan}, the digest of the plan, and {@code
         * X-WSP-Position}, the position of the event in its order, from 1, in 16 decimal digits. The engine's envelopes
         * have both, whatever {@code policy.provenance} is. Default: false.
         */
        public Builder provenanceHeaders(boolean value) {
            provenanceHeaders = value;
            return this;
        }

        /**
         * Sets the function that returns the {@code traceparent} and {@code tracestate} of a push, or nothing to leave
         * them out. Called for each attempt, on the pushing thread; must not block. If it throws or returns null, the push
         * has no trace headers, and the first such failure is logged. Default: no trace headers.
         */
        public Builder traceContext(Function<EnvelopeView, Optional<TraceContext>> function) {
            traces = Objects.requireNonNull(function, "function");
            return this;
        }

        /**
         * Builds the sink and starts its threads; opens no connection.
         *
         * @throws IllegalStateException if there is no {@code url}
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} if the URL is invalid
         */
        public HttpIngressSink build() {
            return new HttpIngressSink(this);
        }

        private String requiredUrl() {
            if (url == null) {
                throw new IllegalStateException("url is required");
            }
            return url;
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

package io.worldstream.wsp.adapter.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.bootstrap.AsyncRequesterBootstrap;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncRequester;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;
import org.apache.hc.core5.http.nio.ssl.BasicClientTlsStrategy;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http.protocol.RequestContent;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keep-alive connections to one gate: a pool, an I/O thread, and a thread that opens connections. Unusable after one of
 * these threads has died. Thread-safe; no call blocks.
 */
final class GateConnections implements InFlightPushes.Connections {
    private static final Logger LOG = LoggerFactory.getLogger(GateConnections.class);
    /** Initial size of the two buffers of a connection, which grow: enough for most envelopes, and for a receipt. */
    private static final int BUFFER_BYTES = 2 << 10;
    /** Up to this size, head and body are sent in one write. */
    private static final int ONE_WRITE_BYTES = 16 << 10;

    private static final int MAX_HEAD_LINE_BYTES = 16 << 10;
    private static final int MAX_HEADERS = 100;

    private final HttpHost gate;
    private final Timeout timeout;
    private final HttpAsyncRequester requester;
    private final ClientThreads threads = new ClientThreads(this::died);
    private final BiConsumer<InFlightPushes.Connections, Throwable> onDeath;
    private final AtomicBoolean over = new AtomicBoolean();

    /**
     * Creates the connections and starts their threads.
     *
     * @param onDeath called at most once, with the cause of death of the client, on the thread that died
     */
    GateConnections(
            HttpHost gate,
            int maxConnections,
            Duration timeout,
            SSLContext tls,
            BiConsumer<InFlightPushes.Connections, Throwable> onDeath) {
        this.gate = gate;
        this.timeout = Timeout.of(timeout);
        this.onDeath = onDeath;
        requester = threads.call(() -> start(maxConnections, tls));
    }

    private HttpAsyncRequester start(int maxConnections, SSLContext tls) {
        HttpAsyncRequester started = AsyncRequesterBootstrap.bootstrap()
                .setIOReactorConfig(IOReactorConfig.custom()
                        .setIoThreadCount(1)
                        .setTcpNoDelay(true)
                        .setSoKeepAlive(true)
                        .setSoTimeout(this.timeout)
                        .build())
                .setHttp1Config(Http1Config.custom()
                        .setBufferSize(BUFFER_BYTES)
                        .setChunkSizeHint(ONE_WRITE_BYTES)
                        .setMaxLineLength(MAX_HEAD_LINE_BYTES)
                        .setMaxHeaderCount(MAX_HEADERS)
                        .build())
                .setCharCodingConfig(CharCodingConfig.DEFAULT)
                // Only this: nothing that expects 100-continue, adds a user agent or changes a body.
                .setHttpProcessor(HttpProcessorBuilder.create()
                        .add(RequestContent.INSTANCE)
                        .build())
                .setMaxTotal(maxConnections)
                .setDefaultMaxPerRoute(maxConnections)
                .setTlsStrategy(new BasicClientTlsStrategy(tls, StrongTls::apply, null))
                .setTlsHandshakeTimeout(this.timeout)
                .setExceptionCallback(this::died)
                .create();
        started.start();
        return started;
    }

    /** Leases a connection, preferably an idle one. */
    @Override
    public void lease(PushExchange push) {
        if (requester.getStats(gate).getAvailable() > 0) {
            connect(push);
            return;
        }
        try {
            // Opening a connection may block on a name lookup, so it must not run on the pushing thread.
            threads.opener().execute(() -> connect(push));
        } catch (RejectedExecutionException e) {
            push.failed(e);
        }
    }

    private void connect(PushExchange push) {
        try {
            // Never cancelled: a connection in its TLS handshake would then not return to the pool.
            Future<AsyncClientEndpoint> unused = requester.connect(gate, timeout, null, push);
        } catch (RuntimeException e) {
            push.failed(e); // for example, the reactor was shut down
        } catch (Error e) {
            died(e);
        }
    }

    /**
     * Handles the death of the client. HttpCore reports little more than an exception that ended its I/O thread. It
     * also reports a failure if the reactor is closed while it selects channels.
     */
    private void died(Throwable cause) {
        if (!over.compareAndSet(false, true)) {
            LOG.debug("the HTTP client failed during shutdown", cause);
            return;
        }
        try {
            onDeath.accept(this, cause);
            LOG.error("the HTTP client died; the next push starts a new one", cause);
        } finally {
            shutDown();
        }
    }

    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            shutDown();
        }
    }

    private void shutDown() {
        threads.shutDown();
        requester.close(CloseMode.IMMEDIATE);
    }
}

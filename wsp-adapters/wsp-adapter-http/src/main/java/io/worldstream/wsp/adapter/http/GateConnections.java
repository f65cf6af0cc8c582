package io.worldstream.wsp.adapter.http;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.bootstrap.AsyncRequesterBootstrap;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncRequester;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;
import org.apache.hc.core5.http.nio.ssl.BasicClientTlsStrategy;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http.protocol.RequestContent;
import org.apache.hc.core5.http.protocol.RequestTargetHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keep-alive connections to one gate: a pool, an I/O thread, and a thread that opens connections. Any thread may call it;
 * no call waits.
 */
final class GateConnections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GateConnections.class);
    private static final int BUFFER_BYTES = 16 << 10;
    private static final int MAX_HEAD_LINE_BYTES = 16 << 10;
    private static final int MAX_HEADERS = 100;

    private final HttpHost gate;
    private final Timeout timeout;
    private final HttpAsyncRequester requester;
    private final ExecutorService opener = Executors.newSingleThreadExecutor(DaemonThreads.named("wsp-http-opener"));
    private volatile boolean closing;

    GateConnections(HttpHost gate, int maxConnections, Duration timeout, SSLContext tls) {
        this.gate = gate;
        this.timeout = Timeout.of(timeout);
        requester = AsyncRequesterBootstrap.bootstrap()
                .setIOReactorConfig(IOReactorConfig.custom()
                        .setIoThreadCount(1)
                        .setTcpNoDelay(true)
                        .setSoKeepAlive(true)
                        .setSoTimeout(this.timeout)
                        .build())
                .setHttp1Config(Http1Config.custom()
                        .setBufferSize(BUFFER_BYTES)
                        // Up to this size, head and body leave in one write.
                        .setChunkSizeHint(BUFFER_BYTES)
                        .setMaxLineLength(MAX_HEAD_LINE_BYTES)
                        .setMaxHeaderCount(MAX_HEADERS)
                        .build())
                .setCharCodingConfig(CharCodingConfig.DEFAULT)
                // No more than these: nothing that expects 100-continue, names a user agent or touches a body.
                .setHttpProcessor(HttpProcessorBuilder.create()
                        .add(RequestTargetHost.INSTANCE)
                        .add(RequestContent.INSTANCE)
                        .build())
                .setMaxTotal(maxConnections)
                .setDefaultMaxPerRoute(maxConnections)
                // Checks the host name against the certificate and refuses weak protocols.
                .setTlsStrategy(new BasicClientTlsStrategy(tls))
                .setTlsHandshakeTimeout(this.timeout)
                .setExceptionCallback(this::onFailure)
                .create();
        requester.start();
    }

    /**
     * Leases a connection, an idle one if there is one. The callback hears of it from any thread, also from within this
     * call.
     */
    void lease(FutureCallback<AsyncClientEndpoint> callback) {
        if (requester.getStats(gate).getAvailable() > 0) {
            connect(callback);
            return;
        }
        try {
            // To open one may take a name look-up, which blocks: not on the thread that pushes.
            opener.execute(() -> connect(callback));
        } catch (RejectedExecutionException e) {
            callback.failed(e);
        }
    }

    private void connect(FutureCallback<AsyncClientEndpoint> callback) {
        try {
            // Never cancelled: a connection in the middle of its TLS handshake would then not return to the pool.
            Future<AsyncClientEndpoint> unused = requester.connect(gate, timeout, null, callback);
        } catch (RuntimeException e) {
            callback.failed(e); // such as that of a reactor that was shut down
        }
    }

    /** A reactor that is closed while it looks at its channels calls that a failure; it is none of the gate's. */
    private void onFailure(Exception failure) {
        if (closing) {
            LOG.debug("the I/O ended while it was being closed", failure);
        } else {
            LOG.error("the I/O of the gate's connections failed", failure);
        }
    }

    /** Closes every connection at once. */
    @Override
    public void close() {
        closing = true;
        opener.shutdownNow();
        requester.close(CloseMode.IMMEDIATE);
    }
}

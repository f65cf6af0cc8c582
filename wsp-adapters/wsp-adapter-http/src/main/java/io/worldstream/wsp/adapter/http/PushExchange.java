package io.worldstream.wsp.adapter.http;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.PushOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/**
 * One push: leases a connection, writes the request, reads the answer, and ends exactly once.
 *
 * <p>The I/O thread, the deadline thread, the pushing thread and the closing thread race to end it; {@link #end}
 * decides the winner under this object's monitor. The same monitor is held while the request is written: no outcome is
 * reported while the borrowed bytes are being read, and they are not read afterwards ({@code SNK-03}).
 */
final class PushExchange implements AsyncClientExchangeHandler, FutureCallback<AsyncClientEndpoint> {
    /** Maximum size of an answer. A receipt has a few hundred bytes; a longer body is not a receipt. */
    static final int MAX_BODY_BYTES = 1 << 20;

    private static final byte[] NO_BODY = {};

    private final String eventId;
    private final HttpRequest request;
    private final EntityDetails requestDetails;
    private final ByteBuffer requestBody;
    private final Clock clock;
    private final BiConsumer<PushExchange, PushOutcome> onEnd;

    private byte[] body = NO_BODY;
    private int bodyBytes;
    private int status;
    private @Nullable String retryAfter;
    private boolean keepAlive;

    /** The thread that hands the exchange over to its connection, as long as it does. */
    private volatile @Nullable Thread handingOver;

    // Guarded by this.
    private @Nullable AsyncClientEndpoint connection;
    private @Nullable Future<?> deadline;
    private boolean begun;
    private boolean sent;
    private boolean over;

    /**
     * Creates an exchange.
     *
     * @param eventId the event that is pushed
     * @param requestBody read through a duplicate; not read after {@code onEnd} is called
     * @param onEnd called once
     */
    PushExchange(
            String eventId,
            HttpRequest request,
            EntityDetails requestDetails,
            ByteBuffer requestBody,
            Clock clock,
            BiConsumer<PushExchange, PushOutcome> onEnd) {
        this.eventId = eventId;
        this.request = request;
        this.requestDetails = requestDetails;
        this.requestBody = requestBody.duplicate();
        this.clock = clock;
        this.onEnd = onEnd;
    }

    /** Sets the timer that will call {@link #expire}; it is cancelled when the exchange ends. */
    void expiresBy(Future<?> timer) {
        synchronized (this) {
            if (!over) {
                deadline = timer;
                return;
            }
        }
        timer.cancel(false);
    }

    /** Ends the exchange because its timeout has expired. */
    void expire() {
        endWithout("no complete answer within the timeout");
    }

    /** Ends the exchange because the sink is closed. */
    void abandon() {
        end(new PushOutcome.Unknown("the sink was closed before the answer arrived"), false);
    }

    /** Ends the exchange, which has not begun, because the sink was closed before. */
    void refuse() {
        end(new PushOutcome.Unavailable("the sink is closed", null), false);
    }

    @Override
    public void completed(AsyncClientEndpoint leased) {
        boolean late;
        synchronized (this) {
            late = over;
            if (!late) {
                connection = leased;
            }
        }
        if (late) {
            leased.releaseAndReuse(); // nothing was sent on it
            return;
        }
        handingOver = Thread.currentThread();
        try {
            leased.execute(this, null, HttpCoreContext.create());
        } catch (IllegalStateException e) {
            failed(e); // ended and released concurrently
        } finally {
            handingOver = null;
        }
    }

    /**
     * Returns whether this call comes from the hand-over of an exchange that the I/O thread has already begun. HttpCore
     * fails an exchange if its connection is closed once it is handed over, although the I/O thread may just be reading
     * an answer with {@code Connection: close}. The I/O thread reports the outcome of what it has begun.
     */
    private synchronized boolean isLeftToTheIoThread() {
        return begun && Thread.currentThread() == handingOver;
    }

    @Override
    public void failed(Exception cause) {
        if (!isLeftToTheIoThread()) {
            endWithout(FailureText.of(cause));
        }
    }

    /** Ends the exchange because its HTTP client died. */
    void clientDied(Throwable cause) {
        endWithout("the HTTP client died of " + FailureText.of(cause));
    }

    @Override
    public void cancelled() {
        // Only a client that ends cancels, and then it also ends its pushes with the reason.
    }

    @Override
    public void cancel() {
        endWithout("the connection was cancelled");
    }

    @Override
    public void releaseResources() {
        if (!isLeftToTheIoThread()) {
            endWithout("the connection was lost"); // safety net: every exchange ends
        }
    }

    @Override
    public synchronized void produceRequest(RequestChannel channel, HttpContext context)
            throws HttpException, IOException {
        if (over) {
            throw new ConnectionClosedException("the push is over");
        }
        begun = true;
        channel.sendRequest(request, requestDetails, context);
    }

    @Override
    public synchronized int available() {
        return over ? 0 : requestBody.remaining();
    }

    @Override
    public synchronized void produce(DataStreamChannel channel) throws IOException {
        if (over || sent) {
            return;
        }
        channel.write(requestBody);
        if (!requestBody.hasRemaining()) {
            channel.endStream();
            sent = true;
        }
    }

    @Override
    public void consumeInformation(HttpResponse response, HttpContext context) {
        // An interim answer (1xx) does not determine the outcome.
    }

    @Override
    public void consumeResponse(HttpResponse response, @Nullable EntityDetails entity, HttpContext context) {
        status = response.getCode();
        Header wait = response.getFirstHeader("Retry-After");
        retryAfter = wait == null ? null : wait.getValue();
        keepAlive = DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
        if (entity == null) {
            answered();
        }
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    @Override
    public void consume(ByteBuffer source) {
        int length = source.remaining();
        if (bodyBytes + length > MAX_BODY_BYTES) {
            source.position(source.limit());
            end(GateAnswer.classify(eventId, status, retryAfter, null, clock.wallTime()), false);
            return;
        }
        try {
            if (bodyBytes + length > body.length) {
                // Most answers arrive in one piece.
                body = Arrays.copyOf(body, Math.max(bodyBytes + length, 2 * body.length));
            }
            source.get(body, bodyBytes, length);
            bodyBytes += length;
        } catch (Error e) {
            throw ended(e);
        }
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) {
        answered();
    }

    private void answered() {
        try {
            byte[] whole = bodyBytes == body.length ? body : Arrays.copyOf(body, bodyBytes);
            end(GateAnswer.classify(eventId, status, retryAfter, whole, clock.wallTime()), keepAlive);
        } catch (Error e) {
            throw ended(e);
        }
    }

    /**
     * Reports the cause of death of the I/O thread while it is known: HttpCore only reports to the push that its
     * connection was lost.
     */
    private Error ended(Error cause) {
        clientDied(cause);
        return cause;
    }

    private void end(PushOutcome outcome, boolean reusable) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        finish(outcome, reusable);
    }

    /** Ends without an answer. The outcome depends on whether any byte of the request may have been sent. */
    private void endWithout(String why) {
        PushOutcome outcome;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            outcome = begun
                    ? new PushOutcome.Unknown(why)
                    : new PushOutcome.Unavailable(why + ", before anything was sent", null);
        }
        finish(outcome, false);
    }

    private void finish(PushOutcome outcome, boolean reusable) {
        AsyncClientEndpoint held;
        Future<?> timer;
        boolean wholeRequestSent;
        synchronized (this) {
            held = connection;
            timer = deadline;
            wholeRequestSent = sent;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        // Before the callback, so that a push it makes finds the connection in the pool.
        if (held != null && reusable && wholeRequestSent) {
            held.releaseAndReuse();
        } else if (held != null) {
            held.releaseAndDiscard();
        }
        onEnd.accept(this, outcome);
    }
}

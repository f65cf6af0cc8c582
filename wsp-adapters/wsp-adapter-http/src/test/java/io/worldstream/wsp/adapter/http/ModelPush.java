package io.worldstream.wsp.adapter.http;

import static io.worldstream.wsp.adapter.http.Schedules.require;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.PushOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.AsyncPushConsumer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.HandlerFactory;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/** A push of a scenario, its timer, and the connection on which the I/O thread sends it. */
final class ModelPush {
    private final PushExchange exchange;
    private final FutureTask<@Nullable Void> timer;
    private final Endpoint endpoint = new Endpoint();
    private boolean leased;
    private int callbacks;

    ModelPush() {
        this(ended -> {});
    }

    /** @param onEnd called before the callback is counted */
    ModelPush(Consumer<PushExchange> onEnd) {
        exchange = new PushExchange(
                TestPush.EVENT,
                new BasicHttpRequest("POST", "/"),
                new BasicEntityDetails(2, ContentType.APPLICATION_JSON),
                ByteBuffer.allocate(2),
                new Standing(),
                (ended, outcome) -> {
                    onEnd.accept(ended);
                    onOutcome(outcome);
                });
        Callable<@Nullable Void> expiry = () -> {
            exchange.expire();
            return null;
        };
        timer = new FutureTask<>(expiry);
    }

    private synchronized void onOutcome(PushOutcome unused) {
        callbacks++;
    }

    PushExchange exchange() {
        return exchange;
    }

    /** Returns the timer, which ends the push when it is run. */
    FutureTask<@Nullable Void> timer() {
        return timer;
    }

    synchronized int callbacks() {
        return callbacks;
    }

    /** Sends the push on a connection and receives its answer, as the I/O thread does. */
    void sendAndAnswer() {
        leased = true;
        exchange.completed(endpoint);
        if (!endpoint.executing) {
            return;
        }
        try {
            exchange.produceRequest((request, entity, context) -> {}, HttpCoreContext.create());
            exchange.produce(new Channel());
            exchange.produce(new Channel());
            exchange.consumeResponse(new BasicHttpResponse(503), null, HttpCoreContext.create());
        } catch (HttpException | IOException e) {
            exchange.failed(e);
        }
    }

    /** Fails if the push has not ended once, keeps its timer, or has not returned its connection once. */
    void requireEnded() {
        require(callbacks() == 1, "called back " + callbacks() + " times");
        require(timer.isDone(), "its timer stays");
        require(endpoint.released == (leased ? 1 : 0), "released its connection " + endpoint.released + " times");
    }

    /** Reads one byte at a time, which the push has no right to do once it has called back. */
    private final class Channel implements DataStreamChannel {
        @Override
        public int write(ByteBuffer source) {
            require(callbacks() == 0, "the bytes are read after the callback");
            source.get();
            require(callbacks() == 0, "called back while the bytes are read");
            return 1;
        }

        @Override
        public void requestOutput() {}

        @Override
        public void endStream() {}

        @Override
        public void endStream(List<? extends Header> trailers) {}
    }

    /** A connection that, as those of HttpCore, refuses a request after its release. */
    private static final class Endpoint extends AsyncClientEndpoint {
        private boolean executing;
        private int released;

        @Override
        public synchronized void execute(
                AsyncClientExchangeHandler handler, HandlerFactory<AsyncPushConsumer> pushes, HttpContext context) {
            if (released > 0) {
                throw new IllegalStateException("released");
            }
            executing = true;
        }

        @Override
        public synchronized void releaseAndReuse() {
            released++;
        }

        @Override
        public synchronized void releaseAndDiscard() {
            released++;
        }

        @Override
        public boolean isConnected() {
            return true;
        }
    }

    private static final class Standing implements Clock {
        @Override
        public long monotonicNanos() {
            return 0;
        }

        @Override
        public Instant wallTime() {
            return Instant.EPOCH;
        }
    }
}

package io.worldstream.wsp.adapter.http;

import static io.worldstream.wsp.adapter.http.TestPush.CLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Rejected;
import io.worldstream.wsp.api.PushOutcome.Unavailable;
import io.worldstream.wsp.api.PushOutcome.Unknown;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** How a push ends when its threads meet in an unlucky order. */
class PushExchangeTest {
    private final List<PushOutcome> outcomes = new ArrayList<>();
    private final ByteBuffer lent = ByteBuffer.wrap(new byte[100]);
    private final PushExchange exchange = new PushExchange(
            TestPush.EVENT,
            new BasicHttpRequest("POST", "/"),
            new BasicEntityDetails(100, ContentType.APPLICATION_JSON),
            lent,
            CLOCK,
            (ended, outcome) -> outcomes.add(outcome));
    private final Channel channel = new Channel();
    private final Endpoint endpoint = new Endpoint();

    @Test
    void bytesAreNotReadOnceItIsOver() throws Exception {
        exchange.produceRequest((request, entity, context) -> {}, HttpCoreContext.create());
        channel.accepts = 10;
        exchange.produce(channel);
        exchange.expire();
        exchange.produce(channel);

        assertThat(channel.written).isEqualTo(10);
        assertThat(exchange.available()).isZero();
        assertThat(outcomes).hasOnlyElementsOfType(Unknown.class).hasSize(1);
    }

    @Test
    void aRequestThatHasNotBegunNeverBeginsAfterItsEnd() {
        exchange.completed(endpoint);
        exchange.expire();

        assertThatThrownBy(() -> exchange.produceRequest(
                        (request, entity, context) -> {
                            throw new AssertionError("sent");
                        },
                        HttpCoreContext.create()))
                .isInstanceOf(IOException.class);
        assertThat(outcomes).hasOnlyElementsOfType(Unavailable.class).hasSize(1);
        assertThat(endpoint.events).containsExactly("execute", "discard");
    }

    @Test
    void aConnectionThatComesTooLateGoesBackUnused() {
        exchange.expire();
        exchange.completed(endpoint);

        assertThat(endpoint.events).containsExactly("reuse");
        assertThat(outcomes).hasSize(1);
    }

    @Test
    void theFirstEndCounts() {
        exchange.failed(new IOException("refused"));
        exchange.expire();
        exchange.cancel();
        exchange.releaseResources();
        exchange.abandon();

        assertThat(outcomes)
                .containsExactly(new Unavailable("IOException \"refused\", before anything was sent", null));
    }

    @Test
    void itsTimerGoesWithIt() {
        CompletableFuture<Void> early = new CompletableFuture<>();
        CompletableFuture<Void> late = new CompletableFuture<>();
        exchange.expiresBy(early);
        exchange.cancel();
        exchange.expiresBy(late);

        assertThat(early).isCancelled();
        assertThat(late).isCancelled();
    }

    /** As if the I/O thread were fast: the gate's answer closes the connection before the hand-over returns. */
    @Test
    void completed_connectionClosesOnceTheRequestHasBegun_takesTheAnswer() throws Exception {
        endpoint.closesAfter =
                () -> exchange.produceRequest((request, entity, context) -> {}, HttpCoreContext.create());
        exchange.completed(endpoint);
        assertThat(outcomes).isEmpty();

        channel.accepts = 100;
        exchange.produce(channel);
        exchange.consumeResponse(new BasicHttpResponse(400), null, HttpCoreContext.create());
        exchange.releaseResources();
        assertThat(outcomes).containsExactly(new Rejected("400"));
    }

    @Test
    void completed_connectionClosesOnceTheRequestHasBegunWithoutAnAnswer_isUnknown() {
        endpoint.closesAfter =
                () -> exchange.produceRequest((request, entity, context) -> {}, HttpCoreContext.create());
        exchange.completed(endpoint);
        exchange.failed(new ConnectionClosedException());

        assertThat(outcomes).hasOnlyElementsOfType(Unknown.class).hasSize(1);
    }

    @Test
    void completed_connectionClosesBeforeTheRequestHasBegun_nothingWasSent() {
        endpoint.closesAfter = () -> {};
        exchange.completed(endpoint);

        assertThat(outcomes).hasOnlyElementsOfType(Unavailable.class).hasSize(1);
    }

    private static final class Channel implements DataStreamChannel {
        private int accepts;
        private int written;

        @Override
        public void requestOutput() {}

        @Override
        public int write(ByteBuffer source) {
            int n = Math.min(accepts, source.remaining());
            source.position(source.position() + n);
            written += n;
            return n;
        }

        @Override
        public void endStream() {}

        @Override
        public void endStream(List<? extends Header> trailers) {}
    }

    private static final class Endpoint extends AsyncClientEndpoint {
        private final List<String> events = new ArrayList<>();
        /** Runs between the hand-over and HttpCore's check that the connection is still open; null if it is. */
        private @Nullable Executable closesAfter;

        @Override
        public void execute(
                AsyncClientExchangeHandler handler, HandlerFactory<AsyncPushConsumer> pushes, HttpContext context) {
            events.add("execute");
            if (closesAfter != null) {
                try {
                    closesAfter.execute();
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
                handler.failed(new ConnectionClosedException());
                handler.releaseResources();
            }
        }

        @Override
        public void releaseAndReuse() {
            events.add("reuse");
        }

        @Override
        public void releaseAndDiscard() {
            events.add("discard");
        }

        @Override
        public boolean isConnected() {
            return true;
        }
    }
}

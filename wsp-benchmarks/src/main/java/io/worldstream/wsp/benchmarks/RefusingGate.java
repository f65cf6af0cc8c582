package io.worldstream.wsp.benchmarks;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.worldstream.wsp.api.OutputId;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A gate that refuses a random share of the requests, at any load, and admits the others. */
@SuppressWarnings("FutureReturnValueIgnored") // The gate of a benchmark ignores I/O failures.
final class RefusingGate extends NettyGate {
    private static final String ID = "\"event_id\":\"";

    private final Shares shares;
    private final long serviceNanos;
    private final OutputId eventType;
    private final SplittableRandom random;
    private final AtomicLong admitted = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private long freeNanos = System.nanoTime();

    /**
     * Creates a gate.
     *
     * @param shares the shares of the requests, by answer
     * @param serviceNanos the service time of a request; requests queue for it
     * @param eventType the event type of all events
     */
    RefusingGate(Shares shares, long serviceNanos, OutputId eventType, long seed) throws InterruptedException {
        this.shares = shares;
        this.serviceNanos = serviceNanos;
        this.eventType = eventType;
        this.random = new SplittableRandom(seed);
    }

    /** Returns the number of events admitted so far. */
    long admitted() {
        return admitted.get();
    }

    /** Returns the number of requests received so far. */
    long requests() {
        return requests.get();
    }

    @Override
    void answer(ChannelHandlerContext context, FullHttpRequest request) {
        requests.incrementAndGet();
        String body = request.content().toString(StandardCharsets.UTF_8);
        int id = body.indexOf(ID) + ID.length();
        String eventId = body.substring(id, body.indexOf('"', id));
        if (serviceNanos == 0) {
            decide(context, eventId);
            return;
        }
        long now = System.nanoTime();
        freeNanos = Math.max(freeNanos, now) + serviceNanos;
        context.executor().schedule(() -> decide(context, eventId), freeNanos - now, TimeUnit.NANOSECONDS);
    }

    private void decide(ChannelHandlerContext context, String eventId) {
        double draw = random.nextDouble();
        if ((draw -= shares.throttled) < 0) {
            FullHttpResponse response = text(HttpResponseStatus.TOO_MANY_REQUESTS, "{}");
            if (shares.saysRetryAtOnce) {
                response.headers().set(HttpHeaderNames.RETRY_AFTER, "0");
            }
            context.writeAndFlush(response);
        } else if ((draw -= shares.unavailable) < 0) {
            context.writeAndFlush(text(HttpResponseStatus.SERVICE_UNAVAILABLE, "{}"));
        } else if ((draw -= shares.dropped) < 0) {
            context.close();
        } else if (draw - shares.quarantined < 0) {
            context.writeAndFlush(text(HttpResponseStatus.OK, GateReceipt.quarantining(eventId, eventType)));
        } else {
            admitted.incrementAndGet();
            context.writeAndFlush(text(HttpResponseStatus.OK, GateReceipt.admitting(eventId, eventType)));
        }
    }

    private static FullHttpResponse text(HttpResponseStatus status, String body) {
        return json(status, Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII));
    }

    /**
     * Shares of the requests; the rest are admitted.
     *
     * @param throttled share answered 429
     * @param saysRetryAtOnce whether a 429 has {@code Retry-After: 0}
     * @param unavailable share answered 503
     * @param dropped share whose connection is closed without an answer
     * @param quarantined share that the gate quarantines
     */
    record Shares(double throttled, boolean saysRetryAtOnce, double unavailable, double dropped, double quarantined) {
        static Shares throttling(double share) {
            return new Shares(share, false, 0, 0, 0);
        }

        @Override
        public String toString() {
            return unavailable == 0 ? Math.round(100 * throttled) + " % 429" : "mixed";
        }
    }
}

package io.worldstream.wsp.benchmarks;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.worldstream.wsp.api.OutputId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A gate in its own process that admits each envelope after a random time, evenly distributed between two bounds, whatever
 * the load. Prints its port, then each second the number of envelopes admitted so far, until its standard input ends.
 *
 * <p>Arguments: the bounds in milliseconds.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The gate of a benchmark ignores I/O failures.
final class SlowGate extends NettyGate {
    private static final int HEAD_BYTES = 256;

    private final long leastNanos;
    private final long mostNanos;
    private final SplittableRandom random = new SplittableRandom(1);
    private final AtomicLong admitted = new AtomicLong();

    private SlowGate(long leastMillis, long mostMillis) throws InterruptedException {
        leastNanos = TimeUnit.MILLISECONDS.toNanos(leastMillis);
        mostNanos = TimeUnit.MILLISECONDS.toNanos(mostMillis);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        try (SlowGate gate = new SlowGate(Long.parseLong(args[0]), Long.parseLong(args[1]))) {
            System.out.println(gate.port());
            long next = System.nanoTime();
            while (System.in.available() == 0) {
                next += TimeUnit.SECONDS.toNanos(1);
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
                System.out.println(gate.admitted);
            }
        }
    }

    @Override
    void answer(ChannelHandlerContext context, FullHttpRequest request) {
        // {"event_id":"ID","event_type":"TYPE",...
        String[] words = request.content()
                .toString(0, Math.min(HEAD_BYTES, request.content().readableBytes()), StandardCharsets.ISO_8859_1)
                .split("\"", 9);
        String receipt = GateReceipt.admitting(words[3], new OutputId(words[7]));
        context.executor()
                .schedule(
                        () -> admit(context, receipt),
                        random.nextLong(leastNanos, mostNanos + 1),
                        TimeUnit.NANOSECONDS);
    }

    private void admit(ChannelHandlerContext context, String receipt) {
        admitted.incrementAndGet();
        context.writeAndFlush(
                json(HttpResponseStatus.OK, Unpooled.wrappedBuffer(receipt.getBytes(StandardCharsets.US_ASCII))),
                context.voidPromise());
    }
}

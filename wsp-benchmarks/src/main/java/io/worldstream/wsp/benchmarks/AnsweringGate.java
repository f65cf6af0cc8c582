package io.worldstream.wsp.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import java.nio.charset.StandardCharsets;

/** A gate that admits every request at once without parsing it. */
@SuppressWarnings("FutureReturnValueIgnored") // The gate of a benchmark ignores I/O failures.
final class AnsweringGate extends NettyGate {
    private final ByteBuf answer;

    /**
     * Creates a gate.
     *
     * @param eventId the event id in every receipt
     */
    AnsweringGate(EventId eventId, OutputId eventType) throws InterruptedException {
        byte[] receipt = GateReceipt.admitting(eventId.value(), eventType).getBytes(StandardCharsets.US_ASCII);
        answer = Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(receipt));
    }

    @Override
    void answer(ChannelHandlerContext context, FullHttpRequest request) {
        context.writeAndFlush(json(HttpResponseStatus.OK, answer.duplicate()), context.voidPromise());
    }
}

package io.worldstream.wsp.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.worldstream.wsp.api.EventId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A gate on Netty that admits whatever it gets, at once and without a look at it. */
final class AnsweringGate implements AutoCloseable {
    private final EventLoopGroup loop = new NioEventLoopGroup(1);
    private final Channel server;
    private final ByteBuf answer;

    /** @param eventId the event that every receipt names */
    AnsweringGate(EventId eventId) throws InterruptedException {
        String receipt = "{\"decision\":\"ADMIT\",\"receipt\":{\"receipt_id\":\"" + "c".repeat(32)
                + "\",\"decision\":\"ADMIT\",\"event_id\":\"" + eventId
                + "\",\"event_type\":\"arrival_events_5B\",\"ts_utc\":\"2026-01-01T00:00:00.000000Z\","
                + "\"manifest_fingerprint\":\"" + "a".repeat(64) + "\",\"policy_rev\":{\"policy_id\":\"p\","
                + "\"revision\":\"1\",\"content_digest\":\"" + "b".repeat(64)
                + "\"},\"eb_ref\":{\"topic\":\"t\",\"partition\":0,\"offset\":1}},\"receipt_ref\":null}";
        answer = Unpooled.unreleasableBuffer(
                Unpooled.directBuffer().writeBytes(receipt.getBytes(StandardCharsets.US_ASCII)));
        server = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 20), new Handler());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        loop.shutdownGracefully().syncUninterruptibly();
    }

    private final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            FullHttpResponse response =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, answer.duplicate());
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, answer.readableBytes());
            context.writeAndFlush(response, context.voidPromise());
        }
    }
}

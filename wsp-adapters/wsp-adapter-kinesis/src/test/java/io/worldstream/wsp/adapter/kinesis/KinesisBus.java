package io.worldstream.wsp.adapter.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.testkit.fake.InMemoryPositionStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The stream of one test, its positions, and the sources over it. */
final class KinesisBus implements AutoCloseable {
    private static final long MOST_SECONDS = 120;

    final KinesisServer server;
    final FaultyLink link;
    final String stream;
    final InMemoryPositionStore positions = new InMemoryPositionStore();
    private final List<KinesisReadySource> opened = new ArrayList<>();

    /** Creates a bus on a stream that need not exist. */
    KinesisBus(KinesisServer server, String stream) throws IOException {
        this.server = server;
        this.stream = stream;
        link = new FaultyLink(server.uri());
    }

    /** Creates a bus on a new stream. */
    static KinesisBus of(int shards) throws IOException {
        KinesisServer server = KinesisServer.get();
        return new KinesisBus(server, server.newStream(shards));
    }

    KinesisReadySource.Builder builder() {
        return KinesisReadySource.builder().stream(stream)
                .region(KinesisServer.REGION)
                .endpoint(link.uri())
                .positions(positions)
                .idle(Duration.ofMillis(50));
    }

    KinesisReadySource open() {
        return open(builder());
    }

    KinesisReadySource open(KinesisReadySource.Builder builder) {
        return open(builder.build());
    }

    KinesisReadySource open(KinesisReadySource source) {
        opened.add(source);
        return source;
    }

    /** Ends all sources so far, as a new start of the host does. */
    KinesisReadySource restart() {
        opened.forEach(KinesisReadySource::close);
        return open();
    }

    void publish(String... messages) {
        Stream.of(messages).forEach(message -> server.publish(stream, message));
    }

    /** Receives so many messages, and checks that no other one is there. */
    List<ReadyDelivery> receive(KinesisReadySource source, int count) {
        List<ReadyDelivery> received = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        while (received.size() < count) {
            Optional<ReadyDelivery> next = source.poll();
            next.ifPresentOrElse(received::add, () -> LockSupport.parkNanos(5_000_000));
            assertThat(System.nanoTime() - end)
                    .as("waited %s s for %s messages, got %s", MOST_SECONDS, count, texts(received))
                    .isNegative();
        }
        assertThat(source.poll().map(KinesisBus::text)).as("one more message").isEmpty();
        return received;
    }

    /** Receives messages in this order, and no other one. */
    List<ReadyDelivery> receive(KinesisReadySource source, String... messages) {
        List<ReadyDelivery> received = receive(source, messages.length);
        assertThat(texts(received)).containsExactly(messages);
        return received;
    }

    static void settle(List<ReadyDelivery> deliveries, Settlement settlement) {
        deliveries.forEach(delivery -> delivery.settle(settlement));
    }

    static List<String> texts(List<ReadyDelivery> deliveries) {
        return deliveries.stream().map(KinesisBus::text).toList();
    }

    static String text(ReadyDelivery delivery) {
        return new String(delivery.message(), UTF_8);
    }

    PositionName settled() {
        return new PositionName("kinesis/" + KinesisServer.REGION + "/000000000000/" + stream + "/settled");
    }

    StreamPositions stored() throws IOException {
        return PositionRecord.decode(positions.load(settled()).orElseThrow().record());
    }

    @Override
    public void close() {
        opened.forEach(KinesisReadySource::close);
        link.close();
    }
}

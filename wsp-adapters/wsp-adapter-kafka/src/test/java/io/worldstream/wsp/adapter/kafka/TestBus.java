package io.worldstream.wsp.adapter.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.worldstream.wsp.api.ReadyDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One topic of a cluster, and sources that read it in one group of the same name; closes them. */
final class TestBus implements AutoCloseable {
    static final Timing TIMING =
            new Timing(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofMinutes(1));

    private final TestCluster cluster;
    private final String topic;
    private final List<KafkaReadySource> started = new ArrayList<>();

    TestBus(TestCluster cluster, String topic) {
        this.cluster = cluster;
        this.topic = topic;
    }

    TestBus withTopic(int partitions) throws Exception {
        cluster.createTopic(topic, partitions);
        return this;
    }

    KafkaReadySource.Builder builder() {
        return plain().property("heartbeat.interval.ms", "200");
    }

    /** Returns a builder for a protocol of groups: {@code classic}, or {@code consumer}, whose pace the broker sets. */
    KafkaReadySource.Builder builder(String protocol) {
        return protocol.equals("classic") ? builder() : plain().property("group.protocol", protocol);
    }

    private KafkaReadySource.Builder plain() {
        return KafkaReadySource.builder()
                .bootstrapServers(cluster.servers())
                .topic(topic)
                .groupId(topic)
                .timing(TIMING);
    }

    KafkaReadySource open() {
        return open(builder());
    }

    KafkaReadySource open(KafkaReadySource.Builder builder) {
        KafkaReadySource source = builder.build();
        started.add(source);
        return source;
    }

    TopicPartition partition(int number) {
        return new TopicPartition(topic, number);
    }

    void publish(int partition, String... messages) throws Exception {
        List<byte[]> values =
                Stream.of(messages).map(message -> message.getBytes(UTF_8)).toList();
        cluster.publishAll(partition(partition), values);
    }

    void publish(int partition, byte @Nullable [] message) throws Exception {
        cluster.publish(partition(partition), message);
    }

    @Nullable OffsetAndMetadata committed(int partition) throws Exception {
        return cluster.committed(topic, partition(partition));
    }

    /** Waits for the next message. */
    static ReadyDelivery next(KafkaReadySource source) {
        List<ReadyDelivery> came = new ArrayList<>();
        Await.until("a message is delivered", () -> {
            source.poll().ifPresent(came::add);
            return !came.isEmpty();
        });
        return came.get(0);
    }

    static List<ReadyDelivery> next(KafkaReadySource source, int count) {
        List<ReadyDelivery> came = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            came.add(next(source));
        }
        return came;
    }

    /** Returns what a source that was just opened delivers until it has caught up. */
    static List<String> texts(KafkaReadySource source) {
        List<String> texts = new ArrayList<>();
        for (Optional<ReadyDelivery> next = source.poll(); next.isPresent(); next = source.poll()) {
            texts.add(text(next.get()));
        }
        return texts;
    }

    static String text(ReadyDelivery delivery) {
        return new String(delivery.message(), UTF_8);
    }

    @Override
    public void close() {
        started.forEach(KafkaReadySource::close);
    }
}

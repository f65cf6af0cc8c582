package io.worldstream.wsp.adapter.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
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
    /** For a broker that is well: no load of the machine makes it look away. */
    static final Timing PATIENT =
            new Timing(Duration.ofMillis(50), Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(1));

    /** For outages, which are noticed when an answer is late. A loaded machine may look like one. */
    static final Timing QUICK =
            new Timing(Duration.ofMillis(50), Duration.ofSeconds(2), Duration.ofMinutes(2), Duration.ofMinutes(1));

    private final TestCluster cluster;
    private final String topic;
    private final List<KafkaReadySource> started = new ArrayList<>();

    TestBus(TestCluster cluster, String topic) {
        this.cluster = cluster;
        this.topic = topic;
    }

    TestBus withTopic(int partitions) {
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
                .timing(PATIENT);
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

    /** Returns the committed offset, or -1. */
    long offset(int partition) throws Exception {
        OffsetAndMetadata position = committed(partition);
        return position == null ? -1 : position.offset();
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

    /** Waits for the next message, through outages. */
    static ReadyDelivery nextOfAll(KafkaReadySource source) {
        List<ReadyDelivery> came = new ArrayList<>();
        Await.until("a message is delivered", () -> {
            try {
                source.poll().ifPresent(came::add);
            } catch (WspException e) {
                assertThat(e.code()).isEqualTo(ReasonCode.OBJECT_UNREADABLE);
            }
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

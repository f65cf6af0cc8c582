package io.worldstream.wsp.adapter.kafka;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one topic from its beginning to the end that it has at the first {@link #poll}, settled messages included. Joins
 * no group and commits nothing, so hosts do not notice it. For callers that look for one message, such as those of a
 * dry run.
 *
 * <pre>{@code
 * try (KafkaReadOnlySource bus = KafkaReadySource.builder()
 *         .bootstrapServers("kafka-1:9092,kafka-2:9092")
 *         .buildReadOnly()) {
 *     for (Optional<ReadyDelivery> next = bus.poll(); next.isPresent(); next = bus.poll()) {
 *         System.out.println(next.get().name());
 *     }
 * }
 * }</pre>
 *
 * <p>Messages of a partition are delivered in the order of their offsets. At most 8 messages are held. A record without
 * a value, or above the maximum size, is delivered as {@linkplain ReadyDelivery#unreadable unreadable}.
 *
 * <p>Confined to one thread, in which it reads: {@link #poll} waits up to 10 seconds for the brokers' next answer.
 */
public final class KafkaReadOnlySource implements ReadySource, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final String topic;
    private final Supplier<Consumer<String, Payload>> clients;
    private final BrokerFailure failures;
    private final Timing timing;
    private final Deque<Message> fetched = new ArrayDeque<>();
    /** End of each partition at the first poll, while it is not reached. */
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    private @Nullable Consumer<String, Payload> consumer;
    private boolean begun;
    private boolean closed;

    /**
     * @param consumer the client, without a group, or null if it could not be created yet
     * @param clients creates a client; throws a {@code KafkaException}
     */
    KafkaReadOnlySource(
            String topic,
            @Nullable Consumer<String, Payload> consumer,
            Supplier<Consumer<String, Payload>> clients,
            BrokerFailure failures,
            Timing timing) {
        this.topic = topic;
        this.consumer = consumer;
        this.clients = clients;
        this.failures = failures;
        this.timing = timing;
    }

    @Override
    public String topic() {
        return topic;
    }

    /**
     * Returns the next message, or empty once all that were on the topic at the first call are delivered.
     *
     * @throws WspException {@link ReasonCode#OBJECT_UNREADABLE} if a broker does not answer in time, the topic does not
     *     exist, or access is refused; the next call tries again
     * @throws IllegalStateException if the source is closed
     */
    @Override
    public Optional<ReadyDelivery> poll() {
        if (closed) {
            throw new IllegalStateException("the source is closed");
        }
        try {
            Consumer<String, Payload> client = client();
            if (!begun) {
                begin(client);
            }
            fetch(client);
        } catch (KafkaException e) {
            throw failures.of(e).toException();
        }
        return Optional.ofNullable(fetched.poll()).map(ReadOnlyDelivery::new);
    }

    private Consumer<String, Payload> client() {
        Consumer<String, Payload> client = consumer;
        if (client == null) {
            client = clients.get();
            consumer = client;
        }
        return client;
    }

    private void begin(Consumer<String, Payload> client) {
        Map<TopicPartition, Long> found = TopicProbe.ends(client, topic, timing);
        if (found.isEmpty()) {
            throw new UnknownTopicOrPartitionException(topic);
        }
        client.assign(found.keySet());
        client.seekToBeginning(found.keySet());
        ends.putAll(found);
        begun = true;
    }

    /** Waits until messages are fetched, or all ends are reached. Each answer that brings the position on counts. */
    private void fetch(Consumer<String, Payload> client) {
        long place = passReached(client);
        long since = System.nanoTime();
        while (fetched.isEmpty() && !ends.isEmpty()) {
            for (ConsumerRecord<String, Payload> read : client.poll(POLL)) {
                TopicPartition partition = new TopicPartition(read.topic(), read.partition());
                Long end = ends.get(partition);
                if (end != null && read.offset() < end) {
                    fetched.add(Message.of(read, 0));
                }
            }
            long now = passReached(client);
            if (now != place) {
                place = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since >= timing.catchUpWithin().toNanos()) {
                throw new TimeoutException("the end of the topic is not reached");
            }
        }
    }

    /** Stops to fetch partitions of which the end is reached; returns the sum of the other positions. */
    private long passReached(Consumer<String, Payload> client) {
        long place = 0;
        for (Map.Entry<TopicPartition, Long> each : List.copyOf(ends.entrySet())) {
            TopicPartition partition = each.getKey();
            long position = TopicProbe.position(client, partition);
            if (position >= each.getValue()) {
                ends.remove(partition);
                client.pause(List.of(partition));
            } else {
                place += position;
            }
        }
        return place;
    }

    /** Closes the connections. Waits up to 5 seconds for the brokers. Later calls do nothing. */
    @Override
    public void close() {
        closed = true;
        Consumer<String, Payload> client = consumer;
        if (client != null) {
            consumer = null;
            client.close(CloseOptions.timeout(timing.answerWithin()));
        }
    }

    /** A message that is delivered to look at it. */
    private static final class ReadOnlyDelivery extends MessageDelivery {
        ReadOnlyDelivery(Message message) {
            super(message);
        }

        /** Records nothing. */
        @Override
        void record(Settlement settlement) {}
    }
}

package io.worldstream.wsp.adapter.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Checks that the topic can be read: a consumer's poll returns nothing when a broker is away, as it does when the topic
 * is idle. Confined to the poll thread.
 */
final class TopicProbe {
    private final String topic;
    private final Timing timing;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private long nextNanos = System.nanoTime();
    private boolean ranSinceJoined;

    TopicProbe(String topic, Timing timing) {
        this.topic = topic;
        this.timing = timing;
    }

    boolean isDue() {
        return nextNanos - System.nanoTime() <= 0;
    }

    /** Makes the next probe due at once. */
    void expedite() {
        nextNanos = System.nanoTime();
    }

    /**
     * Asks the brokers for the ends of all partitions.
     *
     * @param joined whether the source has its place in the group
     * @return whether the topic exists
     * @throws org.apache.kafka.common.KafkaException if one of them does not answer in time, or refuses
     */
    boolean run(Consumer<?, ?> consumer, boolean joined) {
        Map<TopicPartition, Long> found = ends(consumer, topic, timing);
        if (found.isEmpty()) {
            return false;
        }
        ends.putAll(found);
        nextNanos = System.nanoTime() + timing.probeEvery().toNanos();
        ranSinceJoined = joined;
        return true;
    }

    /**
     * Returns the ends of all partitions, or nothing if the topic does not exist.
     *
     * @throws org.apache.kafka.common.KafkaException if a broker does not answer in time, or refuses
     */
    static Map<TopicPartition, Long> ends(Consumer<?, ?> consumer, String topic, Timing timing) {
        List<PartitionInfo> found = consumer.partitionsFor(topic, timing.answerWithin());
        if (found == null || found.isEmpty()) {
            return Map.of();
        }
        List<TopicPartition> partitions = found.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        return consumer.endOffsets(partitions, timing.answerWithin());
    }

    /** Returns the offset to be read next, or -1 while it is not known. */
    static long position(Consumer<?, ?> consumer, TopicPartition partition) {
        try {
            return consumer.position(partition, Duration.ZERO);
        } catch (TimeoutException e) {
            return -1;
        }
    }

    /** Returns whether the ends are newer than the source's place in the group. */
    boolean ranSinceJoined() {
        return ranSinceJoined;
    }

    /** Returns the end of a partition when it was last probed. */
    long end(TopicPartition partition) {
        return ends.getOrDefault(partition, Long.MAX_VALUE);
    }
}

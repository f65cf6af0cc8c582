package io.worldstream.wsp.adapter.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

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
        List<PartitionInfo> found = consumer.partitionsFor(topic, timing.answerWithin());
        if (found == null || found.isEmpty()) {
            return false;
        }
        List<TopicPartition> partitions = found.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        ends.putAll(consumer.endOffsets(partitions, timing.answerWithin()));
        nextNanos = System.nanoTime() + timing.probeEvery().toNanos();
        ranSinceJoined = joined;
        return true;
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

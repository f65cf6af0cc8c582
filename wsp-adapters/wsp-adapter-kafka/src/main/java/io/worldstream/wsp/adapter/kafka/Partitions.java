package io.worldstream.wsp.adapter.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The partitions that are, or were, assigned to this source. Confined to the poll thread. */
final class Partitions {
    private final Map<TopicPartition, PartitionProgress> known = new HashMap<>();
    private final Set<TopicPartition> owned = new HashSet<>();
    /** Owned partitions whose committed position has not been read yet. */
    private final Set<TopicPartition> fresh = new HashSet<>();

    private boolean joined;
    private boolean placed;

    void assign(Collection<TopicPartition> partitions) {
        joined = true;
        placed = true;
        owned.addAll(partitions);
        fresh.addAll(partitions);
    }

    void revoke(Collection<TopicPartition> partitions) {
        placed = false;
        partitions.forEach(owned::remove);
        partitions.forEach(fresh::remove);
    }

    /** Starts an owned partition at its committed position. */
    void begin(TopicPartition partition, @Nullable OffsetAndMetadata committed, long start) {
        progress(partition).begin(committed, start);
        fresh.remove(partition);
    }

    /** Returns the progress in a partition, owned or not. */
    PartitionProgress progress(TopicPartition partition) {
        return known.computeIfAbsent(partition, PartitionProgress::new);
    }

    /** Returns whether the group has given this source its partitions, or none, at least once. */
    boolean isJoined() {
        return joined;
    }

    /** Returns whether the group has given this source its partitions, or none, and all of them have begun. */
    boolean isSettled() {
        return placed && fresh.isEmpty();
    }

    boolean owns(TopicPartition partition) {
        return owned.contains(partition);
    }

    Set<TopicPartition> owned() {
        return Set.copyOf(owned);
    }

    Set<TopicPartition> fresh() {
        return Set.copyOf(fresh);
    }

    /** Returns the owned partitions that have begun. */
    Set<TopicPartition> begun() {
        Set<TopicPartition> begun = new HashSet<>(owned);
        begun.removeAll(fresh);
        return begun;
    }
}

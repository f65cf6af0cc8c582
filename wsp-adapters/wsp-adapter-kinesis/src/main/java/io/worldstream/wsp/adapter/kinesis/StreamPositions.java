package io.worldstream.wsp.adapter.kinesis;

import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The settled part of each shard of a stream. Not thread-safe. */
final class StreamPositions {
    /** Maximum number of gaps between ranges in all shards together; each costs about 115 bytes when saved. */
    static final int MOST_GAPS = 1_000;

    private final Map<String, ShardPosition> shards = new TreeMap<>();

    /** Returns the position of a shard, a new one if there is none. */
    ShardPosition shard(String id) {
        return shards.computeIfAbsent(id, each -> new ShardPosition());
    }

    /** Returns the position of a shard, or null if there is none. */
    @Nullable ShardPosition find(String id) {
        return shards.get(id);
    }

    Map<String, ShardPosition> shards() {
        return shards;
    }

    void merge(StreamPositions other) {
        other.shards.forEach((id, position) -> shard(id).merge(position));
    }

    /** Removes the shards that are not in a set. */
    void retain(Set<String> ids) {
        shards.keySet().retainAll(ids);
    }

    /**
     * Removes the highest ranges of the shards that have most of them, down to {@link #MOST_GAPS} gaps in
     * all. Their records count as not settled.
     *
     * @return the number of ranges that were removed
     */
    int trim() {
        int gaps = shards.values().stream()
                .mapToInt(position -> Math.max(0, position.settled().size() - 1))
                .sum();
        int removed = Math.max(0, gaps - MOST_GAPS);
        for (int i = 0; i < removed; i++) {
            ShardPosition longest = Objects.requireNonNull(shards.values().stream()
                    .max(Comparator.comparingInt(position -> position.settled().size()))
                    .orElse(null));
            longest.settled().removeLast();
        }
        return removed;
    }
}

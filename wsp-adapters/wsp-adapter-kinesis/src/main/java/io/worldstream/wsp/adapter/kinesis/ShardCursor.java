package io.worldstream.wsp.adapter.kinesis;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** Where reading of one shard stands, and when it goes on. Confined to the reader's thread. */
final class ShardCursor {
    /** A throttled read now and then is normal, since consumers share the limits of a shard. */
    private static final int TOLERATED_THROTTLES = 2;

    /** The longest pause after throttled reads is the first one times two to the power of this. */
    private static final int MOST_DOUBLINGS = 3;

    private final String id;
    private final BigInteger start;
    private final List<String> parents = new ArrayList<>();
    private @Nullable String iterator;
    private long nextReadNanos;
    private int throttled;
    private boolean atTip;
    private boolean ended;
    private boolean warnedOfLoss;

    ShardCursor(Shard shard, long nowNanos) {
        id = shard.shardId();
        start = start(shard);
        if (shard.parentShardId() != null) {
            parents.add(shard.parentShardId());
        }
        if (shard.adjacentParentShardId() != null) {
            parents.add(shard.adjacentParentShardId());
        }
        nextReadNanos = nowNanos;
    }

    /** Returns the first sequence number that the shard can have. */
    static BigInteger start(Shard shard) {
        return new BigInteger(shard.sequenceNumberRange().startingSequenceNumber());
    }

    String id() {
        return id;
    }

    BigInteger start() {
        return start;
    }

    /** Returns the shards that must be read to their end before this one. */
    List<String> parents() {
        return parents;
    }

    /** Returns the iterator, or null if one must be requested. */
    @Nullable String iterator() {
        return iterator;
    }

    void iterator(@Nullable String next) {
        iterator = next;
    }

    /** Returns the nanoseconds until the next read is due. */
    long nanosToNextRead(long nowNanos) {
        return nextReadNanos - nowNanos;
    }

    /** Notes an answer. */
    void read(boolean readToTip, long nextNanos) {
        throttled = 0;
        atTip = readToTip;
        nextReadNanos = nextNanos;
    }

    /** Notes a throttled read. The pause before the next one doubles each time. */
    void throttle(long nowNanos, long pauseNanos) {
        nextReadNanos = nowNanos + (pauseNanos << Math.min(throttled, MOST_DOUBLINGS));
        throttled++;
        atTip = false;
    }

    /** Returns whether so many reads in a row were throttled that the shard counts as unreadable. */
    boolean isStarved() {
        return throttled > TOLERATED_THROTTLES;
    }

    void end() {
        ended = true;
        iterator = null;
    }

    /** Returns whether the shard is closed and its last record is read. */
    boolean hasEnded() {
        return ended;
    }

    /** Returns whether the last answer reached the newest record. */
    boolean isAtTip() {
        return ended || atTip;
    }

    /** Returns true once, until {@link #reach} is called. */
    boolean mayWarnOfLoss() {
        boolean first = !warnedOfLoss;
        warnedOfLoss = true;
        return first;
    }

    /** Notes that reading reached records that are still in the stream. */
    void reach() {
        warnedOfLoss = false;
    }
}

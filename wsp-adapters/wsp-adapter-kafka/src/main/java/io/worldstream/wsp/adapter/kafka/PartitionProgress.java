package io.worldstream.wsp.adapter.kafka;

import io.worldstream.wsp.api.support.LogText;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition as this source object knows it: which offsets are settled, and which it has taken. Outlives a
 * revocation, so that nothing is delivered twice by the same object. Offsets without a record (of transactions, or
 * deleted) count as settled. Confined to the poll thread.
 */
final class PartitionProgress {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionProgress.class);

    private static final long UNKNOWN = -1;

    private final TopicPartition partition;
    /** Settled offsets above {@link #prefix}. */
    private final OffsetRanges settled = new OffsetRanges();
    /** Offsets that wait to be delivered, or are delivered and not settled for good. */
    private final Set<Long> taken = new HashSet<>();

    private int incarnation;
    /** All offsets below are settled. */
    private long prefix = UNKNOWN;
    /** The offset to read next. */
    private long next = UNKNOWN;

    private boolean changed;
    private boolean everCommitted;
    private boolean cutReported;

    PartitionProgress(TopicPartition partition) {
        this.partition = partition;
    }

    /** Returns the number that tells the log of this partition from an earlier one under the same name. */
    int incarnation() {
        return incarnation;
    }

    /** Returns whether something is settled that is not committed. */
    boolean isChanged() {
        return changed;
    }

    /**
     * Starts to read, when the partition is assigned.
     *
     * @param committed the position of the group, or null if it has none
     * @param start the offset to read first
     */
    void begin(@Nullable OffsetAndMetadata committed, long start) {
        if (committed == null && everCommitted) {
            restart("the group's position in it is gone");
        }
        next = start;
        if (prefix == UNKNOWN) {
            prefix = committed == null ? start : committed.offset();
        }
        if (committed == null) {
            add(prefix, start); // of records that were deleted
        }
        if (committed != null) {
            everCommitted = true;
            changed = prefix > committed.offset() || !settled.isEmpty();
            settled.addAll(recorded(committed));
            prefix = settled.absorb(Math.max(prefix, committed.offset()));
            taken.removeIf(offset -> offset < prefix);
        }
    }

    private OffsetRanges recorded(OffsetAndMetadata committed) {
        Optional<OffsetRanges> ranges = CommitMetadata.parse(committed.offset(), committed.metadata());
        if (ranges.isEmpty()) {
            LOG.warn(
                    "{}: the metadata of the committed offset {} is not WSP's and is ignored: {}; messages from that"
                            + " offset on are delivered",
                    partition,
                    committed.offset(),
                    LogText.quote(committed.metadata()));
        }
        return ranges.orElseGet(OffsetRanges::new);
    }

    /** Notes that a record was read; returns whether it is to be delivered. */
    boolean read(long offset) {
        if (offset < next) {
            restart("its offsets start again at " + offset);
            next = offset;
            prefix = offset;
        }
        reach(offset);
        next = offset + 1;
        return !isSettled(offset) && taken.add(offset);
    }

    /** Notes that there is no record between the last one that was read and an offset. */
    void reach(long offset) {
        if (next != UNKNOWN && offset > next) {
            add(next, offset);
            next = offset;
        }
    }

    private boolean isSettled(long offset) {
        return offset < prefix || settled.contains(offset);
    }

    /** Settles a message for good; does nothing if it is of an earlier log of this partition. */
    void settle(Message message) {
        if (message.incarnation() == incarnation) {
            taken.remove(message.offset());
            add(message.offset(), message.offset() + 1);
        }
    }

    private void add(long from, long to) {
        long start = Math.max(from, prefix);
        if (start < to) {
            settled.add(start, to);
            prefix = prefix == UNKNOWN ? UNKNOWN : settled.absorb(prefix);
            changed = true;
        }
    }

    /** Notes that a message which was read will not be delivered now. */
    void giveBack(Message message) {
        if (message.incarnation() == incarnation) {
            taken.remove(message.offset());
        }
    }

    private void restart(String why) {
        LOG.warn("{} was recreated or truncated: {}; all of its messages are delivered", partition, why);
        incarnation++;
        settled.clear();
        taken.clear();
        prefix = UNKNOWN;
        next = UNKNOWN;
        everCommitted = false;
        changed = false;
    }

    /** Returns what to commit. Until {@link #committed}, the progress counts as changed. */
    Position position(int maxMetadataChars) {
        CommitMetadata metadata = CommitMetadata.of(prefix, settled, maxMetadataChars);
        if (metadata.end() != Long.MAX_VALUE && !cutReported) {
            cutReported = true;
            LOG.warn(
                    "{}: too many messages from offset {} on are refused, halted or not settled yet; settled ones from"
                            + " offset {} on cannot be recorded, and are delivered again after a restart",
                    partition,
                    prefix,
                    metadata.end());
        }
        return new Position(new OffsetAndMetadata(prefix, metadata.text()), metadata.end());
    }

    /** Notes that the current position is committed. */
    void committed() {
        changed = false;
        everCommitted = true;
    }

    /**
     * A position to commit.
     *
     * @param offset with its metadata
     * @param end settled offsets from here on are not recorded
     */
    record Position(OffsetAndMetadata offset, long end) {}
}

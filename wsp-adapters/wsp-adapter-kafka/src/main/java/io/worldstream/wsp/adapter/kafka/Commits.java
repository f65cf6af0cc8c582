package io.worldstream.wsp.adapter.kafka;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits what is settled. Any thread {@linkplain #submit submits} and {@linkplain #note notes}; everything else is
 * confined to the poll thread. A commit that fails is tried again in the next turn.
 */
final class Commits {
    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

    /** Time between two commits for which nobody waits. */
    private static final long LAZY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Partitions partitions;
    private final Duration answerWithin;
    private final Queue<Request> submitted = new ConcurrentLinkedQueue<>();
    /** Settled in an owned partition, and waited for. */
    private final List<Request> waiting = new ArrayList<>();

    private int maxMetadataChars = CommitMetadata.MAX_CHARS;
    private long lastCommitNanos = System.nanoTime() - LAZY_NANOS;
    private volatile @Nullable WspException ended;

    Commits(Partitions partitions, Duration answerWithin) {
        this.partitions = partitions;
        this.answerWithin = answerWithin;
    }

    /**
     * Settles a message for good, and commits at once.
     *
     * @return completes when the settlement is committed, or with a {@link WspException} if it cannot be; may stay
     *     incomplete as long as the broker does not answer
     */
    CompletableFuture<@Nullable Void> submit(Message message) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        submitted.add(new Request(message, done));
        WspException end = ended;
        if (end != null) {
            done.completeExceptionally(end);
        }
        return done;
    }

    /** Settles a message for good; a later commit includes it. */
    void note(Message message) {
        submitted.add(new Request(message, null));
    }

    /** Applies what was submitted, and commits if that is due. Returns whether something was submitted. */
    boolean serve(Consumer<?, ?> consumer) {
        boolean some = apply();
        if (!waiting.isEmpty() || System.nanoTime() - lastCommitNanos >= LAZY_NANOS) {
            commit(consumer, partitions.begun());
        }
        return some;
    }

    /** Commits what is settled in partitions that are about to be revoked. */
    void beforeRevocation(Consumer<?, ?> consumer, Collection<TopicPartition> revoked) {
        apply();
        try {
            Collection<TopicPartition> begun = new ArrayList<>(partitions.begun());
            begun.retainAll(revoked);
            commit(consumer, begun);
        } catch (KafkaException e) {
            LOG.warn(
                    "the settlements of {} could not be committed before the group took them; their messages may be"
                            + " delivered again: {}",
                    revoked,
                    BrokerFailure.causes(e));
        }
    }

    /** Gives up on settlements in partitions that this source no longer has. */
    void afterRevocation() {
        for (Request request : removeWaiting(request -> !partitions.owns(request.message.partition()))) {
            request.fail(notOwned(request.message));
        }
    }

    /** Gives up on everything, now and in future. */
    void end(WspException cause) {
        ended = cause;
        removeWaiting(request -> true).forEach(request -> request.fail(cause));
        for (Request next = submitted.poll(); next != null; next = submitted.poll()) {
            next.fail(cause);
        }
    }

    private boolean apply() {
        boolean some = false;
        for (Request next = submitted.poll(); next != null; next = submitted.poll()) {
            some = true;
            TopicPartition partition = next.message.partition();
            PartitionProgress progress = partitions.progress(partition);
            progress.settle(next.message);
            if (!partitions.owns(partition)) {
                next.fail(notOwned(next.message));
            } else if (next.done != null) {
                waiting.add(next);
            }
        }
        return some;
    }

    private static WspException notOwned(Message message) {
        return new WspException(
                ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE,
                "the settlement of " + message.name() + " is not committed: the group gave its partition to another"
                        + " host, to which the message is delivered again");
    }

    private void commit(Consumer<?, ?> consumer, Collection<TopicPartition> candidates) {
        lastCommitNanos = System.nanoTime();
        Map<TopicPartition, PartitionProgress.Position> positions = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : candidates) {
            PartitionProgress progress = partitions.progress(partition);
            if (progress.isChanged()) {
                PartitionProgress.Position position = progress.position(maxMetadataChars);
                positions.put(partition, position);
                offsets.put(partition, position.offset());
            }
        }
        if (offsets.isEmpty() || committed(consumer, offsets)) {
            positions
                    .keySet()
                    .forEach(partition -> partitions.progress(partition).committed());
            tell(candidates, positions);
        }
    }

    private boolean committed(Consumer<?, ?> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            consumer.commitSync(offsets, answerWithin);
            return true;
        } catch (OffsetMetadataTooLarge e) {
            maxMetadataChars /= 2;
            LOG.warn(
                    "the broker permits less metadata of commits than {} characters; {} are used from now on. Raise its"
                            + " offset.metadata.max.bytes to {}",
                    2 * maxMetadataChars,
                    maxMetadataChars,
                    CommitMetadata.MAX_CHARS);
            return false;
        } catch (RebalanceInProgressException | CommitFailedException e) {
            LOG.debug("the group is changing; settlements are committed afterwards", e);
            return false; // the next poll brings the new assignment
        }
    }

    private void tell(
            Collection<TopicPartition> candidates, Map<TopicPartition, PartitionProgress.Position> positions) {
        for (Request request : removeWaiting(request -> candidates.contains(request.message.partition()))) {
            PartitionProgress.Position position = positions.get(request.message.partition());
            if (position == null || request.message.offset() < position.end()) {
                request.succeed();
            } else {
                request.fail(new WspException(
                        ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE,
                        "the settlement of " + request.message.name() + " does not fit into the metadata of the"
                                + " commit: too many earlier messages are refused, halted or not settled yet"));
            }
        }
    }

    private List<Request> removeWaiting(Predicate<Request> condition) {
        List<Request> removed = waiting.stream().filter(condition).toList();
        waiting.removeAll(removed);
        return removed;
    }

    /**
     * A settlement.
     *
     * @param done completed after the commit; null if nobody waits
     */
    private record Request(Message message, @Nullable CompletableFuture<@Nullable Void> done) {
        void succeed() {
            if (done != null) {
                done.complete(null);
            }
        }

        void fail(WspException cause) {
            if (done != null) {
                done.completeExceptionally(cause);
            }
        }
    }
}

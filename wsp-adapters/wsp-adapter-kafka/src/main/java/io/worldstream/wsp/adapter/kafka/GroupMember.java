package io.worldstream.wsp.adapter.kafka;

import io.worldstream.wsp.api.ReasonCode;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The poll thread: stays in the group whatever the engine does, fills the inbox, and commits. In each turn it checks
 * now and then that topic and group can be reached, starts new partitions at their committed positions, commits, and
 * polls. A failure of the broker is the inbox's fault until a turn succeeds; an {@link Error} ends the thread and stays.
 */
final class GroupMember implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupMember.class);

    private static final Duration POLL = Duration.ofMillis(100);
    /** The poll while settlements come one after another. */
    private static final Duration EAGER_POLL = Duration.ofMillis(2);

    private static final int EAGER_TURNS = 50;
    private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

    private final String topic;
    private final Supplier<Consumer<String, Payload>> clients;
    private final BrokerFailure failures;
    private final Timing timing;
    private final Inbox inbox;
    private final Partitions partitions = new Partitions();
    private final Commits commits;
    private final TopicProbe probe;

    private @Nullable Consumer<String, Payload> consumer;
    private boolean subscribed;
    private int eagerTurns;
    /** When all of this source's partitions were last known. */
    private long placedNanos = System.nanoTime();

    private volatile boolean closing;
    private volatile boolean abandoned;

    /**
     * @param consumer the client, or null if it could not be created yet
     * @param clients creates a client; throws a {@code KafkaException}
     */
    GroupMember(
            String topic,
            @Nullable Consumer<String, Payload> consumer,
            Supplier<Consumer<String, Payload>> clients,
            BrokerFailure failures,
            Timing timing,
            Inbox inbox) {
        this.topic = topic;
        this.consumer = consumer;
        this.clients = clients;
        this.failures = failures;
        this.timing = timing;
        this.inbox = inbox;
        commits = new Commits(partitions, timing.answerWithin());
        probe = new TopicProbe(topic, timing);
    }

    /** Thread-safe entrance for settlements. */
    Commits commits() {
        return commits;
    }

    /** Makes the thread commit, leave the group and end. Safe from any thread. */
    void close() {
        closing = true;
    }

    /** Makes the thread leave the group and end without a commit, as far as the broker can tell. */
    void abandon() {
        abandoned = true;
        closing = true;
    }

    @Override
    public void run() {
        Fault end = new Fault(ReasonCode.OBJECT_UNREADABLE, "the source is closed", null);
        try {
            while (!closing) {
                turn();
            }
        } catch (Throwable e) {
            LOG.error("the poll thread of the control bus died; restart the host", e);
            end = new Fault(
                    ReasonCode.DEFECT,
                    "the poll thread of the control bus died of " + e.getClass().getSimpleName()
                            + "; restart the host: " + BrokerFailure.causes(e),
                    e);
        } finally {
            inbox.end(end);
            try {
                leave();
            } finally {
                commits.end(end.toException());
            }
        }
    }

    /** A step that fails makes the bus unreadable, and keeps no other step from its turn: the poll keeps the place. */
    private void turn() {
        boolean well = attempt(this::look);
        if (subscribed) {
            Consumer<String, Payload> client = client();
            well &= attempt(() -> beginFresh(client));
            well &= attempt(() -> commit(client));
            well &= attempt(() -> fetch(client));
        }
        if (!well) {
            LockSupport.parkNanos(PAUSE_NANOS);
        } else if (isPlaced()) {
            inbox.recover();
        }
    }

    /** A rebalance is over soon, unless the coordinator is away. */
    private boolean isPlaced() {
        long now = System.nanoTime();
        if (partitions.isSettled()) {
            placedNanos = now;
        } else if (now - placedNanos >= timing.catchUpWithin().toNanos()) {
            inbox.fail(failures.noPlace());
            return false;
        }
        return true;
    }

    private boolean attempt(Runnable step) {
        try {
            step.run();
            return true;
        } catch (RuntimeException e) {
            LOG.debug("the control bus cannot be read", e);
            inbox.fail(failures.of(e));
            return false;
        }
    }

    private void look() {
        Consumer<String, Payload> client = client();
        if (probe.isDue() || !subscribed || inbox.fault() != null) {
            subscribe(client, probe.run(client, partitions.isJoined()));
        }
        if (!subscribed) {
            throw new UnknownTopicOrPartitionException(topic);
        }
    }

    private void commit(Consumer<String, Payload> client) {
        eagerTurns = commits.serve(client) ? EAGER_TURNS : Math.max(eagerTurns - 1, 0);
    }

    private void fetch(Consumer<String, Payload> client) {
        holdBack(client);
        accept(client, client.poll(eagerTurns > 0 ? EAGER_POLL : POLL));
        if (isCaughtUp(client)) {
            inbox.catchUp();
        }
    }

    private Consumer<String, Payload> client() {
        Consumer<String, Payload> client = consumer;
        if (client == null) {
            client = clients.get();
            consumer = client;
        }
        return client;
    }

    /** Subscribes while the topic exists: a client that waits for a topic looks for it every few minutes only. */
    private void subscribe(Consumer<String, Payload> client, boolean exists) {
        if (exists && !subscribed) {
            client.subscribe(List.of(topic), new Rebalances(client));
        } else if (!exists && subscribed) {
            client.unsubscribe();
        }
        subscribed = exists;
    }

    private void beginFresh(Consumer<String, Payload> client) {
        Set<TopicPartition> fresh = partitions.fresh();
        if (fresh.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> committed;
        try {
            committed = client.committed(fresh, timing.answerWithin());
        } catch (TimeoutException e) {
            LOG.debug("the coordinator does not answer during a rebalance, or is away", e);
            return;
        }
        for (TopicPartition partition : fresh) {
            OffsetAndMetadata position = committed.get(partition);
            if (position == null) {
                client.seekToBeginning(List.of(partition));
            } else {
                client.seek(partition, position);
            }
            partitions.begin(partition, position, client.position(partition, timing.answerWithin()));
        }
    }

    /** Pauses partitions that must not be fetched now, and resumes the others. */
    private void holdBack(Consumer<String, Payload> client) {
        Set<TopicPartition> held = inbox.isFull() ? partitions.owned() : partitions.fresh();
        Set<TopicPartition> resumed = new HashSet<>(client.paused());
        resumed.removeAll(held);
        client.resume(resumed);
        client.pause(held);
    }

    private void accept(Consumer<String, Payload> client, ConsumerRecords<String, Payload> records) {
        for (ConsumerRecord<String, Payload> read : records) {
            TopicPartition partition = new TopicPartition(read.topic(), read.partition());
            PartitionProgress progress = partitions.progress(partition);
            if (progress.read(read.offset())) {
                inbox.add(Message.of(read, progress.incarnation()));
            }
        }
        for (TopicPartition partition : partitions.begun()) {
            partitions.progress(partition).reach(TopicProbe.position(client, partition));
        }
    }

    private boolean isCaughtUp(Consumer<String, Payload> client) {
        return partitions.isSettled()
                && probe.ranSinceJoined()
                && partitions.owned().stream()
                        .allMatch(partition -> TopicProbe.position(client, partition) >= probe.end(partition));
    }

    private void leave() {
        Consumer<String, Payload> client = consumer;
        if (client == null) {
            return;
        }
        try {
            // Revokes the partitions, and so commits.
            client.close(CloseOptions.timeout(timing.answerWithin())
                    .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
        } catch (RuntimeException e) {
            LOG.warn("the group could not be left; it notices after its session timeout: {}", BrokerFailure.causes(e));
        }
    }

    private void release(Collection<TopicPartition> revoked) {
        partitions.revoke(revoked);
        for (TopicPartition partition : revoked) {
            PartitionProgress progress = partitions.progress(partition);
            inbox.drop(partition).forEach(progress::giveBack);
        }
        commits.afterRevocation();
    }

    /** Called within a poll, by the poll thread. */
    private final class Rebalances implements ConsumerRebalanceListener {
        private final Consumer<String, Payload> client;

        Rebalances(Consumer<String, Payload> client) {
            this.client = client;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            LOG.debug("assigned: {}", assigned);
            client.pause(assigned);
            partitions.assign(assigned);
            probe.expedite();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            LOG.debug("revoked: {}", revoked);
            if (!abandoned) {
                commits.beforeRevocation(client, revoked);
            }
            release(revoked);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            LOG.debug("lost: {}", lost);
            release(lost);
        }
    }
}

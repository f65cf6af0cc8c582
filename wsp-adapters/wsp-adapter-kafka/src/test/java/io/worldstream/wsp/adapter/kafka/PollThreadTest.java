package io.worldstream.wsp.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The poll thread with Kafka's own fake of a consumer, for failures that no broker makes on demand. */
class PollThreadTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final Timing TIMING =
            new Timing(Duration.ofMillis(20), Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofMinutes(1));

    private final FakeConsumer consumer = new FakeConsumer();
    private final BrokerFailure failures = new BrokerFailure("t", "g", "host:9092");
    private final Inbox inbox = new Inbox(1000, failures.noAnswerYet());
    private final GroupMember member = new GroupMember("t", consumer, () -> consumer, failures, TIMING, inbox);
    private final Thread thread = new Thread(member, "wsp-kafka-test");

    @AfterEach
    void stop() throws InterruptedException {
        member.close();
        thread.join(Duration.ofMinutes(2).toMillis());
        assertThat(thread.isAlive()).as("the poll thread ends").isFalse();
    }

    private Message next() {
        Message[] next = new Message[1];
        Await.until("a message comes", () -> {
            next[0] = inbox.take(Duration.ofMinutes(1).toNanos());
            return next[0] != null;
        });
        return next[0];
    }

    private KafkaDelivery delivery(Message message) {
        return new KafkaDelivery(message, false, inbox, member, TIMING);
    }

    private void publish(long offset) {
        consumer.schedulePollTask(
                () -> consumer.addRecord(new ConsumerRecord<>("t", 0, offset, "", Payload.of(new byte[1]))));
    }

    @Test
    void error_inThePollThread_isThrownFromThenOn() {
        publish(0);
        thread.start();
        KafkaDelivery delivery = delivery(next());
        consumer.schedulePollTask(() -> {
            throw new OutOfMemoryError("Java heap space");
        });
        Await.until("the thread dies", () -> !thread.isAlive());
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> inbox.take(0))
                    .isInstanceOfSatisfying(
                            WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.DEFECT))
                    .hasMessageContaining("OutOfMemoryError")
                    .hasCauseInstanceOf(OutOfMemoryError.class);
        }
        assertThatThrownBy(() -> delivery.settle(Settlement.DONE))
                .isInstanceOf(WspException.class)
                .hasMessageContaining("OutOfMemoryError");
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void damagedRecord_saysWhatToDo_andGoesOnAfterwards() {
        thread.start();
        consumer.failure = new KafkaException(
                "Received exception when fetching the next record from t-0. If needed, please seek past the record to"
                        + " continue consumption.",
                new KafkaException("Record batch for partition t-0 at offset 3 is invalid, cause: checksum"));
        Await.until("the damage is noticed", () -> inbox.fault() != null);
        assertThatThrownBy(() -> inbox.take(0))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.OBJECT_UNREADABLE))
                .hasMessageContaining("damaged record; move group g past it")
                .hasMessageContaining("offset 3");
        consumer.failure = null;
        publish(4);
        Await.until("the source recovers", () -> inbox.fault() == null);
        assertThat(next().offset()).isEqualTo(4);
    }

    @Test
    void brokerWithLessRoomForMetadata_isGivenLess() {
        consumer.maxMetadata = 20;
        for (int offset = 0; offset < 40; offset++) {
            publish(offset);
        }
        thread.start();
        for (int offset = 0; offset < 40; offset++) {
            Message message = next();
            if (offset % 2 == 1 && offset < 39) {
                delivery(message).settle(Settlement.UNREADABLE);
            } else if (offset == 39) {
                assertThatThrownBy(() -> delivery(message).settle(Settlement.DONE))
                        .isInstanceOf(WspException.class)
                        .hasMessageContaining("does not fit");
            }
        }
        OffsetAndMetadata committed = Objects.requireNonNull(consumer.committed);
        assertThat(committed.offset()).isZero();
        assertThat(committed.metadata()).isNotEmpty().hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void revocation_settlementWithoutPromise_isCommittedFirst() {
        publish(0);
        thread.start();
        KafkaDelivery delivery = delivery(next());
        consumer.schedulePollTask(() -> {
            delivery.settle(Settlement.UNREADABLE);
            consumer.rebalance(List.of());
        });
        Await.until("the partition is revoked", () -> consumer.revoked);
        assertThat(Objects.requireNonNull(consumer.committed).offset()).isEqualTo(1);
    }

    @Test
    void revocation_commitFails_endsTheWait() {
        publish(0);
        thread.start();
        KafkaDelivery delivery = delivery(next());
        consumer.maxMetadata = -1;
        consumer.schedulePollTask(() -> consumer.rebalance(List.of()));
        assertThatThrownBy(() -> delivery.settle(Settlement.DONE))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE))
                .hasMessageContaining("another host");
    }

    /** The coordinator is away, and the topic can be read: the probe alone would see nothing. */
    @Test
    void noPlaceInTheGroup_saysSo_andGoesOnAfterwards() {
        FakeConsumer waiting = new FakeConsumer(false);
        Timing hasty = new Timing(Duration.ofMillis(20), Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ZERO);
        GroupMember other = new GroupMember("t", waiting, () -> waiting, failures, hasty, inbox);
        Thread otherThread = new Thread(other, "wsp-kafka-test-2");
        otherThread.start();
        try {
            Await.until("the fault is noticed", () -> inbox.fault() != null);
            assertThatThrownBy(() -> inbox.take(0))
                    .isInstanceOf(WspException.class)
                    .hasMessageContaining("group g at host:9092 gives this host no partitions");
            waiting.schedulePollTask(() -> waiting.rebalance(List.of(PARTITION)));
            Await.until("the source recovers", () -> inbox.fault() == null);
        } finally {
            other.close();
            Await.until("the thread ends", () -> !otherThread.isAlive());
            thread.start();
        }
    }

    @Test
    void interruptedCaller_getsNothingAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        assertThat(inbox.take(Duration.ofMinutes(1).toNanos())).isNull();
        assertThat(Thread.interrupted()).isTrue();
        thread.start();
    }

    /** One partition, which is assigned with the first poll unless it is told otherwise. */
    private static final class FakeConsumer extends MockConsumer<String, Payload> {
        volatile @Nullable RuntimeException failure;
        volatile @Nullable OffsetAndMetadata committed;
        volatile boolean revoked;
        volatile int maxMetadata = CommitMetadata.MAX_CHARS;

        FakeConsumer() {
            this(true);
        }

        FakeConsumer(boolean assigned) {
            super("earliest");
            Node node = new Node(0, "host", 9092);
            updatePartitions("t", List.of(new PartitionInfo("t", 0, node, new Node[] {node}, new Node[] {node})));
            updateBeginningOffsets(Map.of(PARTITION, 0L));
            updateEndOffsets(Map.of(PARTITION, 0L));
            if (assigned) {
                schedulePollTask(() -> rebalance(List.of(PARTITION)));
            }
        }

        @Override
        public synchronized void rebalance(Collection<TopicPartition> assignment) {
            super.rebalance(assignment);
            revoked = assignment.isEmpty();
        }

        @Override
        public synchronized ConsumerRecords<String, Payload> poll(Duration timeout) {
            RuntimeException now = failure;
            if (now != null) {
                throw now;
            }
            return super.poll(timeout);
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            OffsetAndMetadata offset = Objects.requireNonNull(offsets.get(PARTITION));
            if (offset.metadata().length() > maxMetadata) {
                throw new OffsetMetadataTooLarge("too large");
            }
            committed = offset;
            super.commitSync(offsets, timeout);
        }
    }
}

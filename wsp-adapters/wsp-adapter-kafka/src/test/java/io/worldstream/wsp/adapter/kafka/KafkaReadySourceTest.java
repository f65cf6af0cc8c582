package io.worldstream.wsp.adapter.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries and commits, on a real broker. */
@Tag("server")
class KafkaReadySourceTest {
    private static TestCluster cluster;

    private TestBus bus;

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void newBus(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName() + "-" + test.getDisplayName();
        bus = new TestBus(cluster, name.replaceAll("[^A-Za-z0-9_-]", "-"));
    }

    @AfterEach
    void closeBus() {
        bus.close();
    }

    @Test
    void poll_onePartition_keepsOrderAndNamesOffsets() throws Exception {
        bus.withTopic(1).publish(0, "a", "b", "c");
        List<ReadyDelivery> came = TestBus.next(bus.open(), 3);
        assertThat(came).extracting(TestBus::text).containsExactly("a", "b", "c");
        assertThat(came.get(2).name()).isEqualTo(bus.partition(0) + "@2");
    }

    @Test
    void settle_outOfOrder_commitsThePrefixAndTheRestInMetadata() throws Exception {
        bus.withTopic(1).publish(0, "a", "b", "c", "d");
        KafkaReadySource source = bus.open();
        List<ReadyDelivery> came = TestBus.next(source, 4);
        came.get(2).settle(Settlement.DONE);
        OffsetAndMetadata first = Objects.requireNonNull(bus.committed(0));
        assertThat(first.offset()).isZero();
        assertThat(first.metadata()).startsWith("wsp1:");

        came.get(0).settle(Settlement.IGNORED);
        assertThat(bus.offset(0)).isEqualTo(1);

        source.abandon();
        KafkaReadySource next = bus.open();
        List<ReadyDelivery> again = TestBus.next(next, 2);
        assertThat(again).extracting(TestBus::text).containsExactly("b", "d");
        again.get(0).settle(Settlement.DONE);
        again.get(1).settle(Settlement.DONE);
        OffsetAndMetadata last = Objects.requireNonNull(bus.committed(0));
        assertThat(last.offset()).isEqualTo(4);
        assertThat(last.metadata()).isEmpty();
    }

    @Test
    void settle_refusedAndHalted_holdThePrefixForTheNextStart() throws Exception {
        bus.withTopic(1).publish(0, "refused", "done", "halted", "done too");
        KafkaReadySource source = bus.open();
        List<ReadyDelivery> came = TestBus.next(source, 4);
        came.get(0).settle(Settlement.REFUSED);
        came.get(2).settle(Settlement.HALTED);
        came.get(1).settle(Settlement.DONE);
        came.get(3).settle(Settlement.DONE);
        assertThat(source.poll()).isEmpty();
        source.close();
        assertThat(bus.offset(0)).isZero();
        assertThat(TestBus.texts(bus.open())).containsExactly("refused", "halted");
    }

    @Test
    void settle_unreadable_isCommittedByTheTimeOfTheClose() throws Exception {
        bus.withTopic(1).publish(0, "a", "b");
        KafkaReadySource source = bus.open();
        TestBus.next(source, 2).forEach(each -> each.settle(Settlement.UNREADABLE));
        source.close();
        assertThat(bus.offset(0)).isEqualTo(2);
        assertThatThrownBy(source::poll).isInstanceOf(WspException.class).hasMessageContaining("closed");
    }

    @Test
    void settle_skipped_countsOnlyInTheGroupOfTheScope() throws Exception {
        bus.withTopic(1).publish(0, "a");
        KafkaReadySource unscoped = bus.open();
        TestBus.next(unscoped).settle(Settlement.SKIPPED);
        unscoped.close();
        assertThat(TestBus.texts(bus.open())).containsExactly("a");

        KafkaReadySource scoped = bus.open(bus.builder().scope("run_1"));
        assertThat(scoped.group()).endsWith(".run_1");
        TestBus.next(scoped).settle(Settlement.SKIPPED);
        scoped.close();
        assertThat(TestBus.texts(bus.open(bus.builder().scope("run_1")))).isEmpty();
        assertThat(TestBus.texts(bus.open(bus.builder().scope("run_2")))).containsExactly("a");
    }

    @Test
    void settle_twice_isRefused() throws Exception {
        bus.withTopic(1).publish(0, "a");
        ReadyDelivery delivery = TestBus.next(bus.open());
        delivery.settle(Settlement.REFUSED);
        assertThatThrownBy(() -> delivery.settle(Settlement.DONE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void settle_afterClose_saysSo() throws Exception {
        bus.withTopic(1).publish(0, "a");
        KafkaReadySource source = bus.open();
        ReadyDelivery delivery = TestBus.next(source);
        source.close();
        assertThatThrownBy(() -> delivery.settle(Settlement.DONE))
                .isInstanceOf(WspException.class)
                .hasMessageContaining("closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void poll_poisonRecords_passThemOverAndGoOn(String compression) throws Exception {
        bus.withTopic(1);
        byte[] zeros = new byte[1 << 20];
        try (KafkaProducer<byte[], byte[]> publisher = cluster.publisher(Map.of("compression.type", compression))) {
            List<ProducerRecord<byte[], byte[]>> records = List.of(
                    record(null),
                    record("{not json".getBytes(UTF_8)),
                    record(zeros),
                    record(new byte[10 << 20]),
                    record(new byte[zeros.length + 1]),
                    record("{}".getBytes(UTF_8)));
            for (ProducerRecord<byte[], byte[]> record : records) {
                publisher.send(record).get();
            }
        }
        List<ReadyDelivery> came = TestBus.next(bus.open(), 6);
        assertThat(came)
                .extracting(each -> each.unreadable().orElse("read"))
                .containsExactly(
                        "it has no value: the record is a tombstone",
                        "read",
                        "read",
                        "it has 10485760 bytes, more than 1048576",
                        "it has 1048577 bytes, more than 1048576",
                        "read");
        assertThat(came).extracting(each -> each.message().length).containsExactly(0, 9, zeros.length, 0, 0, 2);
        came.forEach(each -> each.settle(Settlement.UNREADABLE));
        bus.close();
        assertThat(bus.offset(0)).isEqualTo(6);
    }

    private ProducerRecord<byte[], byte[]> record(byte @Nullable [] value) {
        return new ProducerRecord<>(bus.partition(0).topic(), 0, null, value);
    }

    @Test
    void poll_backlog_staysOnTheBusInOrder() throws Exception {
        bus.withTopic(1);
        List<String> texts =
                IntStream.range(0, 500).mapToObj(i -> "{\"n\":" + i + "}").toList();
        bus.publish(0, texts.toArray(String[]::new));
        KafkaReadySource source = bus.open(bus.builder().maxMessageBytes(1000));
        Await.until("the inbox is full", () -> source.waiting() >= 64);
        assertThat(source.waiting()).isLessThan(64 + 8);
        assertThat(TestBus.next(source, 500)).extracting(TestBus::text).containsExactlyElementsOf(texts);
        assertThat(source.waiting()).isZero();
    }

    @Test
    void poll_transactions_deliversCommittedOnesAndPassesTheirMarkers() throws Exception {
        bus.withTopic(1);
        try (KafkaProducer<byte[], byte[]> publisher = cluster.publisher(
                Map.of("transactional.id", "t-" + bus.partition(0).topic()))) {
            publisher.initTransactions();
            publisher.beginTransaction();
            publisher.send(record("aborted".getBytes(UTF_8))).get();
            publisher.abortTransaction();
            publisher.beginTransaction();
            publisher.send(record("committed".getBytes(UTF_8))).get();
            publisher.commitTransaction();
        }
        KafkaReadySource source = bus.open();
        List<ReadyDelivery> came = new ArrayList<>(List.of(TestBus.next(source)));
        assertThat(source.poll()).isEmpty();
        assertThat(came).extracting(TestBus::text).containsExactly("committed");
        came.get(0).settle(Settlement.DONE);
        source.close();
        assertThat(bus.offset(0)).as("two messages and two markers").isEqualTo(4);
    }

    @Test
    void start_metadataOfAnotherTool_isIgnored() throws Exception {
        bus.withTopic(1).publish(0, "a", "b", "c");
        cluster.commit(bus.partition(0), new OffsetAndMetadata(1, "checked by hand"));
        assertThat(TestBus.texts(bus.open())).containsExactly("b", "c");
    }

    @Test
    void settle_moreThanTheMetadataHolds_saysSoAndDeliversAgain() throws Exception {
        int count = 4000;
        bus.withTopic(1);
        bus.publish(0, IntStream.range(0, count).mapToObj(i -> "m" + i).toArray(String[]::new));
        KafkaReadySource source = bus.open();
        List<ReadyDelivery> came = TestBus.next(source, count);
        for (int i = 1; i < count - 1; i += 2) {
            came.get(i).settle(Settlement.UNREADABLE);
        }
        assertThatThrownBy(() -> came.get(count - 1).settle(Settlement.DONE))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE))
                .hasMessageContaining("does not fit");
        OffsetAndMetadata committed = Objects.requireNonNull(bus.committed(0));
        assertThat(committed.offset()).isZero();
        assertThat(committed.metadata()).hasSizeBetween(4000, 4096);

        source.abandon();
        List<String> again = TestBus.texts(bus.open());
        assertThat(again).hasSizeBetween(count / 2, count).contains("m0", "m2", "m" + (count - 1));
        assertThat(again).doesNotContain("m1", "m3");
    }

    @Test
    void poll_topicMissing_saysSoUntilItIsCreated() throws Exception {
        KafkaReadySource source = bus.open();
        Await.until("the source notices that there is no topic", source::isFaulty);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(source::poll)
                    .isInstanceOfSatisfying(
                            WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.OBJECT_UNREADABLE))
                    .hasMessageContaining("does not exist")
                    .hasMessageContaining("control_bus.topic");
        }
        assertThat(cluster.admin.listTopics().names().get())
                .doesNotContain(bus.partition(0).topic());

        bus.withTopic(1).publish(0, "a");
        Await.until("the source notices that there is a topic", () -> !source.isFaulty());
        assertThat(TestBus.text(TestBus.next(source))).isEqualTo("a");
    }

    @Test
    void poll_topicDeletedAndRecreated_deliversTheNewMessages() throws Exception {
        bus.withTopic(1).publish(0, "a", "b");
        KafkaReadySource source = bus.open(bus.builder().timing(TestBus.QUICK));
        List<ReadyDelivery> old = List.of(TestBus.nextOfAll(source), TestBus.nextOfAll(source));
        old.get(0).settle(Settlement.UNREADABLE);
        Await.until("the first message is committed", () -> bus.offset(0) == 1);

        cluster.deleteTopic(bus.partition(0).topic());
        Await.until("the source notices that the topic is gone", source::isFaulty);
        bus.withTopic(1).publish(0, "c", "d");
        assertThat(List.of(TestBus.nextOfAll(source), TestBus.nextOfAll(source)))
                .extracting(TestBus::text)
                .containsExactly("c", "d");
        old.get(1).settle(Settlement.UNREADABLE);
        source.close();
        assertThat(TestBus.texts(bus.open()))
                .as("a settlement of the deleted log counts for nothing")
                .containsExactly("c", "d");
    }
}

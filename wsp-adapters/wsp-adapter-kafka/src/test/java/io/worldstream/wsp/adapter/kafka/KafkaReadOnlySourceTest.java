package io.worldstream.wsp.adapter.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole topic for a caller that settles nothing, on a real broker. */
@Tag("server")
class KafkaReadOnlySourceTest {
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

    private static List<ReadyDelivery> all(KafkaReadOnlySource source) {
        List<ReadyDelivery> all = new ArrayList<>();
        for (Optional<ReadyDelivery> next = source.poll(); next.isPresent(); next = source.poll()) {
            all.add(next.get());
        }
        return all;
    }

    /** A group.instance.id of the host must not fence the host out. */
    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void poll_hostHasSettledSome_returnsAllAndJoinsNoGroup(String protocol) throws Exception {
        bus.withTopic(2);
        bus.publish(0, "a", "b", "c");
        bus.publish(1, "d");
        KafkaReadySource.Builder builder = bus.builder(protocol).property("group.instance.id", "host-1");
        KafkaReadySource host = bus.open(builder);
        TestBus.next(host, 4).forEach(each -> each.settle(Settlement.DONE));

        try (KafkaReadOnlySource source = builder.buildReadOnly()) {
            List<ReadyDelivery> came = all(source);
            assertThat(came).extracting(TestBus::text).containsExactlyInAnyOrder("a", "b", "c", "d");
            assertThat(came.stream().map(TestBus::text).filter(text -> !text.equals("d")))
                    .containsExactly("a", "b", "c");
            assertThat(came).extracting(ReadyDelivery::name).contains(bus.partition(1) + "@0");
            came.forEach(each -> each.settle(Settlement.DONE));
            assertThat(source.topic()).isEqualTo(bus.partition(0).topic());
            assertThat(cluster.members(source.topic()))
                    .as("members of the group")
                    .isEqualTo(1);
        }
        assertThat(bus.offset(0)).isEqualTo(3);
        bus.publish(0, "e");
        assertThat(TestBus.text(TestBus.next(host)))
                .as("the host is still a member")
                .isEqualTo("e");
    }

    @Test
    void poll_noHost_leavesNoGroupBehind() throws Exception {
        bus.withTopic(1).publish(0, "a");
        try (KafkaReadOnlySource source = bus.builder().buildReadOnly()) {
            assertThat(all(source)).hasSize(1).allSatisfy(each -> each.settle(Settlement.DONE));
        }
        assertThat(cluster.admin.listGroups().all().get())
                .extracting(GroupListing::groupId)
                .doesNotContain(bus.partition(0).topic());
    }

    @Test
    void poll_publishedAfterTheFirst_isNotRead() throws Exception {
        bus.withTopic(1);
        bus.publish(0, IntStream.range(0, 40).mapToObj(i -> "m" + i).toArray(String[]::new));
        try (KafkaReadOnlySource source = bus.builder().buildReadOnly()) {
            assertThat(source.poll().map(TestBus::text)).contains("m0");
            bus.publish(0, "later");
            assertThat(all(source)).hasSize(39).last().extracting(TestBus::text).isEqualTo("m39");
            assertThat(source.poll()).isEmpty();
        }
    }

    @Test
    void poll_emptyTopic_isEmpty() {
        bus.withTopic(3);
        try (KafkaReadOnlySource source = bus.builder().buildReadOnly()) {
            assertThat(source.poll()).isEmpty();
        }
    }

    /** The last record of the topic is a marker, and a transaction that is open must not be waited for. */
    @Test
    void poll_transactions_deliversCommittedOnesAndEnds() throws Exception {
        bus.withTopic(1);
        String topic = bus.partition(0).topic();
        try (KafkaProducer<byte[], byte[]> publisher = cluster.publisher(Map.of("transactional.id", "t-" + topic));
                KafkaProducer<byte[], byte[]> other = cluster.publisher(Map.of("transactional.id", "o-" + topic))) {
            publisher.initTransactions();
            for (String text : List.of("committed", "aborted")) {
                publisher.beginTransaction();
                publisher
                        .send(new ProducerRecord<>(topic, 0, null, text.getBytes(UTF_8)))
                        .get();
                if (text.equals("committed")) {
                    publisher.commitTransaction();
                } else {
                    publisher.abortTransaction();
                }
            }
            other.initTransactions();
            other.beginTransaction();
            other.send(new ProducerRecord<>(topic, 0, null, "open".getBytes(UTF_8)))
                    .get();
            try (KafkaReadOnlySource source = bus.builder().buildReadOnly()) {
                assertThat(all(source)).extracting(TestBus::text).containsExactly("committed");
            }
            other.abortTransaction();
        }
    }

    @Test
    void poll_poisonRecords_areUnreadable() throws Exception {
        bus.withTopic(1);
        bus.publish(0, (byte[]) null);
        bus.publish(0, new byte[2000]);
        bus.publish(0, "{}");
        try (KafkaReadOnlySource source = bus.builder().maxMessageBytes(1000).buildReadOnly()) {
            assertThat(all(source))
                    .extracting(each -> each.unreadable().orElse("read"))
                    .containsExactly(
                            "it has no value: the record is a tombstone", "it has 2000 bytes, more than 1000", "read");
        }
    }

    @Test
    void poll_topicMissing_saysSo_andReadsItOnceItExists() throws Exception {
        try (KafkaReadOnlySource source = bus.builder().buildReadOnly()) {
            assertThatThrownBy(source::poll)
                    .isInstanceOfSatisfying(
                            WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.OBJECT_UNREADABLE))
                    .hasMessageContaining("does not exist");
            bus.withTopic(1).publish(0, "a");
            List<ReadyDelivery> came = new ArrayList<>();
            Await.until("the topic is read", () -> {
                try {
                    came.addAll(all(source));
                } catch (WspException e) {
                    assertThat(e).hasMessageContaining("does not exist"); // the client has not heard of it yet
                }
                return !came.isEmpty();
            });
            assertThat(came).extracting(TestBus::text).containsExactly("a");
        }
    }

    @Test
    void poll_brokerDoesNotAnswer_endsInTime() throws Exception {
        bus.withTopic(1)
                .publish(0, IntStream.range(0, 20).mapToObj(i -> "m" + i).toArray(String[]::new));
        Timing hasty = new Timing(
                Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(500));
        try (KafkaReadOnlySource source = bus.builder().timing(hasty).buildReadOnly()) {
            cluster.wire.silence();
            assertThatThrownBy(source::poll)
                    .isInstanceOf(WspException.class)
                    .hasMessageContaining("the brokers at " + cluster.servers() + " do not answer");
        } finally {
            cluster.wire.mend();
        }
    }

    @Test
    void poll_closed_isADefect() {
        KafkaReadOnlySource source = bus.builder().buildReadOnly();
        source.close();
        source.close();
        assertThatIllegalStateException().isThrownBy(source::poll).withMessageContaining("closed");
    }

    @Test
    void settle_twice_isADefect() throws Exception {
        bus.withTopic(1).publish(0, "a");
        try (KafkaReadOnlySource source = bus.builder().buildReadOnly()) {
            ReadyDelivery delivery = source.poll().orElseThrow();
            delivery.settle(Settlement.REFUSED);
            assertThatIllegalStateException().isThrownBy(() -> delivery.settle(Settlement.DONE));
        }
    }

    @Test
    void build_settingsInvalid_areNamed() {
        assertThatThrownBy(() -> KafkaReadySource.builder().topic("a/b").buildReadOnly())
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID))
                .hasMessageContainingAll("control_bus.topic", "control_bus.kafka.bootstrap.servers: missing");
    }
}

package io.worldstream.wsp.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several sources in one group, on a real broker. */
@Tag("server")
class KafkaRebalanceTest {
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
    void newBus(TestInfo test) throws Exception {
        String name = test.getTestMethod().orElseThrow().getName() + "-" + test.getDisplayName();
        bus = new TestBus(cluster, name.replaceAll("[^A-Za-z0-9_-]", "-"));
    }

    @AfterEach
    void closeBus() {
        bus.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void rebalance_unsettledMessages_goToTheNewOwner(String protocol) throws Exception {
        bus.withTopic(2).publish(0, "done 0", "held 0");
        bus.publish(1, "done 1", "held 1");
        KafkaReadySource first = bus.open(bus.builder(protocol));
        List<ReadyDelivery> held = new ArrayList<>();
        for (ReadyDelivery delivery : TestBus.next(first, 4)) {
            if (TestBus.text(delivery).startsWith("done")) {
                delivery.settle(Settlement.DONE);
            } else {
                held.add(delivery);
            }
        }

        KafkaReadySource second = bus.open(bus.builder(protocol));
        ReadyDelivery moved = TestBus.next(second);
        held.sort(Comparator.comparing(each -> each.name().equals(moved.name()) ? 0 : 1));
        assertThat(held.get(0).name()).isEqualTo(moved.name());
        assertThat(TestBus.texts(second)).as("the new owner has one partition").isEmpty();
        assertThatThrownBy(() -> held.get(0).settle(Settlement.DONE))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE))
                .hasMessageContaining("another host");
        held.get(1).settle(Settlement.DONE);
        moved.settle(Settlement.DONE);
        assertThat(bus.offset(0)).isEqualTo(2);
        assertThat(bus.offset(1)).isEqualTo(2);
    }

    @Test
    void rebalance_partitionComesBack_deliversNothingTwice() throws Exception {
        bus.withTopic(2).publish(0, "held 0", "refused 0");
        bus.publish(1, "held 1", "refused 1");
        KafkaReadySource first = bus.open();
        List<ReadyDelivery> held = new ArrayList<>();
        for (ReadyDelivery delivery : TestBus.next(first, 4)) {
            if (TestBus.text(delivery).startsWith("refused")) {
                delivery.settle(Settlement.REFUSED);
            } else {
                held.add(delivery);
            }
        }
        KafkaReadySource second = bus.open();
        TestBus.next(second);
        second.close();

        bus.publish(0, "new 0");
        bus.publish(1, "new 1");
        assertThat(TestBus.next(first, 2)).extracting(TestBus::text).containsExactlyInAnyOrder("new 0", "new 1");
        assertThat(first.poll()).isEmpty();
        held.forEach(each -> each.settle(Settlement.DONE));
        assertThat(bus.offset(0)).isEqualTo(1);
        assertThat(bus.offset(1)).isEqualTo(1);
    }

    @Test
    void rebalance_messagesThatWait_areDeliveredOnceByTheNewOwner() throws Exception {
        bus.withTopic(2);
        List<String> all = IntStream.range(0, 40).mapToObj(i -> "m" + i).toList();
        for (int i = 0; i < all.size(); i++) {
            bus.publish(i % 2, all.get(i));
        }
        KafkaReadySource first = bus.open();
        Await.until("the first source has read all", () -> first.waiting() == all.size());
        KafkaReadySource second = bus.open();
        Await.until("each source has read a half", () -> first.waiting() == 20 && second.waiting() == 20);
        List<String> came = new ArrayList<>(TestBus.texts(first));
        came.addAll(TestBus.texts(second));
        assertThat(came).containsExactlyInAnyOrderElementsOf(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void poll_moreHostsThanPartitions_isIdleUntilItsTurn(String protocol) throws Exception {
        bus.withTopic(1).publish(0, "a");
        KafkaReadySource first = bus.open(bus.builder(protocol));
        TestBus.next(first).settle(Settlement.DONE);
        KafkaReadySource second = bus.open(bus.builder(protocol));
        Await.until("both have joined", () -> {
            assertThat(first.poll()).isEmpty();
            assertThat(second.poll()).isEmpty();
            return cluster.members(bus.partition(0).topic()) == 2;
        });
        first.close();
        bus.publish(0, "b");
        assertThat(TestBus.text(TestBus.next(second))).isEqualTo("b");
    }
}

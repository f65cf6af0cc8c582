package io.worldstream.wsp.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A broker that is away, silent or refuses access. */
@Tag("server")
class KafkaOutageTest {
    private static TestCluster cluster;

    private TestBus bus;

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.startForOutages();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void newBus(TestInfo test) throws Exception {
        bus = new TestBus(cluster, test.getTestMethod().orElseThrow().getName()).withTopic(1);
    }

    @AfterEach
    void closeBus() {
        cluster.wire.mend();
        bus.close();
    }

    @Test
    void brokerDown_pollAndSettleSaySo_andItGoesOnWhereItWas() throws Exception {
        bus.publish(0, "a", "b", "c");
        KafkaReadySource source = bus.open(bus.builder().timing(TestBus.QUICK));
        List<ReadyDelivery> came =
                List.of(TestBus.nextOfAll(source), TestBus.nextOfAll(source), TestBus.nextOfAll(source));
        came.get(0).settle(Settlement.UNREADABLE);
        Await.until("the first message is committed", () -> bus.offset(0) == 1);
        cluster.stopBroker();
        Await.until("the source notices that the broker is down", source::isFaulty);
        assertUnreadable(source, "do not answer");
        assertThatThrownBy(() -> came.get(1).settle(Settlement.DONE))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE))
                .hasMessageContaining(came.get(1).name());

        cluster.startBroker();
        bus.publish(0, "d");
        assertThat(TestBus.text(TestBus.nextOfAll(source)))
                .as("nothing comes twice")
                .isEqualTo("d");
        Await.until("what was settled meanwhile is committed", () -> bus.offset(0) == 2);
    }

    @Test
    void brokerSilent_pollSaysSoUntilItAnswers() throws Exception {
        KafkaReadySource source = bus.open(bus.builder().timing(TestBus.QUICK));
        bus.publish(0, "before");
        TestBus.nextOfAll(source);
        cluster.wire.silence();
        Await.until("the source notices that the broker is silent", source::isFaulty);
        assertUnreadable(source, "do not answer");
        cluster.wire.mend();
        bus.publish(0, "a");
        assertThat(TestBus.text(TestBus.nextOfAll(source))).isEqualTo("a");
    }

    @Test
    void brokerAwayAtTheStart_pollSaysSoUntilItIsThere() throws Exception {
        bus.publish(0, "a");
        cluster.wire.cut();
        KafkaReadySource source = bus.open(bus.builder().timing(TestBus.QUICK));
        assertUnreadable(source, cluster.servers());
        cluster.wire.mend();
        assertThat(TestBus.text(TestBus.nextOfAll(source))).isEqualTo("a");
    }

    /** The poll thread has not noticed yet. */
    @Test
    void brokerSilent_settleGivesUpInTime() throws Exception {
        bus.publish(0, "a");
        KafkaReadySource source = bus.open(bus.builder()
                .timing(new Timing(
                        Duration.ofHours(1), Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofMinutes(1))));
        ReadyDelivery delivery = TestBus.nextOfAll(source);
        cluster.wire.silence();
        assertThatThrownBy(() -> delivery.settle(Settlement.DONE))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE))
                .hasMessageContaining("is not committed");
    }

    @Test
    void nameOfNoHost_pollSaysSo() {
        KafkaReadySource source = bus.open(
                bus.builder().bootstrapServers("no-such-host.invalid:9092").timing(TestBus.QUICK));
        assertUnreadable(source, "no-such-host.invalid");
    }

    @Test
    void topicForbidden_pollSaysSoUntilItIsPermitted() throws Exception {
        bus.publish(0, "a");
        String topic = bus.partition(0).topic();
        cluster.deny(ResourceType.TOPIC, topic, AclOperation.READ);
        KafkaReadySource source = bus.open(bus.builder().timing(TestBus.QUICK));
        Await.until("the source is refused", source::isFaulty);
        assertUnreadable(source, "topic " + topic + " may not be read; grant the operations Read and Describe");
        cluster.permit(ResourceType.TOPIC, topic);
        assertThat(TestBus.text(TestBus.nextOfAll(source))).isEqualTo("a");
    }

    @Test
    void groupForbidden_pollSaysSoUntilItIsPermitted() throws Exception {
        bus.publish(0, "a");
        String group = bus.partition(0).topic();
        cluster.deny(ResourceType.GROUP, group, AclOperation.READ);
        KafkaReadySource source = bus.open(bus.builder().timing(TestBus.QUICK));
        Await.until("the source is refused", source::isFaulty);
        assertUnreadable(source, "group " + group + " may not be joined; grant the operation Read");
        cluster.permit(ResourceType.GROUP, group);
        assertThat(TestBus.text(TestBus.nextOfAll(source))).isEqualTo("a");
    }

    private static void assertUnreadable(KafkaReadySource source, String words) {
        ThrowingCallable poll = source::poll;
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(poll)
                    .isInstanceOfSatisfying(
                            WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.OBJECT_UNREADABLE))
                    .hasMessageContaining(words);
        }
    }
}

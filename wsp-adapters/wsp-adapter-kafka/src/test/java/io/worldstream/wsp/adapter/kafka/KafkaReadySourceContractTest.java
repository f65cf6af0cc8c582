package io.worldstream.wsp.adapter.kafka;

import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.testkit.contract.ReadySourceContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;

/** The rules on a real broker. A start ends the earlier source as a killed process ends, but for its place in the group. */
@Tag("server")
class KafkaReadySourceContractTest extends ReadySourceContract {
    /** The time after which a late answer counts as an outage. Only one test has one. */
    private static final Timing OUTAGE =
            new Timing(Duration.ofMillis(50), Duration.ofSeconds(5), Duration.ofMinutes(2), Duration.ofMinutes(1));

    private static TestCluster cluster;

    private final List<KafkaReadySource> started = new ArrayList<>();
    private String topic = "";

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void createTopic(TestInfo test) throws Exception {
        topic = test.getTestMethod().orElseThrow().getName();
        cluster.createTopic(topic, 2);
    }

    @AfterEach
    void closeAll() {
        cluster.wire.mend();
        started.forEach(KafkaReadySource::close);
    }

    @Override
    protected void publish(String name, byte[] message) throws Exception {
        cluster.publish(new TopicPartition(topic, Math.floorMod(name.hashCode(), 2)), message);
    }

    @Override
    protected ReadySource open() {
        return open("platform_20260201T000000Z");
    }

    @Override
    protected ReadySource openInAnotherScope() {
        return open("platform_20260202T000000Z");
    }

    private KafkaReadySource open(String scope) {
        started.forEach(KafkaReadySource::abandon);
        KafkaReadySource source = KafkaReadySource.builder()
                .bootstrapServers(cluster.servers())
                .topic(topic)
                .groupId(topic)
                .scope(scope)
                .timing(topic.startsWith("aBusThatCannotBeRead") ? OUTAGE : TestBus.PATIENT)
                .property("heartbeat.interval.ms", "200")
                .build();
        started.add(source);
        return source;
    }

    /** Waits until the source notices, which takes some time: polls only until then, so it must not deliver. */
    @Override
    protected void cutOff() {
        cluster.wire.cut();
        KafkaReadySource last = started.get(started.size() - 1);
        Await.until("the source notices that the broker is away", last::isFaulty);
    }

    @Override
    protected void restore() {
        cluster.wire.mend();
        KafkaReadySource last = started.get(started.size() - 1);
        Await.until("the source notices that the broker is back", () -> !last.isFaulty());
    }
}

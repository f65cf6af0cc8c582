package io.worldstream.wsp.tests;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** A real Kafka broker in this process, on loopback, and the publisher's side of it. */
final class FieldBroker implements AutoCloseable {
    private final KafkaClusterTestKit kit;

    private FieldBroker(KafkaClusterTestKit kit) {
        this.kit = kit;
    }

    static FieldBroker start() throws Exception {
        KafkaClusterTestKit kit = new KafkaClusterTestKit.Builder(new TestKitNodes.Builder()
                        .setCombined(true)
                        .setNumBrokerNodes(1)
                        .setNumControllerNodes(1)
                        .build())
                .setConfigProp("auto.create.topics.enable", "false")
                .setConfigProp("offsets.topic.num.partitions", "1")
                .setConfigProp("offsets.topic.replication.factor", "1")
                // A loaded machine must not fence a broker that is well.
                .setConfigProp("broker.session.timeout.ms", "120000")
                .setConfigProp("group.initial.rebalance.delay.ms", "0")
                .setConfigProp("group.min.session.timeout.ms", "1000")
                .build();
        kit.format();
        kit.startup();
        kit.waitForReadyBrokers();
        return new FieldBroker(kit);
    }

    /** Returns the value of {@code bootstrap.servers}. */
    String servers() {
        return kit.bootstrapServers();
    }

    int port() {
        return Integer.parseInt(servers().substring(servers().lastIndexOf(':') + 1));
    }

    /** Creates a topic with one partition. */
    void createTopic(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get(2, TimeUnit.MINUTES);
        }
    }

    void publish(String topic, byte[] message) throws Exception {
        try (KafkaProducer<byte[], byte[]> publisher = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers()), new ByteArraySerializer(), new ByteArraySerializer())) {
            publisher.send(new ProducerRecord<>(topic, message)).get(2, TimeUnit.MINUTES);
            publisher.close(Duration.ofMinutes(1));
        }
    }

    @Override
    public void close() {
        try {
            kit.close();
        } catch (Exception e) {
            throw new IllegalStateException("the broker does not stop", e);
        }
    }
}

package io.worldstream.wsp.adapter.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import kafka.server.BrokerServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.JaasUtils;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.jspecify.annotations.Nullable;

/** A real broker in this JVM, behind a {@link Wire}, with an administrator and a publisher. */
final class TestCluster implements AutoCloseable {
    private static final ListenerName LISTENER = new ListenerName("EXTERNAL");
    /** A loaded machine must not fence a broker that is well. */
    private static final Duration LONG_SESSION = Duration.ofMinutes(2);

    final Wire wire;
    final Admin admin;
    private final KafkaClusterTestKit kit;
    private final Map<String, Object> client;
    private final KafkaProducer<byte[], byte[]> publisher;

    private TestCluster(SecurityProtocol protocol, Map<String, Object> credentials, Duration session) throws Exception {
        wire = new Wire(() -> broker().boundPort(LISTENER));
        kit = new KafkaClusterTestKit.Builder(new TestKitNodes.Builder()
                        .setBrokerSecurityProtocol(protocol)
                        .setControllerSecurityProtocol(protocol)
                        .setCombined(true)
                        .setNumBrokerNodes(1)
                        .setNumControllerNodes(1)
                        .setBrokerListenerName(LISTENER)
                        .build())
                .setConfigProp("advertised.listeners", "EXTERNAL://localhost:" + wire.port())
                .setConfigProp("auto.create.topics.enable", "true")
                .setConfigProp("offsets.topic.num.partitions", "1")
                .setConfigProp("offsets.topic.replication.factor", "1")
                .setConfigProp("transaction.state.log.num.partitions", "1")
                .setConfigProp("transaction.state.log.replication.factor", "1")
                .setConfigProp("transaction.state.log.min.isr", "1")
                .setConfigProp("broker.session.timeout.ms", Long.toString(session.toMillis()))
                .setConfigProp("broker.heartbeat.interval.ms", "200")
                .setConfigProp("group.consumer.min.heartbeat.interval.ms", "100")
                .setConfigProp("group.consumer.heartbeat.interval.ms", "200")
                .setConfigProp("group.initial.rebalance.delay.ms", "0")
                .setConfigProp("group.min.session.timeout.ms", "1000")
                .setConfigProp("message.max.bytes", Integer.toString(16 << 20))
                .setConfigProp("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .setConfigProp("allow.everyone.if.no.acl.found", "true")
                .build();
        kit.format();
        kit.startup();
        kit.waitForReadyBrokers();
        client = new HashMap<>(credentials);
        client.put("bootstrap.servers", servers());
        admin = Admin.create(client);
        publisher = publisher(Map.of());
    }

    static TestCluster start() throws Exception {
        return new TestCluster(SecurityProtocol.PLAINTEXT, Map.of(), LONG_SESSION);
    }

    /** Starts a cluster whose broker can be stopped and started without a long wait. */
    static TestCluster startForOutages() throws Exception {
        return new TestCluster(SecurityProtocol.PLAINTEXT, Map.of(), Duration.ofSeconds(3));
    }

    /** Starts a cluster that asks for a name and a password. */
    static TestCluster startWithSasl() throws Exception {
        return new TestCluster(
                SecurityProtocol.SASL_PLAINTEXT,
                Map.of(
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        login(JaasUtils.KAFKA_PLAIN_ADMIN, JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD)),
                LONG_SESSION);
    }

    /** Returns the value of {@code sasl.jaas.config}. */
    static String login(String user, String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                + password + "\";";
    }

    private BrokerServer broker() {
        return kit.brokers().values().iterator().next();
    }

    String servers() {
        return "localhost:" + wire.port();
    }

    void stopBroker() {
        broker().shutdown();
        broker().awaitShutdown();
    }

    void startBroker() {
        broker().startup();
    }

    /** Creates a topic, as soon as the cluster has a broker for it. */
    void createTopic(String topic, int partitions) {
        NewTopic created = new NewTopic(topic, Optional.of(partitions), Optional.empty());
        Await.until("topic " + topic + " is created", () -> {
            try {
                admin.createTopics(List.of(created)).all().get();
                return true;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof InvalidReplicationFactorException) {
                    return false;
                }
                throw e;
            }
        });
    }

    void deleteTopic(String topic) throws ExecutionException, InterruptedException {
        admin.deleteTopics(Set.of(topic)).all().get();
    }

    /** Returns a publisher with further properties, such as {@code transactional.id}. */
    KafkaProducer<byte[], byte[]> publisher(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(client);
        all.put("max.request.size", 16 << 20);
        all.put("buffer.memory", 64L << 20);
        all.putAll(properties);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void publish(TopicPartition partition, byte @Nullable [] message) throws ExecutionException, InterruptedException {
        publisher.send(record(partition, message)).get();
    }

    void publishAll(TopicPartition partition, List<byte[]> messages) throws ExecutionException, InterruptedException {
        Future<RecordMetadata> last = CompletableFuture.completedFuture(null);
        for (byte[] message : messages) {
            last = publisher.send(record(partition, message));
        }
        publisher.flush();
        last.get();
    }

    private static ProducerRecord<byte[], byte[]> record(TopicPartition partition, byte @Nullable [] message) {
        return new ProducerRecord<>(partition.topic(), partition.partition(), null, message);
    }

    /** Returns the position that the group has committed, or null. */
    @Nullable OffsetAndMetadata committed(String group, TopicPartition partition)
            throws ExecutionException, InterruptedException {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata(group)
                .get()
                .get(partition);
    }

    int members(String group) throws ExecutionException, InterruptedException {
        Map<String, ConsumerGroupDescription> groups =
                admin.describeConsumerGroups(Set.of(group)).all().get();
        return Objects.requireNonNull(groups.get(group)).members().size();
    }

    void deny(ResourceType type, String name, AclOperation operation) throws ExecutionException, InterruptedException {
        AclBinding binding = new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:ANONYMOUS", "*", operation, AclPermissionType.DENY));
        admin.createAcls(List.of(binding)).all().get();
    }

    /** Undoes {@link #deny}. */
    void permit(ResourceType type, String name) throws ExecutionException, InterruptedException {
        AclBindingFilter all = new AclBindingFilter(
                new ResourcePatternFilter(type, name, PatternType.LITERAL), AccessControlEntryFilter.ANY);
        admin.deleteAcls(List.of(all)).all().get();
    }

    /** Commits a position of a group that has no members and the name of the topic. */
    void commit(TopicPartition partition, OffsetAndMetadata position) throws ExecutionException, InterruptedException {
        admin.alterConsumerGroupOffsets(partition.topic(), Map.of(partition, position))
                .all()
                .get();
    }

    @Override
    public void close() {
        publisher.close(Duration.ZERO);
        admin.close(Duration.ZERO);
        try {
            kit.close();
            wire.close();
        } catch (Exception e) {
            throw new IllegalStateException("the cluster does not stop", e);
        }
    }
}

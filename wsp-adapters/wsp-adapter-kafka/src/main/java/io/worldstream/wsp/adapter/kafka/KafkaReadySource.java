package io.worldstream.wsp.adapter.kafka;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Control bus on Apache Kafka: delivers the records of one topic as a member of a consumer group (contracts 1). Only
 * reads: nothing in this module can produce a record.
 *
 * <pre>{@code
 * try (KafkaReadySource bus = KafkaReadySource.builder()
 *         .bootstrapServers("kafka-1:9092,kafka-2:9092")
 *         .build()) {
 *     // WorldStreamProducer.builder().readySource(bus) ...; close the producer first
 * }
 * }</pre>
 *
 * <p>Messages of a partition are delivered in the order of their offsets; those of several partitions interleave. A
 * daemon thread of the source polls Kafka and stays in the group whatever the engine does. It holds up to 64 messages,
 * or 4 of the largest size, that are not delivered yet; the rest stay on the bus.
 *
 * <p>A settled message is committed: the offset up to which all messages of the partition are settled, with the settled
 * ones above it in the metadata of the commit. {@code DONE} and {@code IGNORED} are committed when {@code settle}
 * returns, {@code UNREADABLE} within about a second, since a record cannot change. {@code SKIPPED} is committed if the
 * source has a {@linkplain Builder#scope scope}. {@code REFUSED}, {@code HALTED} and, without a scope, {@code SKIPPED}
 * messages are not committed: they are delivered again at the next start, or to the host to which the group gives their
 * partition. A record without a value, or above the maximum size, is delivered as {@linkplain ReadyDelivery#unreadable
 * unreadable}, without its bytes.
 *
 * <p>Once, after the start, {@link #poll} waits up to 10 seconds until the source has read what was on the topic; later
 * it returns at once. It throws {@link ReasonCode#OBJECT_UNREADABLE} while a broker does not answer (noticed within
 * about 8 seconds), the topic does not exist, or access is refused, and works again by itself when that has changed.
 * After an {@link Error} in the source's thread it throws {@link ReasonCode#DEFECT}, with the error as the cause.
 *
 * <p>One thread at a time polls; settlements may come from any thread, and wait up to 15 seconds for the broker.
 */
public final class KafkaReadySource implements ReadySource, AutoCloseable {
    /** Default maximum size of a message: 1 MiB. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 1 << 20;

    /** Default group: {@value}. */
    public static final String DEFAULT_GROUP_ID = "wsp";

    private static final int MOST_MESSAGE_BYTES = 1 << 30;

    private final String topic;
    private final String group;
    private final boolean scoped;
    private final Timing timing;
    private final Inbox inbox;
    private final GroupMember member;
    private final Thread thread;

    private KafkaReadySource(Builder builder) {
        builder.check();
        topic = builder.topic;
        scoped = builder.scope != null;
        group = builder.group();
        timing = builder.timing;
        Supplier<Consumer<String, Payload>> clients = builder.clients(group);
        BrokerFailure failures = new BrokerFailure(topic, group, builder.servers());
        inbox = new Inbox(builder.maxMessageBytes, failures.noAnswerYet());
        member = new GroupMember(topic, firstClient(clients), clients, failures, timing, inbox);
        thread = new Thread(member, "wsp-kafka-" + topic);
        thread.setDaemon(true);
        thread.start();
    }

    private static @Nullable Consumer<String, Payload> firstClient(Supplier<Consumer<String, Payload>> clients) {
        try {
            return clients.get();
        } catch (KafkaException e) {
            if (ClientSettings.isUnresolved(e)) {
                return null; // the name service may be away, as a broker may be
            }
            throw ClientSettings.refusal(e);
        }
    }

    /** Returns a builder; {@link Builder#bootstrapServers} is required. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String topic() {
        return topic;
    }

    /** Returns the group that this source joins: the group id, with a dot and the scope after it if there is one. */
    public String group() {
        return group;
    }

    @Override
    public Optional<ReadyDelivery> poll() {
        Message message = inbox.take(timing.catchUpWithin().toNanos());
        return Optional.ofNullable(message).map(next -> new KafkaDelivery(next, scoped, inbox, member, timing));
    }

    /**
     * Commits what is settled, leaves the group and ends the source's thread. Close the producer first: later
     * settlements fail. Waits at most 20 seconds, if no broker answers. Later calls do nothing.
     */
    @Override
    public void close() {
        member.close();
        join();
    }

    /** Ends as a process that is killed: commits nothing more. Leaves the group, so that a test need not wait. */
    void abandon() {
        member.abandon();
        join();
    }

    /** Returns whether the bus cannot be read now. */
    boolean isFaulty() {
        return inbox.fault() != null;
    }

    /** Returns the number of messages that are read and not delivered. */
    int waiting() {
        return inbox.size();
    }

    private void join() {
        try {
            thread.join(timing.answerWithin().multipliedBy(4).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Builds a {@link KafkaReadySource}. Not thread-safe. */
    public static final class Builder {
        private final Map<String, String> properties = new TreeMap<>();
        private String topic = DEFAULT_TOPIC;
        private int maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES;
        private @Nullable String scope;
        private Timing timing = Timing.DEFAULT;

        private Builder() {}

        /** Sets the topic. Default: {@value ReadySource#DEFAULT_TOPIC}. */
        public Builder topic(String topic) {
            this.topic = Objects.requireNonNull(topic, "topic");
            return this;
        }

        /** Sets the brokers to ask first: {@code HOST:PORT}, or several separated by commas. Required. */
        public Builder bootstrapServers(String servers) {
            return property(ClientSettings.SERVERS, servers);
        }

        /** Sets the consumer group. Default: {@value KafkaReadySource#DEFAULT_GROUP_ID}. See {@link #scope}. */
        public Builder groupId(String groupId) {
            return property(ClientSettings.GROUP, groupId);
        }

        /**
         * Sets a property of Kafka's consumer, such as {@code security.protocol} or {@code sasl.jaas.config}. {@code
         * bootstrap.servers} and {@code group.id} are the same as their own methods. Properties that would break a
         * guarantee, and unknown ones, are refused by {@link #build}.
         *
         * @param name Kafka's name of the property
         * @param value the value as text
         */
        public Builder property(String name, String value) {
            properties.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets the maximum size of a message, in bytes: 1 to 1 GiB. Default: {@value
         * KafkaReadySource#DEFAULT_MAX_MESSAGE_BYTES}. A larger record is delivered as unreadable.
         */
        public Builder maxMessageBytes(int maxMessageBytes) {
            this.maxMessageBytes = maxMessageBytes;
            return this;
        }

        /**
         * Sets the platform run to which the host's policy is bound, or null if it is not. Default: null. A source with
         * a scope joins a group of its own, {@code <group id>.<scope>}, since a group has one position for all of its
         * hosts: what this host skips is delivered to hosts of another scope ({@code RDY-10}).
         */
        public Builder scope(@Nullable String scope) {
            this.scope = scope;
            return this;
        }

        Builder timing(Timing timing) {
            this.timing = timing;
            return this;
        }

        /**
         * Returns everything that {@link #build} refuses and that needs no client to find out: unlike the values of Kafka's
         * own properties, which its client checks. Each begins with a key of the {@code wsp} configuration and a colon;
         * empty if nothing is wrong.
         */
        public List<String> faults() {
            return List.copyOf(findings());
        }

        /**
         * Creates the source, which begins to join its group. Does not wait for a broker.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID}, naming everything that is wrong as keys of the {@code
         *     wsp} configuration ({@code control_bus.kafka.*})
         */
        public KafkaReadySource build() {
            return new KafkaReadySource(this);
        }

        /**
         * Creates a source that reads the whole topic for a caller that settles nothing: without a group, and without a
         * commit. Group and scope do not matter to it. Does not wait for a broker.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID}, as {@link #build} does
         */
        public KafkaReadOnlySource buildReadOnly() {
            check();
            Supplier<Consumer<String, Payload>> clients = clients(null);
            BrokerFailure failures = new BrokerFailure(topic, null, servers());
            return new KafkaReadOnlySource(topic, firstClient(clients), clients, failures, timing);
        }

        private Supplier<Consumer<String, Payload>> clients(@Nullable String group) {
            Map<String, Object> client = ClientSettings.of(properties, group, maxMessageBytes);
            PayloadDeserializer deserializer = new PayloadDeserializer(maxMessageBytes);
            return () -> new KafkaConsumer<>(client, new UnreadKey(), deserializer);
        }

        private String servers() {
            return Objects.requireNonNull(properties.get(ClientSettings.SERVERS));
        }

        private String group() {
            String id = properties.getOrDefault(ClientSettings.GROUP, DEFAULT_GROUP_ID);
            return scope == null ? id : id + "." + scope;
        }

        private void check() {
            ClientSettings.refuse(findings());
        }

        private List<String> findings() {
            List<String> findings = new ArrayList<>();
            if (!topic.matches("[A-Za-z0-9_.-]{1,249}") || topic.matches("\\.{1,2}")) {
                findings.add("control_bus.topic: expected a name of letters, digits, _, . and -, found "
                        + LogText.quote(topic));
            }
            if (maxMessageBytes < 1 || maxMessageBytes > MOST_MESSAGE_BYTES) {
                findings.add(
                        "limits.max_message_bytes: expected 1 to " + MOST_MESSAGE_BYTES + ", found " + maxMessageBytes);
            }
            if (scope != null && !scope.matches("[A-Za-z0-9_.-]{1,200}")) {
                findings.add("security.platform_run_id: expected letters, digits, _, . and -, found "
                        + LogText.quote(scope));
            }
            ClientSettings.check(properties, findings);
            return findings;
        }
    }
}

package io.worldstream.wsp.adapter.kafka;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.support.LogText;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** Failures of the Kafka client in the words of the configuration. */
final class BrokerFailure {
    private static final int MOST_CAUSES = 4;
    /** The client's words for a record that fails its checksum or does not unpack; it has no type for it. */
    private static final String PAST_THE_RECORD = "seek past the record";

    private final String topic;
    private final @Nullable String group;
    private final String servers;

    /** @param group the group of the client, or null if it has none */
    BrokerFailure(String topic, @Nullable String group, String servers) {
        this.topic = LogText.segment(topic);
        this.group = group == null ? null : LogText.segment(group);
        this.servers = LogText.path(servers);
    }

    Fault of(Throwable failure) {
        return new Fault(ReasonCode.OBJECT_UNREADABLE, "the control bus cannot be read: " + inWords(failure), failure);
    }

    /** The fault of a source that has not yet had an answer. */
    Fault noAnswerYet() {
        return new Fault(
                ReasonCode.OBJECT_UNREADABLE,
                "the control bus cannot be read: the brokers at " + servers + " have not yet let group " + group
                        + " read topic " + topic
                        + " up to its end; if this lasts, check control_bus.kafka.bootstrap.servers and the brokers",
                null);
    }

    /** The fault of a source that has lost its place in the group, or waits for it. */
    Fault noPlace() {
        return new Fault(
                ReasonCode.OBJECT_UNREADABLE,
                "the control bus cannot be read: group " + group + " at " + servers + " gives this host no partitions;"
                        + " its coordinator may be away, or another host of the group does not answer",
                null);
    }

    /** Describes a failure and what to do about it. */
    String inWords(Throwable failure) {
        if (failure instanceof TopicAuthorizationException) {
            return "topic " + topic + " may not be read; grant the operations Read and Describe on it";
        } else if (failure instanceof GroupAuthorizationException) {
            return "group " + group + " may not be joined; grant the operation Read on it, or set"
                    + " control_bus.kafka.group.id";
        } else if (failure instanceof AuthorizationException) {
            return "the brokers at " + servers + " refuse access: " + causes(failure);
        } else if (failure instanceof AuthenticationException) {
            return "the brokers at " + servers + " refuse the credentials; check control_bus.kafka.security.protocol,"
                    + " control_bus.kafka.sasl.* and control_bus.kafka.ssl.*: " + causes(failure);
        } else if (failure instanceof UnknownTopicOrPartitionException) {
            return "topic " + topic + " does not exist at " + servers
                    + ", or may not be described; create it, or correct control_bus.topic";
        } else if (failure instanceof FencedInstanceIdException) {
            return "another host uses the same control_bus.kafka.group.instance.id; give each host its own";
        } else if (failure instanceof UnsupportedVersionException) {
            return "the brokers at " + servers + " are too old for this client: " + causes(failure);
        } else if (failure instanceof CommitFailedException) {
            return "group " + group + " gave the partitions of this host to another one";
        } else if (isCorrupt(failure)) {
            return "topic " + topic + " holds a damaged record"
                    + (group == null ? "" : "; move group " + group + " past it") + ": " + causes(failure);
        } else if (ClientSettings.isUnresolved(failure)) {
            return "no name in " + servers + " can be resolved; check control_bus.kafka.bootstrap.servers and the name"
                    + " service";
        } else if (failure instanceof TimeoutException) {
            // Without the client's text, which has the milliseconds: an outage is logged when its message changes.
            return "the brokers at " + servers + " do not answer; check control_bus.kafka.bootstrap.servers and the"
                    + " brokers";
        } else if (failure instanceof RetriableException) {
            return "the brokers at " + servers + " cannot answer now; check the brokers: " + causes(failure);
        }
        return "the Kafka client failed: " + causes(failure);
    }

    private static boolean isCorrupt(Throwable failure) {
        String message = failure.getMessage();
        return failure instanceof CorruptRecordException || (message != null && message.contains(PAST_THE_RECORD));
    }

    /** Returns the messages of a failure and its causes, each once. */
    static String causes(Throwable failure) {
        Set<String> messages = new LinkedHashSet<>();
        Throwable next = failure;
        for (int i = 0; i < MOST_CAUSES && next != null; i++) {
            String message = next.getMessage();
            messages.add(LogText.path(
                    message == null || message.isBlank() ? next.getClass().getSimpleName() : message));
            next = next.getCause();
        }
        return String.join(": ", messages);
    }
}

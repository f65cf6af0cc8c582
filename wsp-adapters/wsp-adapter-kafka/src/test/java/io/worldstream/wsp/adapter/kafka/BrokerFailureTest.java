package io.worldstream.wsp.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ReasonCode;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Failures that no test makes on a broker; the others are in {@link KafkaOutageTest}. */
class BrokerFailureTest {
    private final BrokerFailure failures = new BrokerFailure("t", "g", "host:9092");

    /** The engine logs an outage when its message changes. */
    @Test
    void timeout_anyDuration_hasOneMessage() {
        String message = failures.of(new TimeoutException("Failed to get offsets by times in 5001ms"))
                .message();
        assertThat(message)
                .isEqualTo("the control bus cannot be read: the brokers at host:9092 do not answer; check"
                        + " control_bus.kafka.bootstrap.servers and the brokers");
        assertThat(failures.of(new TimeoutException("Failed to get offsets by times in 5017ms"))
                        .message())
                .isEqualTo(message);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        new FencedInstanceIdException("fenced"),
                        "another host uses the same control_bus.kafka.group.instance.id; give each host its own"),
                Arguments.of(
                        new UnsupportedVersionException("OFFSET_FETCH 8"),
                        "the brokers at host:9092 are too old for this client: OFFSET_FETCH 8"),
                Arguments.of(
                        new LeaderNotAvailableException("no leader"),
                        "the brokers at host:9092 cannot answer now; check the brokers: no leader"),
                Arguments.of(new CommitFailedException(), "group g gave the partitions of this host to another one"),
                Arguments.of(
                        new KafkaException("outer", new IllegalStateException()),
                        "the Kafka client failed: outer: IllegalStateException"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failure_words_sayWhatToDo(Exception failure, String words) {
        Fault fault = failures.of(failure);
        assertThat(fault.code()).isEqualTo(ReasonCode.OBJECT_UNREADABLE);
        assertThat(fault.message()).isEqualTo("the control bus cannot be read: " + words);
        assertThat(fault.cause()).isSameAs(failure);
    }
}

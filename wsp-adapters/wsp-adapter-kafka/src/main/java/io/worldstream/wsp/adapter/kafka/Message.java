package io.worldstream.wsp.adapter.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A record that is, or will be, delivered.
 *
 * @param incarnation of the partition's log, since offsets start again if a topic is deleted and recreated
 */
record Message(TopicPartition partition, long offset, int incarnation, Payload payload) {
    private static final String NO_VALUE = "it has no value: the record is a tombstone";

    static Message of(ConsumerRecord<String, Payload> read, int incarnation) {
        Payload value = read.value();
        return new Message(
                new TopicPartition(read.topic(), read.partition()),
                read.offset(),
                incarnation,
                value == null ? Payload.unreadable(NO_VALUE) : value);
    }

    /** Returns {@code topic-partition@offset}. */
    String name() {
        return partition + "@" + offset;
    }
}

package io.worldstream.wsp.adapter.kafka;

import org.apache.kafka.common.TopicPartition;

/**
 * A record that is, or will be, delivered.
 *
 * @param incarnation of the partition's log, since offsets start again if a topic is deleted and recreated
 */
record Message(TopicPartition partition, long offset, int incarnation, Payload payload) {
    /** Returns {@code topic-partition@offset}. */
    String name() {
        return partition + "@" + offset;
    }
}

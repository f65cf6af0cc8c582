package io.worldstream.wsp.adapter.kafka;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/** Drops the key of a record: a READY is its value. */
final class UnreadKey implements Deserializer<String> {
    @Override
    public String deserialize(String topic, Headers headers, ByteBuffer data) {
        return "";
    }

    @Override
    public String deserialize(String topic, byte[] data) {
        return "";
    }
}

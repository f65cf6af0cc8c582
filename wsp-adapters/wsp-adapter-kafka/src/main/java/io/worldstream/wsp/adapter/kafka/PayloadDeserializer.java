package io.worldstream.wsp.adapter.kafka;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/** Copies a value out of the fetched bytes, unless it is larger than a message may be. */
final class PayloadDeserializer implements Deserializer<Payload> {
    private final int maxBytes;

    /** @param maxBytes maximum size of a message; nothing of a larger value is kept */
    PayloadDeserializer(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public Payload deserialize(String topic, Headers headers, ByteBuffer data) {
        if (data.remaining() > maxBytes) {
            return tooLarge(data.remaining());
        }
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return Payload.of(bytes);
    }

    @Override
    public Payload deserialize(String topic, byte[] data) {
        return data.length > maxBytes ? tooLarge(data.length) : Payload.of(data.clone());
    }

    private Payload tooLarge(int bytes) {
        return Payload.unreadable("it has " + bytes + " bytes, more than " + maxBytes);
    }
}

package io.worldstream.wsp.adapter.kafka;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The value of a record, or the reason why it is not a message. */
final class Payload {
    private static final byte[] NONE = new byte[0];

    private final byte[] bytes;
    private final @Nullable String unreadable;

    private Payload(byte[] bytes, @Nullable String unreadable) {
        this.bytes = bytes;
        this.unreadable = unreadable;
    }

    static Payload of(byte[] bytes) {
        return new Payload(bytes, null);
    }

    static Payload unreadable(String reason) {
        return new Payload(NONE, reason);
    }

    /** Returns a copy. */
    byte[] bytes() {
        return bytes.clone();
    }

    int size() {
        return bytes.length;
    }

    Optional<String> unreadable() {
        return Optional.ofNullable(unreadable);
    }
}

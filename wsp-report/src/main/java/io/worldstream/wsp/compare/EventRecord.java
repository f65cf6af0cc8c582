package io.worldstream.wsp.compare;

import io.worldstream.wsp.api.EventId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The form of an event that is sorted: id, half of the digest of its fields, line and type. Half a SHA-256 is enough to
 * tell apart two versions of one event.
 */
final class EventRecord {
    static final int LENGTH = 60;

    private static final int ID = 32;
    private static final int DIGEST = 16;
    private static final int LINE = ID + DIGEST;
    private static final int TYPE = LINE + Long.BYTES;

    private EventRecord() {}

    static byte[] of(EventFile file) {
        return ByteBuffer.allocate(LENGTH)
                .put(file.event().id())
                .put(file.event().digest(), 0, DIGEST)
                .putLong(file.line())
                .putInt(file.type())
                .array();
    }

    static int compareIds(byte[] one, byte[] other) {
        return Arrays.compareUnsigned(one, 0, ID, other, 0, ID);
    }

    static int compareDigests(byte[] one, byte[] other) {
        return Arrays.compareUnsigned(one, ID, LINE, other, ID, LINE);
    }

    static EventId id(byte[] record) {
        return new EventId(HexFormat.of().formatHex(record, 0, ID));
    }

    static long line(byte[] record) {
        return ByteBuffer.wrap(record).getLong(LINE);
    }

    static int type(byte[] record) {
        return ByteBuffer.wrap(record).getInt(TYPE);
    }
}

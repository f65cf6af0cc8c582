package io.worldstream.wsp.compare;

import io.worldstream.wsp.api.EventId;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** An event that both streams have: its lines, by which pairs are sorted, then its id and its type in A. */
final class PairRecord {
    static final int LENGTH = 52;

    private static final int ID_FROM = 2 * Long.BYTES;
    private static final int TYPE = ID_FROM + 32;

    private PairRecord() {}

    static byte[] of(byte[] a, byte[] b) {
        return ByteBuffer.allocate(LENGTH)
                .putLong(EventRecord.line(a))
                .putLong(EventRecord.line(b))
                .put(a, 0, 32)
                .putInt(EventRecord.type(a))
                .array();
    }

    static long lineA(byte[] record) {
        return ByteBuffer.wrap(record).getLong(0);
    }

    static long lineB(byte[] record) {
        return ByteBuffer.wrap(record).getLong(Long.BYTES);
    }

    static EventId id(byte[] record) {
        return new EventId(HexFormat.of().formatHex(record, ID_FROM, TYPE));
    }

    static int type(byte[] record) {
        return ByteBuffer.wrap(record).getInt(TYPE);
    }
}

package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.support.LogText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Format of an object of a run, big-endian. The head: eight bytes of type and version, the 16 bytes of the run, the
 * epoch as u64, 16 random bytes that no other write has, a number as u64, the payload's length as u32, and the CRC-32C of
 * all that. Then the payload and its own CRC-32C. So the epoch, a fence, outlives damage to the payload. Immutable.
 */
final class StateFrame {
    /** The size of an object without payload. */
    static final int LEAST_BYTES = Head.BYTES + Integer.BYTES;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Head head;
    /** The payload and its checksum; perhaps damaged. */
    private final byte[] tail;

    private StateFrame(Head head, byte[] tail) {
        this.head = head;
        this.tail = tail;
    }

    /** Type and version of an object, as its first bytes. */
    enum Kind {
        CHECKPOINT("WSPS3CP1"),
        LEASE("WSPS3LE1"),
        /** The fence of dead letters. */
        FENCE("WSPS3FE1"),
        DEAD_LETTER("WSPS3DL1");

        private final String magic;

        Kind(String magic) {
            this.magic = magic;
        }
    }

    private record Head(long epoch, long number, int length) {
        static final int BYTES = 8 + 16 + Long.BYTES + 16 + Long.BYTES + 2 * Integer.BYTES;
    }

    /** Returns a frame for an object that is to be written. */
    static StateFrame of(long epoch, long number, byte[] payload) {
        ByteBuffer tail = ByteBuffer.allocate(payload.length + Integer.BYTES).put(payload);
        return new StateFrame(
                new Head(epoch, number, payload.length),
                tail.putInt(crc(payload, 0, payload.length)).array());
    }

    /**
     * Reads an object; the payload is checked only by {@link #payload}.
     *
     * @throws DamagedObjectException if the head is not that of an object of this kind and run
     */
    static StateFrame decode(Kind kind, RunId run, byte[] object) throws DamagedObjectException {
        if (object.length < Head.BYTES) {
            throw new DamagedObjectException("has " + LogText.count(object.length, "byte") + ", fewer than its head");
        }
        int end = Head.BYTES - Integer.BYTES;
        ByteBuffer in = ByteBuffer.wrap(object);
        if (in.getInt(end) != crc(object, 0, end)) {
            throw new DamagedObjectException("has a head that does not match its checksum");
        }
        byte[] first = new byte[24];
        in.get(first);
        if (!Arrays.equals(first, first(kind, run))) {
            throw new DamagedObjectException("does not begin like a " + kind.magic + " of this run");
        }
        long epoch = in.getLong();
        in.position(in.position() + 16);
        return new StateFrame(
                new Head(epoch, in.getLong(), in.getInt()), Arrays.copyOfRange(object, Head.BYTES, object.length));
    }

    long epoch() {
        return head.epoch();
    }

    long number() {
        return head.number();
    }

    /**
     * Returns the payload, in an array that the caller owns.
     *
     * @throws DamagedObjectException if it is not what was written
     */
    byte[] payload() throws DamagedObjectException {
        int length = tail.length - Integer.BYTES;
        if (length != head.length() || ByteBuffer.wrap(tail).getInt(length) != crc(tail, 0, length)) {
            throw new DamagedObjectException("has contents that do not match their length and checksum");
        }
        return Arrays.copyOf(tail, length);
    }

    /** Returns a frame with the same payload, damaged or not, under another epoch. */
    StateFrame withEpoch(long epoch) {
        return new StateFrame(new Head(epoch, head.number(), head.length()), tail);
    }

    /** Returns the bytes to write: those of no other call. */
    byte[] encode(Kind kind, RunId run) {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        ByteBuffer object = ByteBuffer.allocate(Head.BYTES + tail.length)
                .put(first(kind, run))
                .putLong(head.epoch())
                .put(nonce)
                .putLong(head.number())
                .putInt(head.length());
        return object.putInt(crc(object.array(), 0, object.position()))
                .put(tail)
                .array();
    }

    private static byte[] first(Kind kind, RunId run) {
        return ByteBuffer.allocate(24)
                .put(kind.magic.getBytes(StandardCharsets.US_ASCII))
                .put(HexFormat.of().parseHex(run.value()))
                .array();
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}

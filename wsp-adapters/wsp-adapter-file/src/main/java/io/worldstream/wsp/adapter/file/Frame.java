package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.support.LogText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Format of a small record of a run on disk, big-endian: eight bytes of type and version, the 16 bytes of the run, the
 * epoch and a sequence number as u64, the payload's length as u32, the payload, and the CRC-32C of everything before
 * it.
 */
final class Frame {
    private static final int RUN_BYTES = 16;
    private static final int HEAD_BYTES = 8 + RUN_BYTES + 2 * Long.BYTES + Integer.BYTES;
    private static final int FRAME_BYTES = HEAD_BYTES + Integer.BYTES;

    private final long epoch;
    private final long sequence;
    private final byte[] payload;

    /**
     * Creates a frame.
     *
     * @param epoch the epoch of the writer
     * @param sequence the number of the record among the run's records of this kind
     * @param payload not copied
     */
    Frame(long epoch, long sequence, byte[] payload) {
        this.epoch = epoch;
        this.sequence = sequence;
        this.payload = payload;
    }

    /** Type and version of a file, as its first bytes. */
    enum Kind {
        CHECKPOINT("WSPCHKP1"),
        FENCE("WSPFENC1"),
        LEASE("WSPLEAS1");

        private final String magic;

        Kind(String magic) {
            this.magic = magic;
        }
    }

    long epoch() {
        return epoch;
    }

    long sequence() {
        return sequence;
    }

    /** Returns the payload, without a copy. */
    byte[] payload() {
        return payload;
    }

    byte[] encode(Kind kind, RunId run) {
        ByteBuffer file = ByteBuffer.allocate(FRAME_BYTES + payload.length)
                .put(kind.magic.getBytes(StandardCharsets.US_ASCII))
                .put(HexFormat.of().parseHex(run.value()))
                .putLong(epoch)
                .putLong(sequence)
                .putInt(payload.length)
                .put(payload);
        return file.putInt(crc(file.array(), file.position())).array();
    }

    /**
     * Decodes a file.
     *
     * @throws DamagedFileException if it is not an intact record of this kind and run
     */
    static Frame decode(Kind kind, RunId run, byte[] file) throws DamagedFileException {
        if (file.length < FRAME_BYTES) {
            throw new DamagedFileException(
                    "it has " + LogText.count(file.length, "byte") + ", fewer than an empty record");
        }
        int end = file.length - Integer.BYTES;
        ByteBuffer in = ByteBuffer.wrap(file);
        if (in.getInt(end) != crc(file, end)) {
            throw new DamagedFileException("its bytes do not match their checksum");
        }
        byte[] magic = new byte[8];
        byte[] of = new byte[RUN_BYTES];
        in.get(magic).get(of);
        if (!Arrays.equals(magic, kind.magic.getBytes(StandardCharsets.US_ASCII))
                || !HexFormat.of().formatHex(of).equals(run.value())) {
            throw new DamagedFileException("its first bytes are not those of a " + kind.magic + " of this run");
        }
        Frame frame = new Frame(in.getLong(), in.getLong(), Arrays.copyOfRange(file, HEAD_BYTES, end));
        if (in.getInt() != frame.payload.length) {
            throw new DamagedFileException("its length does not match its header");
        }
        return frame;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}

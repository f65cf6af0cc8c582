package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.RunId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import java.util.zip.CRC32C;

/** CRC-32C of a stored value and of the row that it belongs to, so that a value in the wrong row is damage too. */
final class Checksum {
    private Checksum() {}

    /**
     * Returns the checksum.
     *
     * @param number the epoch or the number of the row
     */
    static long of(RunId run, long number, byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(HexFormat.of().parseHex(run.value()));
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        crc.update(value);
        return crc.getValue();
    }

    /** Returns the checksum of a position. */
    static long of(PositionName name, UUID version, byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(name.value().getBytes(StandardCharsets.US_ASCII));
        crc.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(version.getMostSignificantBits())
                .putLong(version.getLeastSignificantBits())
                .flip());
        crc.update(record);
        return crc.getValue();
    }
}

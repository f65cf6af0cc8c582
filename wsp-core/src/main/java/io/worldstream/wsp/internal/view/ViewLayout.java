package io.worldstream.wsp.internal.view;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.internal.chunk.ChunkDigester;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.DecoderException;
import org.apache.commons.codec.binary.Hex;

/**
 * The layout of a view. All numbers are big-endian.
 *
 * <ul>
 *   <li>the head: type and version, and the key;
 *   <li>the blocks, one after another, each in the LZ4 block format. A block has whole rows, each as event time in
 *       microseconds (i64), part (i32), row number (i64), length of the text (i32) and text;
 *   <li>the index: for each block the length as stored and decompressed (i32 each), the number of rows (i32), the event time
 *       of the first (i64), and SHA-256 and CRC32C (i32) of the stored bytes;
 *   <li>the survey of the output, opaque here;
 *   <li>the tail: number of blocks (i32), length of the survey (i64), number of rows (i64), SHA-256 of head, index,
 *       survey and these three numbers, and a closing mark.
 * </ul>
 */
final class ViewLayout {
    /** The size at which a block ends, with the row that reaches it. */
    static final int BLOCK_BYTES = 256 << 10;

    /** The most bytes of a block, as stored or decompressed, and of a survey: an array has room for a few more. */
    static final int MOST_BYTES = Integer.MAX_VALUE - 64;

    static final int HEAD_BYTES = 8 + 32;
    static final int ENTRY_BYTES = 3 * Integer.BYTES + Long.BYTES + ChunkDigester.BYTES;
    static final int COUNTS_BYTES = Integer.BYTES + 2 * Long.BYTES;
    static final int TAIL_BYTES = COUNTS_BYTES + 32 + 8;

    /** The bytes of a row besides its text. */
    static final int ROW_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES;

    private static final byte[] MAGIC = "WSPVIEW2".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "WSPVEND2".getBytes(StandardCharsets.US_ASCII);

    private ViewLayout() {}

    static byte[] head(Hex64 key) {
        try {
            return ByteBuffer.allocate(HEAD_BYTES)
                    .put(MAGIC)
                    .put(Hex.decodeHex(key.value()))
                    .array();
        } catch (DecoderException e) {
            throw new IllegalStateException("a key is not hex", e);
        }
    }

    static byte[] counts(int blocks, long surveyBytes, long rows) {
        return ByteBuffer.allocate(COUNTS_BYTES)
                .putInt(blocks)
                .putLong(surveyBytes)
                .putLong(rows)
                .array();
    }

    static byte[] tail(byte[] counts, byte[] digest) {
        return ByteBuffer.allocate(TAIL_BYTES).put(counts).put(digest).put(END).array();
    }

    /** Returns whether a tail ends as one does. */
    static boolean isClosed(byte[] tail) {
        return ByteBuffer.wrap(tail, TAIL_BYTES - END.length, END.length).equals(ByteBuffer.wrap(END));
    }
}

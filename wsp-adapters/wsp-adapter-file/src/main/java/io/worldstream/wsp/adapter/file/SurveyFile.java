package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Format of a survey on disk: eight bytes of type and version, the 32 bytes of the key, the length as a big-endian u64,
 * the survey, and the SHA-256 of everything before it. A survey replaces a read of the world, so it is verified like
 * the world.
 */
final class SurveyFile {
    private static final byte[] MAGIC = {'W', 'S', 'P', 'S', 'U', 'R', 'V', '1'};
    private static final int KEY_BYTES = 32;
    private static final int HEAD_BYTES = MAGIC.length + KEY_BYTES + Long.BYTES;
    private static final int DIGEST_BYTES = 32;
    private static final int FRAME_BYTES = HEAD_BYTES + DIGEST_BYTES;

    /** The longest array that every JVM supports. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    /** Bounds the off-heap buffer into which a channel copies a heap buffer, and which it retains. */
    private static final int MOST_AT_ONCE = 1 << 18;

    private SurveyFile() {}

    /** Writes a survey to an empty file, at the channel's position. */
    static void write(FileChannel channel, Hex64 key, byte[] survey) throws IOException {
        MessageDigest digest = sha256();
        write(channel, head(key, survey.length), digest);
        write(channel, survey, digest);
        writeAll(channel, ByteBuffer.wrap(digest.digest()));
    }

    /**
     * Reads a whole survey.
     *
     * @throws IOException if the file cannot be read, or does not hold an intact survey of this key
     */
    static byte[] read(FileChannel channel, Hex64 key) throws IOException {
        long length = channel.size() - FRAME_BYTES;
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException(
                    "it has " + LogText.count(channel.size(), "byte") + ", which is not the length of a survey");
        }
        byte[] head = readFully(channel, HEAD_BYTES);
        if (!Arrays.equals(head, head(key, length))) {
            throw new IOException("its first bytes are not those of a survey of this key and length");
        }
        byte[] survey = readFully(channel, (int) length);
        MessageDigest digest = sha256();
        digest.update(head);
        digest.update(survey);
        if (!MessageDigest.isEqual(digest.digest(), readFully(channel, DIGEST_BYTES))) {
            throw new IOException("its bytes do not match their digest");
        }
        return survey;
    }

    private static byte[] head(Hex64 key, long length) {
        return ByteBuffer.allocate(HEAD_BYTES)
                .put(MAGIC)
                .put(HexFormat.of().parseHex(key.value()))
                .putLong(length)
                .array();
    }

    /** Writes in pieces, each while it is still in the CPU caches. */
    private static void write(FileChannel channel, byte[] bytes, MessageDigest digest) throws IOException {
        for (int start = 0; start < bytes.length; start += MOST_AT_ONCE) {
            ByteBuffer piece = ByteBuffer.wrap(bytes, start, Math.min(MOST_AT_ONCE, bytes.length - start));
            digest.update(piece.duplicate());
            writeAll(channel, piece);
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
            channel.write(piece);
        }
    }

    private static byte[] readFully(FileChannel channel, int count) throws IOException {
        byte[] bytes = new byte[count];
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.position() < count) {
            if (channel.read(rest.limit(Math.min(count, rest.position() + MOST_AT_ONCE))) < 0) {
                throw new IOException("it was truncated while it was read");
            }
        }
        return bytes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }
}

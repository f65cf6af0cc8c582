package io.worldstream.wsp.internal.pace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * The text of a flow in bounded memory: a short text itself; of a longer one, its length, its beginning and its SHA-256.
 * Two texts are equal only if they are the same, or have the same SHA-256. Ordered, so that a hash table of flows stays
 * fast whatever their hash codes. Immutable.
 */
final class FlowText implements Comparable<FlowText> {
    private static final int MAX_WHOLE_BYTES = 128;
    private static final int BEGINNING_BYTES = 96;

    private final byte[] bytes;
    private final int textBytes;
    private final int length;

    private FlowText(byte[] bytes, int textBytes, int length) {
        this.bytes = bytes;
        this.textBytes = textBytes;
        this.length = length;
    }

    /** Returns the flow with a text in UTF-8, which is copied. */
    static FlowText of(byte[] source, int start, int end) {
        int length = end - start;
        if (length <= MAX_WHOLE_BYTES) {
            return new FlowText(Arrays.copyOfRange(source, start, end), length, length);
        }
        int kept = BEGINNING_BYTES;
        while (kept > 0 && (source[start + kept] & 0xC0) == 0x80) {
            kept--;
        }
        MessageDigest sha256 = DigestUtils.getSha256Digest();
        sha256.update(source, start, length);
        byte[] digest = sha256.digest();
        byte[] bytes = Arrays.copyOfRange(source, start, start + kept + digest.length);
        System.arraycopy(digest, 0, bytes, kept, digest.length);
        return new FlowText(bytes, kept, length);
    }

    @Override
    public int compareTo(FlowText other) {
        int byBytes = Arrays.compareUnsigned(bytes, other.bytes);
        return byBytes != 0 ? byBytes : Integer.compare(length, other.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FlowText that && length == that.length && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns the text; of a long one its beginning, followed by an ellipsis. */
    @Override
    public String toString() {
        String text = new String(bytes, 0, textBytes, StandardCharsets.UTF_8);
        return textBytes == length ? text : text + "…";
    }
}

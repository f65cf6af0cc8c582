package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.PartContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Content whose every byte is known. */
final class TestBytes {
    private TestBytes() {}

    /** Returns bytes that look random and are the same each time. */
    static byte[] of(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static byte[] range(byte[] bytes, int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    /** Reads bytes as the engine does, repeatedly until all are read; fewer at the end of the content. */
    static byte[] read(PartContent content, long from, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining() && content.read(from + target.position(), target) >= 0) {
            // again
        }
        return Arrays.copyOf(target.array(), target.position());
    }
}

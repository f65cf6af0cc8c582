package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.testkit.internal.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The digest of a stream's first events, computed directly from its definition (contracts 10). */
final class SimStreamDigest {
    private static final int BLOCK = 256;

    private SimStreamDigest() {}

    static String of(SimWorld world, int events) {
        MessageDigest sha = Sha256.newDigest();
        byte[] hash = sha.digest("wsp.stream.v1".getBytes(StandardCharsets.UTF_8));
        for (int from = 0; from < events; from += BLOCK) {
            sha.update(hash);
            for (int place = from; place < Math.min(from + BLOCK, events); place++) {
                sha.update(HexFormat.of().parseHex(world.event(place).id()));
            }
            hash = sha.digest();
        }
        sha.update(hash);
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(0, events));
        return HexFormat.of().formatHex(sha.digest());
    }
}

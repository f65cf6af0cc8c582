package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.OraclePart;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An object of an {@link InMemoryOracle}, with its faults. Guarded by the oracle's lock. */
final class StoredObject {
    private static final int NEVER = -1;

    final OraclePart.@Nullable Version version;
    boolean unreadable;
    long failFrom = Long.MAX_VALUE;

    private byte[] bytes;
    private byte @Nullable [] replacement;
    private int readsLeft = NEVER;
    private int opensLeft = NEVER;

    /** @param version its version, or null if the store keeps none */
    StoredObject(byte[] bytes, OraclePart.@Nullable Version version) {
        this.bytes = bytes;
        this.version = version;
    }

    int size() {
        return bytes.length;
    }

    OraclePart part(String path) {
        return new OraclePart(path, bytes.length, version);
    }

    void changeAfterReads(int reads, byte[] with) {
        replacement = with;
        readsLeft = reads;
    }

    void changeAfterOpens(int opens, byte[] with) {
        replacement = with;
        opensLeft = opens;
    }

    void opening() {
        if (opensLeft == 0) {
            change();
        } else if (opensLeft > 0) {
            opensLeft--;
        }
    }

    /** Copies up to {@code wanted} bytes into the target and returns their number, or -1 at the end. */
    int read(long position, int wanted, ByteBuffer target) throws IOException {
        if (readsLeft == 0) {
            change();
        } else if (readsLeft > 0) {
            readsLeft--;
        }
        if (position >= bytes.length) {
            return -1;
        }
        int count = (int) Math.min(wanted, Math.min(bytes.length, failFrom) - position);
        if (count < 0 || (count == 0 && wanted > 0)) {
            throw new IOException("the bytes from " + failFrom + " on cannot be read, as scripted");
        }
        target.put(bytes, (int) position, count);
        return count;
    }

    private void change() {
        if (replacement != null) {
            bytes = replacement;
        }
        replacement = null;
        readsLeft = NEVER;
        opensLeft = NEVER;
    }
}

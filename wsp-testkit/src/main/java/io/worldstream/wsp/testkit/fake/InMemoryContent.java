package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.PartContent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open object of an {@link InMemoryOracle}. */
final class InMemoryContent implements PartContent {
    private final InMemoryOracle oracle;
    private final String path;
    private final StoredObject object;
    private final long sizeBytes;
    private boolean closed;

    InMemoryContent(InMemoryOracle oracle, String path, StoredObject object) {
        this.oracle = oracle;
        this.path = path;
        this.object = object;
        sizeBytes = object.size();
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("position must not be negative: " + position);
        }
        if (closed) {
            throw new IOException(path + " is closed");
        }
        return oracle.read(path, object, position, target);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            oracle.closed();
        }
    }
}

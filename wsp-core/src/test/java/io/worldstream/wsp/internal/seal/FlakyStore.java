package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SealedReference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** One object under every path, whose calls fail as often as a test says. Any thread may use it. */
final class FlakyStore implements OracleReader {
    final byte[] bytes;
    private int failuresLeft;
    private int calls;
    private int open;
    private int mostOpen;
    private int opened;

    FlakyStore(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Lets the next calls fail, of whatever kind. */
    synchronized FlakyStore fail(int times) {
        failuresLeft = times;
        return this;
    }

    /** How often it was called, closing left out. */
    synchronized int calls() {
        return calls;
    }

    synchronized int stillOpen() {
        return open;
    }

    synchronized int mostOpen() {
        return mostOpen;
    }

    synchronized int opened() {
        return opened;
    }

    private synchronized void call() throws IOException {
        calls++;
        if (failuresLeft > 0) {
            failuresLeft--;
            throw new IOException("503 SlowDown");
        }
    }

    @Override
    public List<OraclePart> resolve(SealedReference reference) throws IOException {
        call();
        return List.of(new OraclePart(reference.text(), bytes.length));
    }

    @Override
    public PartContent open(OraclePart part) throws IOException {
        call();
        synchronized (this) {
            opened++;
            open++;
            mostOpen = Math.max(mostOpen, open);
        }
        return new Content();
    }

    private synchronized void onClosed() {
        open--;
    }

    private final class Content implements PartContent {
        private boolean failed;
        private boolean closed;

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            if (failed || closed) {
                throw new IllegalStateException("a content that failed, or is closed, is read again");
            }
            if (position >= bytes.length) {
                return -1;
            }
            int count = (int) Math.min(target.remaining(), bytes.length - position);
            try {
                call();
            } catch (IOException e) {
                failed = true;
                // As a read that is cut off: some bytes are there, and they are wrong.
                target.put((byte) ~bytes[(int) position]);
                throw e;
            }
            target.put(bytes, (int) position, count);
            return count;
        }

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("a content is closed twice");
            }
            closed = true;
            onClosed();
        }
    }
}

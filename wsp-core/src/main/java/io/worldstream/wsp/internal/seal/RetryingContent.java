package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.tasks.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A part's bytes, read through handles that are replaced: one that failed or was evicted is reopened at the next read.
 * This class does not check that the bytes are unchanged; their digests do (I4). One thread.
 */
final class RetryingContent implements PartContent {
    private final OracleReader oracle;
    private final OraclePart part;
    private final SealedReads reads;
    private final Cancellation cancellation;
    private final String name;
    private final long sizeBytes;
    private boolean closed;

    /** Guarded by the {@link OpenHandles}, except on the thread that has taken it. */
    @Nullable PartContent handle;

    /** Opens the part, so that a missing or unreachable one is reported now. */
    RetryingContent(OracleReader oracle, OraclePart part, SealedReads reads, Cancellation cancellation)
            throws IOException {
        this.oracle = oracle;
        this.part = part;
        this.reads = reads;
        this.cancellation = cancellation;
        name = LogText.quotePath(part.path());
        sizeBytes = reads.patiently(name, cancellation, () -> through(PartContent::sizeBytes));
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        if (closed) {
            throw new IOException(name + " is closed");
        }
        int start = target.position();
        return (int) (long) reads.patiently(name, cancellation, () -> {
            // A failed read may have moved the position.
            target.position(start);
            return through(open -> open.read(position, target));
        });
    }

    /** Makes one attempt. A handle through which something was thrown is not used again. */
    private long through(Use use) throws IOException {
        PartContent open = reads.handles().take(this, cancellation);
        long result;
        try {
            open = open == null ? oracle.open(part) : open;
            result = use.on(open);
        } catch (IOException | RuntimeException | Error e) {
            reads.handles().dispose(open);
            throw e;
        }
        reads.handles().give(this, open);
        return result;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        reads.handles().close(this);
    }

    @FunctionalInterface
    private interface Use {
        long on(PartContent open) throws IOException;
    }
}

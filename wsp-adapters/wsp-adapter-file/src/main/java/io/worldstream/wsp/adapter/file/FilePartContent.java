package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.PartContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file's bytes by position. As with any {@link FileChannel}, interrupting the reading thread closes it. */
final class FilePartContent implements PartContent {
    /** Bytes pass through a buffer outside the heap; a larger one than this would not stay in the processor's cache. */
    private static final int MOST_BYTES_PER_READ = 64 << 10;

    private final FileChannel channel;
    private final long sizeBytes;

    FilePartContent(FileChannel channel) throws IOException {
        this.channel = channel;
        this.sizeBytes = channel.size();
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        int limit = target.limit();
        target.limit(Math.min(limit, target.position() + MOST_BYTES_PER_READ));
        try {
            return channel.read(target, position);
        } finally {
            target.limit(limit);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.PartContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file's bytes by position. As with any {@link FileChannel}, interrupting the reading thread closes it. */
final class FilePartContent implements PartContent {
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
        return channel.read(target, position);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

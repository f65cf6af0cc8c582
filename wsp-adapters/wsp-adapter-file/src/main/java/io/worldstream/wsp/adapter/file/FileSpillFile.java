package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.SpillFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of a {@link FileSpillArea}. One thread at a time; the area may close it from any thread. */
final class FileSpillFile implements SpillFile {
    /** Bounds the off-heap buffer into which a channel copies a heap buffer, and which it retains. */
    private static final int MOST_AT_ONCE = 1 << 18;

    private final FileSpillArea area;
    private final Path root;
    private final Path path;
    private final FileChannel channel;
    private long sizeBytes;

    /**
     * Creates a spill file.
     *
     * @param area notified when the file is closed
     * @param root the space
     * @param path the file
     * @param channel the file, open and empty
     */
    FileSpillFile(FileSpillArea area, Path root, Path path, FileChannel channel) {
        this.area = area;
        this.root = root;
        this.path = path;
        this.channel = channel;
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
        long end = sizeBytes;
        int limit = bytes.limit();
        try {
            requireOpen();
            while (bytes.position() < limit) {
                bytes.limit(bytes.position() + Math.min(MOST_AT_ONCE, limit - bytes.position()));
                end += channel.write(bytes, end);
            }
            sizeBytes = end;
        } catch (ClosedChannelException e) {
            throw closed(e);
        } catch (IOException e) {
            giveBack(e);
            throw FileSpillSpace.unusable(root, "append to " + path.getFileName(), e);
        } finally {
            bytes.limit(limit);
        }
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("position is negative: " + position);
        }
        int limit = target.limit();
        long wanted = Math.min(Math.min(MOST_AT_ONCE, target.remaining()), sizeBytes - position);
        try {
            requireOpen();
            if (!target.hasRemaining()) {
                return 0;
            }
            if (wanted <= 0) {
                return -1;
            }
            int count = channel.read(target.limit(target.position() + (int) wanted), position);
            if (count < 1) {
                throw new IOException("the spill file " + path + " was truncated by another process: " + channel.size()
                        + " of " + sizeBytes + " bytes are left");
            }
            return count;
        } catch (ClosedChannelException e) {
            throw closed(e);
        } finally {
            target.limit(limit);
        }
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
        area.closed(this);
    }

    /** Frees the space of a partial append on a full disk. */
    private void giveBack(IOException failure) {
        try {
            channel.truncate(sizeBytes);
        } catch (IOException e) {
            failure.addSuppressed(e); // the next append overwrites it
        }
    }

    private void requireOpen() throws ClosedChannelException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private IOException closed(ClosedChannelException cause) {
        return new IOException("the spill file " + path + " is closed", cause);
    }
}

package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open view. Its file begins with eight bytes of type and version and the time of creation in milliseconds since 1970
 * (i64, big-endian); the bytes of the view follow. One thread.
 */
final class FileSortedView implements PartContent {
    /** The bytes of the file before those of the view. */
    static final int HEAD_BYTES = 16;

    private static final byte[] MAGIC = "WSPSORT1".getBytes(StandardCharsets.US_ASCII);

    /** Bounds the off-heap buffer into which a channel copies a heap buffer, and which it retains. */
    private static final int MOST_AT_ONCE = 1 << 18;

    private final FileChannel channel;
    private final SortedFolder.Held use;
    private final long sizeBytes;
    private boolean closed;

    private FileSortedView(FileChannel channel, SortedFolder.Held use, long sizeBytes) {
        this.channel = channel;
        this.use = use;
        this.sizeBytes = sizeBytes;
    }

    /**
     * Opens a view and marks it as used. To be called exclusively.
     *
     * @return empty if there is none
     */
    static Optional<FileSortedView> open(SortedFolder folder, Hex64 key) throws IOException {
        Path file = folder.view(key);
        Optional<BasicFileAttributes> found = SortedFolder.attributes(file);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (!found.get().isRegularFile()) {
            throw new IOException("it is no regular file"); // opening a named pipe would block
        }
        SortedFolder.Held use = folder.hold(key, "use");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            if (created(channel) == null) {
                throw new IOException("its first bytes are not those of a sorted view");
            }
            folder.markUsed(file, use.path());
            return Optional.of(new FileSortedView(channel, use, channel.size() - HEAD_BYTES));
        } catch (NoSuchFileException e) {
            close(channel, use);
            return Optional.empty(); // discarded meanwhile
        } catch (IOException | RuntimeException e) {
            close(channel, use);
            throw e;
        }
    }

    private static void close(@Nullable FileChannel channel, SortedFolder.Held use) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            use.remove();
        }
    }

    /** Returns the first bytes of a view's file. */
    static ByteBuffer head(Instant created) {
        return ByteBuffer.allocate(HEAD_BYTES)
                .put(MAGIC)
                .putLong(created.toEpochMilli())
                .flip();
    }

    /** Returns when a view was created; empty if its file does not say or is gone. */
    static Optional<Instant> created(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.ofNullable(created(channel));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Instant created(FileChannel channel) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        while (head.hasRemaining()) {
            if (channel.read(head, head.position()) < 0) {
                return null;
            }
        }
        boolean ours = head.flip().limit(MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
        return ours ? Instant.ofEpochMilli(head.limit(HEAD_BYTES).getLong(MAGIC.length)) : null;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("position is negative: " + position);
        }
        int limit = target.limit();
        try {
            if (target.remaining() > MOST_AT_ONCE) {
                target.limit(target.position() + MOST_AT_ONCE);
            }
            return channel.read(target, HEAD_BYTES + position);
        } finally {
            target.limit(limit);
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            close(channel, use);
        }
    }
}

package io.worldstream.wsp.adapter.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder that one holder in one process uses: a file in it is locked while it is held, and the operating system unlocks
 * the file when the process ends. Thread-safe.
 */
final class HeldFolder implements Closeable {
    /** On POSIX, closing any channel of a file releases its lock: a file held here is never opened a second time. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path lock;
    private final Path named;
    private final FileChannel channel;
    private final @Nullable Object key;

    private HeldFolder(Path lock, Path named, FileChannel channel, @Nullable Object key) {
        this.lock = lock;
        this.named = named;
        this.channel = channel;
        this.key = key;
    }

    /**
     * Holds an existing folder.
     *
     * @param name name of the lock file; created if missing, and never removed
     * @return empty if the folder is held, by this process or another
     */
    static Optional<HeldFolder> take(Path folder, String name) throws IOException {
        Path lock = folder.toRealPath().resolve(name);
        synchronized (HELD) {
            if (!HELD.add(lock)) {
                return Optional.empty();
            }
        }
        HeldFolder held = null;
        try {
            held = locked(lock, folder.resolve(name));
            return Optional.ofNullable(held);
        } finally {
            if (held == null) {
                forget(lock);
            }
        }
    }

    private static @Nullable HeldFolder locked(Path lock, Path named) throws IOException {
        if (Files.exists(lock, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(lock + " is no regular file"); // opening a named pipe would block
        }
        Set<OpenOption> options =
                new HashSet<>(List.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        FileChannel channel = FileChannel.open(lock, options, Folders.ownersFile(lock));
        boolean taken = false;
        try {
            taken = channel.tryLock() != null;
            return taken ? new HeldFolder(lock, named, channel, key(lock)) : null;
        } catch (OverlappingFileLockException e) {
            return null; // this library is loaded twice in this process
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    /**
     * Returns whether the folder of this name is still the one that is held, and not another one in its place.
     *
     * @throws IOException if there is no folder of this name, or it cannot be read
     */
    boolean isStillThere() throws IOException {
        return Objects.equals(key, key(named));
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private static void forget(Path lock) {
        synchronized (HELD) {
            HELD.remove(lock);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            forget(lock);
        }
    }
}

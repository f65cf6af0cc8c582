package io.worldstream.wsp.adapter.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file that shows whether its creator is alive: it is locked while held, and the operating system unlocks it when the
 * process ends for any reason. Thread-safe.
 *
 * <p>A process must not open a held file of its own: on POSIX, closing any channel of a file releases the lock.
 * Therefore names contain the {@link ProcessName}, and cleanup skips the files of its own process.
 */
final class HeldFile implements Closeable {
    /**
     * Serialises takeovers: for the same reason, two threads that take over one file would release each other's lock.
     */
    private static final Object TAKING_OVER = new Object();

    private final FileChannel channel;

    private HeldFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Removal of something abandoned. */
    @FunctionalInterface
    interface Removal {
        void run() throws IOException;
    }

    /**
     * Creates a writable file and holds it.
     *
     * @param file its name, which contains this process's name and was never used before
     * @return empty if another process considered it abandoned before it was locked; that process removes it
     * @throws NoSuchFileException if its folder does not exist
     * @throws IOException if it cannot be created or locked; nothing is left behind
     */
    static Optional<HeldFile> create(Path file) throws IOException {
        Set<StandardOpenOption> options =
                new HashSet<>(Arrays.asList(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        FileChannel channel = FileChannel.open(file, options, Folders.ownersFile(file));
        try {
            // A process that takes over removes the file under its lock. If the file still exists, the lock is ours.
            if (channel.tryLock() != null && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(new HeldFile(channel));
            }
            channel.close();
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /**
     * Runs a removal if the creator of a file is dead, under a lock that excludes other cleaners. Does nothing if the
     * creator is alive, or if the file is missing or not a regular file, since opening a named pipe would block.
     *
     * @param file a file of another process
     * @param removal removes the file, by its name, and what it guards
     * @throws IOException if the file cannot be opened or the removal fails
     */
    static void ifAbandoned(Path file, Removal removal) throws IOException {
        synchronized (TAKING_OVER) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                    FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    removal.run();
                }
            } catch (NoSuchFileException | OverlappingFileLockException e) {
                // Another process was faster, or this library is loaded twice in this process.
                return;
            }
        }
    }

    /** Returns the channel for writing the file. */
    FileChannel channel() {
        return channel;
    }

    /** Releases the file; does not remove it. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}

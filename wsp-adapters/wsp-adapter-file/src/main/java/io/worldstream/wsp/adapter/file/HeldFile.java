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
 * A file that shows whether its maker lives: locked while it is held, and the system lets go of the lock when the process
 * ends, however it ends. Any thread may call it.
 *
 * <p>A process must not look into a held file of its own: on POSIX, to close any channel of a file is to lose the lock on
 * it. So names are signed by {@link ProcessName}, and who cleans up passes over its own.
 */
final class HeldFile implements Closeable {
    /** Two threads that take over one file would undo each other's lock, for the same reason. */
    private static final Object TAKING_OVER = new Object();

    private final FileChannel channel;

    private HeldFile(FileChannel channel) {
        this.channel = channel;
    }

    /** What is done to something abandoned. */
    @FunctionalInterface
    interface Removal {
        void run() throws IOException;
    }

    /**
     * Makes a file, to be written to, and holds it.
     *
     * @param file its name, signed by this process and never used before
     * @return empty if another process took it for abandoned before it was locked; that one removes it
     * @throws NoSuchFileException if its folder is not there
     * @throws IOException if it cannot be made or locked; nothing is left behind
     */
    static Optional<HeldFile> create(Path file) throws IOException {
        Set<StandardOpenOption> options =
                new HashSet<>(Arrays.asList(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        FileChannel channel = FileChannel.open(file, options, Folders.ownersFile(file));
        try {
            // Who takes over removes the file while it has the lock: a lock on a file that is still there is ours to
            // keep.
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
     * Runs a removal if the maker of a file is dead, and while nobody else can. Does nothing if the maker lives, if the file
     * is gone, or if it is no regular file: to open a named pipe would block.
     *
     * @param file signed by another process
     * @param removal removes the file, by its name, and what it stands for
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
                // Another process was faster, or this library is loaded twice here.
                return;
            }
        }
    }

    /** Where the file's bytes are written. */
    FileChannel channel() {
        return channel;
    }

    /** Lets go of the file; does not remove it. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package io.worldstream.wsp.adapter.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Mutual exclusion among the threads of this process and among processes: a lock on a file, which the operating system
 * releases when a process ends. Thread-safe.
 *
 * <p>Waiting is bounded, since a stopped process keeps its lock.
 */
final class FileMutex {
    private static final long PAUSE_MILLIS = 5;

    /**
     * In-process locks by lock file. A system lock belongs to the process, and on POSIX closing any channel of a file
     * releases it: so only the thread that holds the in-process lock opens the file.
     */
    private static final Map<Path, Turn> TURNS = new HashMap<>();

    private FileMutex() {}

    /** Work that runs under the lock. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    private static final class Turn {
        final ReentrantLock lock = new ReentrantLock();
        int users;
    }

    /**
     * Runs work under a lock.
     *
     * @param folder an existing folder
     * @param name name of the lock file in it; created if missing, and never removed
     * @param wait approximate time to wait for the lock
     * @throws IOException if the lock is not available in time, or thrown by the work
     */
    static <T> T within(Path folder, String name, Duration wait, Work<T> work) throws IOException {
        Path file = folder.toRealPath().resolve(name);
        Turn turn = enter(file);
        try {
            if (!turn.lock.tryLock(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("another thread of this process has held " + file + " for " + wait);
            }
            try {
                return withinProcesses(file, wait, work);
            } finally {
                turn.lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(file);
        } finally {
            leave(file, turn);
        }
    }

    private static <T> T withinProcesses(Path file, Duration wait, Work<T> work)
            throws IOException, InterruptedException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no regular file"); // opening a named pipe would block
        }
        Set<OpenOption> options =
                new HashSet<>(List.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        try (FileChannel channel = FileChannel.open(file, options, Folders.ownersFile(file))) {
            for (long left = wait.toMillis(); !tryLock(channel); left -= PAUSE_MILLIS) {
                if (left <= 0) {
                    throw new IOException("another process has held " + file + " for " + wait + "; is it stopped?");
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            return work.run();
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // this library is loaded twice in this process
        }
    }

    private static Turn enter(Path file) {
        synchronized (TURNS) {
            Turn turn = TURNS.computeIfAbsent(file, path -> new Turn());
            turn.users++;
            return turn;
        }
    }

    private static void leave(Path file, Turn turn) {
        synchronized (TURNS) {
            if (--turn.users == 0) {
                TURNS.remove(file);
            }
        }
    }

    private static InterruptedIOException interrupted(Path file) {
        return new InterruptedIOException("interrupted while waiting for " + file);
    }
}

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
 * One at a time, among the threads of this process and among processes: a lock on a file, which the system lets go of when a
 * process ends. Any thread may call it.
 *
 * <p>Who waits too long gets an exception: a process that is stopped while it has the lock keeps it.
 */
final class FileMutex {
    private static final long PAUSE_MILLIS = 5;

    /**
     * The threads of this process that want each lock file. A system lock is the process's, not the thread's, and on POSIX to
     * close any channel of a file is to lose the lock on it: so only the thread whose turn it is opens the file.
     */
    private static final Map<Path, Turn> TURNS = new HashMap<>();

    private FileMutex() {}

    /** What is done meanwhile. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    private static final class Turn {
        final ReentrantLock lock = new ReentrantLock();
        int users;
    }

    /**
     * Does something while nobody else who asks for the same lock does.
     *
     * @param folder one that is there
     * @param name of the lock file in it: made if it is not there, and never removed
     * @param wait for how long to wait, about
     * @throws IOException if the lock cannot be had in time, or what the work throws
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
            throw new IOException(file + " is no regular file"); // to open a named pipe would block
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
            return false; // this library is loaded twice here
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
        return new InterruptedIOException("interrupted while it waited for " + file);
    }
}

package io.worldstream.wsp.adapter.http;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one HTTP client: one that opens connections, and those that HttpCore starts. HttpCore accepts no
 * thread factory and does not report an {@link Error} that ends its I/O thread. But a thread inherits the group of its
 * creator, so this group observes the death of each of them.
 *
 * <p>Before JDK 19 a group stays with its parent for ever, so {@link #shutDown} leaves nothing in it.
 */
final class ClientThreads extends ThreadGroup {
    private volatile @Nullable Consumer<Throwable> onDeath;
    private final ExecutorService opener;

    /**
     * Creates a group.
     *
     * @param onDeath receives the exception or error that ends a thread, on that thread
     */
    ClientThreads(Consumer<Throwable> onDeath) {
        super("wsp-http");
        this.onDeath = onDeath;
        opener = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(this, task, "wsp-http-opener");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns the executor that opens connections, which may block on a name lookup. */
    ExecutorService opener() {
        return opener;
    }

    /**
     * Runs a task that starts threads, so that they belong to this group. Blocks until it ends, even if interrupted.
     */
    <T> T call(Callable<T> start) {
        var result = opener.submit(start);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    shutDown();
                    throw new IllegalStateException("the HTTP client cannot start: " + e.getCause(), e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the opener and stops reporting deaths. */
    void shutDown() {
        onDeath = null;
        opener.shutdownNow();
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        Consumer<Throwable> listener = onDeath;
        if (listener != null) {
            listener.accept(failure);
        }
    }
}

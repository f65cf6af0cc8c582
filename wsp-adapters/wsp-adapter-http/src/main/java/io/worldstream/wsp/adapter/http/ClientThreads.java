package io.worldstream.wsp.adapter.http;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one HTTP client: one that opens connections, and those that HttpCore starts. HttpCore takes no thread
 * factory and tells nobody when an {@link Error} ends its I/O thread, but a thread belongs to the group of the one that made
 * it. So what ends any of them is heard here.
 *
 * <p>Before JDK 19 a group stays with its parent for ever; hence {@link #shutDown} leaves nothing in it.
 */
final class ClientThreads extends ThreadGroup {
    private volatile @Nullable Consumer<Throwable> onDeath;
    private final ExecutorService opener;

    /** @param onDeath called by a thread that ends by something thrown, with that */
    ClientThreads(Consumer<Throwable> onDeath) {
        super("wsp-http");
        this.onDeath = onDeath;
        opener = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(this, task, "wsp-http-opener");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Opens connections, which may take a name look-up and so blocks. */
    ExecutorService opener() {
        return opener;
    }

    /** Calls what starts threads, so that they belong here. Waits for it, also if the caller is interrupted. */
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
                    throw new IllegalStateException("the HTTP client does not start: " + e.getCause(), e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the opener, and is told of nothing any more. */
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

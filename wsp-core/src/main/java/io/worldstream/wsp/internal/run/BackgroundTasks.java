package io.worldstream.wsp.internal.run;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what takes time beside the lanes: polling, checking, surveying, reading ahead, settling. Until {@link #startThreads}
 * it is done within the call, which makes an engine that is driven by hand deterministic.
 */
public final class BackgroundTasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundTasks.class);

    private final AtomicInteger running = new AtomicInteger();
    private volatile @Nullable ExecutorService threads;

    /** From now on tasks run on daemon threads. */
    public void startThreads() {
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "wsp-work-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs a task; what it throws is logged, for a task tells its lane itself how it ended. */
    void execute(Runnable task) {
        running.incrementAndGet();
        Runnable counted = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a background task failed", e);
            } finally {
                running.decrementAndGet();
            }
        };
        ExecutorService pool = threads;
        if (pool == null || pool.isShutdown()) {
            counted.run();
        } else {
            pool.execute(counted);
        }
    }

    /** How many threads a task may start for itself: none, that is its own only, where all is done within the call. */
    int threadsOfATask() {
        return threads == null ? 1 : Runtime.getRuntime().availableProcessors();
    }

    /** Whether nothing is running. */
    boolean idle() {
        return running.get() == 0;
    }

    @Override
    public void close() {
        ExecutorService pool = threads;
        if (pool == null) {
            return;
        }
        pool.shutdown();
        try {
            if (!pool.awaitTermination(5, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

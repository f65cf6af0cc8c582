package io.worldstream.wsp.internal.run;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what takes time beside the lanes: polling, checking, surveying, reading ahead, saving, settling. On the host's executor
 * if it gives one; else on threads of its own or, until {@link #startThreads}, within the call, which makes an engine that is
 * driven by hand deterministic.
 */
public final class BackgroundTasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundTasks.class);

    private final AtomicInteger running = new AtomicInteger();
    private final @Nullable Executor hosts;
    private volatile @Nullable ExecutorService threads;

    /** @param hosts runs all tasks, or null */
    public BackgroundTasks(@Nullable Executor hosts) {
        this.hosts = hosts;
    }

    /** From now on tasks run on daemon threads, unless the host runs them. */
    public void startThreads() {
        if (hosts != null) {
            return;
        }
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
        if (hosts != null) {
            hosts.execute(counted);
        } else if (pool == null || pool.isShutdown()) {
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

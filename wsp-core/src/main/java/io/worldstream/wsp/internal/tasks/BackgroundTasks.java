package io.worldstream.wsp.internal.tasks;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs blocking work off the lanes' thread: polling, checking, surveying, reading ahead, saving, settling. On the host's executor
 * if it gives one; else on threads of its own or, until {@link #startThreads}, within the call, which makes an engine that is
 * driven by hand deterministic.
 */
public final class BackgroundTasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundTasks.class);

    /** A run does at most so much at once: it reads, renews its lease, saves and writes evidence. */
    private static final int TASKS_OF_A_RUN = 4;
    /** Beside the runs: the bus is polled, deliveries are settled, the ledger is read. */
    private static final int TASKS_OF_THE_ENGINE = 3;

    private static final long IDLE_SECONDS = 10;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger surveyThreads = new AtomicInteger();
    private final @Nullable Executor hosts;
    private final int mostThreads;
    private volatile @Nullable ExecutorService threads;
    private volatile @Nullable BiConsumer<String, Throwable> onDefect;

    /**
     * @param hosts runs all tasks, or null
     * @param maxRuns runs that are active at once, which bounds the threads: none of them waits for another run's work
     */
    public BackgroundTasks(@Nullable Executor hosts, int maxRuns) {
        this.hosts = hosts;
        mostThreads = Math.addExact(Math.multiplyExact(maxRuns, TASKS_OF_A_RUN), TASKS_OF_THE_ENGINE);
    }

    /** From now on reports what a task throws, in words and as it was thrown; from any thread. */
    public void reportTo(BiConsumer<String, Throwable> listener) {
        onDefect = listener;
    }

    /** From now on tasks run on daemon threads, unless the host runs them. */
    public void startThreads() {
        if (hosts != null) {
            return;
        }
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                mostThreads, mostThreads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "wsp-work-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        threads = pool;
    }

    /**
     * Runs a task, which reports its own failures to whoever waits for it; what it throws all the same is
     * a defect.
     *
     * @throws RejectedExecutionException if the host's executor does not take it; the task then does not run
     */
    public void execute(Runnable task) {
        Runnable counted = () -> {
            try {
                task.run();
            } catch (Throwable e) {
                reportDefect(e);
            } finally {
                running.decrementAndGet();
            }
        };
        running.incrementAndGet();
        boolean taken = false;
        try {
            dispatch(counted);
            taken = true;
        } finally {
            if (!taken) {
                running.decrementAndGet();
            }
        }
    }

    private void reportDefect(Throwable cause) {
        BiConsumer<String, Throwable> listener = onDefect;
        if (listener == null) {
            LOG.error("a background task failed", cause);
        } else {
            listener.accept("a background task failed", cause);
        }
    }

    private void dispatch(Runnable counted) {
        ExecutorService pool = threads;
        if (hosts != null) {
            hosts.execute(counted);
        } else if (pool == null || pool.isShutdown()) {
            counted.run();
        } else {
            pool.execute(counted);
        }
    }

    /**
     * Takes threads for a survey: what other surveys leave of the cores, and at least the task's own; only that one where all is
     * done within the call. They are given back with {@link #endSurvey}.
     */
    public int beginSurvey() {
        int cores = threads == null ? 1 : Runtime.getRuntime().availableProcessors();
        int before = surveyThreads.getAndUpdate(taken -> taken + share(cores, taken));
        return share(cores, before);
    }

    /** Gives back what {@link #beginSurvey} gave. */
    public void endSurvey(int given) {
        surveyThreads.addAndGet(-given);
    }

    private static int share(int cores, int taken) {
        return Math.max(cores - taken, 1);
    }

    /** Whether a task may wait without keeping the engine's driver: not where all is done within the call. */
    public boolean mayBlock() {
        return hosts != null || threads != null;
    }

    /** Whether nothing is running. */
    public boolean idle() {
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

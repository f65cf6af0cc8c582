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
 * Runs blocking work off the lanes' thread: polling, checking, surveying, reading ahead, saving, settling. Uses the
 * host's executor if one is given; otherwise daemon threads of its own. Until {@link #startThreads} is called, tasks
 * without a host's executor run on the calling thread, which makes a manually driven engine deterministic. Thread-safe.
 */
public final class BackgroundTasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundTasks.class);

    /** Maximum concurrent tasks of a run: reading, renewing its lease, saving and writing evidence. */
    private static final int TASKS_OF_A_RUN = 4;
    /** Maximum concurrent tasks of the engine: polling the bus, settling deliveries, reading the ledger, and auditing. */
    private static final int TASKS_OF_THE_ENGINE = 4;

    private static final int MOST_RUNS = 10_000;
    private static final long IDLE_SECONDS = 10;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger surveyThreads = new AtomicInteger();
    private final @Nullable Executor hosts;
    private final int mostThreads;
    private volatile @Nullable ExecutorService threads;
    private volatile @Nullable BiConsumer<String, Throwable> onDefect;
    private volatile Runnable onIdle = () -> {};

    /**
     * @param hosts the host's executor, which runs all tasks, or null
     * @param maxRuns the maximum number of active runs; sizes the pool so that no run waits for another run's tasks
     */
    public BackgroundTasks(@Nullable Executor hosts, int maxRuns) {
        this.hosts = hosts;
        mostThreads = Math.addExact(Math.multiplyExact(maxRuns, TASKS_OF_A_RUN), TASKS_OF_THE_ENGINE);
    }

    /**
     * Returns a number of runs if there may be so many.
     *
     * @throws IllegalArgumentException if it is not from 1 to 10,000
     */
    public static int requireRuns(int maxRuns) {
        if (maxRuns < 1 || maxRuns > MOST_RUNS) {
            throw new IllegalArgumentException("maxRuns is " + maxRuns + ", but must be from 1 to " + MOST_RUNS);
        }
        return maxRuns;
    }

    /** Sets the consumer of whatever a task throws: a description and the cause. It is called from any thread. */
    public void reportTo(BiConsumer<String, Throwable> listener) {
        onDefect = listener;
    }

    /**
     * Sets what is called, from any thread, when the last task has ended: {@link #idle} then holds, which it does not yet
     * for a call that the task itself makes as it ends.
     */
    public void whenIdle(Runnable callback) {
        onIdle = callback;
    }

    /** Starts to run tasks on daemon threads. Has no effect if the host supplies an executor, or after the first call. */
    public void startThreads() {
        if (hosts != null || threads != null) {
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
     * Runs a task. The task reports expected failures itself; anything that it throws is a defect.
     *
     * @throws RejectedExecutionException if the host's executor rejects the task; the task then does not run
     */
    public void execute(Runnable task) {
        Runnable counted = () -> {
            try {
                task.run();
            } catch (Throwable e) {
                reportDefect(e);
            } finally {
                ended();
            }
        };
        running.incrementAndGet();
        boolean taken = false;
        try {
            dispatch(counted);
            taken = true;
        } finally {
            if (!taken) {
                ended();
            }
        }
    }

    private void ended() {
        if (running.decrementAndGet() == 0) {
            onIdle.run();
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
     * Reserves threads for a survey: the cores that other surveys leave free, but at least one. Reserves exactly one
     * unless {@link #startThreads} started threads of its own. Return them with {@link #endSurvey}.
     *
     * @return the number of reserved threads
     */
    public int beginSurvey() {
        int cores = threads == null ? 1 : Runtime.getRuntime().availableProcessors();
        int before = surveyThreads.getAndUpdate(taken -> taken + share(cores, taken));
        return share(cores, before);
    }

    /** Returns the threads that {@link #beginSurvey} reserved. */
    public void endSurvey(int given) {
        surveyThreads.addAndGet(-given);
    }

    private static int share(int cores, int taken) {
        return Math.max(cores - taken, 1);
    }

    /**
     * Returns whether a task may block without blocking the engine's driver: false if tasks run on the calling thread.
     */
    public boolean mayBlock() {
        return hosts != null || threads != null;
    }

    /** Returns whether no task is running or queued. */
    public boolean idle() {
        return running.get() == 0;
    }

    /** Shuts down its own threads. Blocks for at most 5 seconds, then interrupts them. */
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

package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.internal.view.ViewWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the work of a survey or a sort: on daemon threads that live as long as the work, some to read outputs and some to
 * check rows or to pack blocks, or within the call if only one thread is allowed. Any thread may use it.
 */
public final class SurveyThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SurveyThreads.class);

    private static final long LAST_READ_SECONDS = 1;

    private final int threads;
    private final @Nullable ExecutorService reading;
    private final @Nullable ExecutorService checking;

    /** @param threads the number of threads of each kind */
    public SurveyThreads(int threads) {
        this.threads = threads;
        reading = threads == 1 ? null : pool("wsp-survey-read");
        checking = threads == 1 ? null : pool("wsp-survey-check");
    }

    private ExecutorService pool(String name) {
        return Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns how many batches may wait to be checked or taken in while reading continues. */
    int batchesAhead() {
        return threads == 1 ? 0 : 2 * threads;
    }

    /** Returns how many threads of each kind work. */
    public int count() {
        return threads;
    }

    /** Submits work that reads. */
    public <T> Future<T> read(Callable<T> work) {
        return submit(reading, work);
    }

    <T> Future<T> check(Callable<T> work) {
        return submit(checking, work);
    }

    /** Returns the packing of a view's blocks on the threads that check. */
    ViewWriter.Packing packing() {
        return new ViewWriter.Packing() {
            @Override
            public <T> Future<T> submit(Callable<T> work) {
                return check(work);
            }

            @Override
            public <T> T await(Future<T> work) {
                return SurveyThreads.await(work);
            }

            @Override
            public int ahead() {
                return batchesAhead();
            }
        };
    }

    private static <T> Future<T> submit(@Nullable ExecutorService pool, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        if (pool == null) {
            task.run();
        } else {
            pool.execute(task);
        }
        return task;
    }

    /**
     * Blocks until a task has finished, and returns its result.
     *
     * @throws CancellationException if the calling thread is interrupted; its interrupt status stays set
     */
    public static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("the survey was interrupted").initCause(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException defect ? defect : new IllegalStateException(e.getCause());
        }
    }

    /** Waits until a task has ended, in whatever way; for a second at most, since a read may block. */
    public static void settle(Future<?> future) {
        try {
            future.get(LAST_READ_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            LOG.debug("a task of a sort that failed", e);
        }
    }

    @Override
    public void close() {
        if (reading != null && checking != null) {
            reading.shutdownNow();
            checking.shutdownNow();
            try {
                // Nothing reads once the survey has ended; a read that still blocks is not waited for.
                if (!reading.awaitTermination(LAST_READ_SECONDS, TimeUnit.SECONDS)) {
                    LOG.warn("a read of the oracle is still blocked after its survey has ended");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

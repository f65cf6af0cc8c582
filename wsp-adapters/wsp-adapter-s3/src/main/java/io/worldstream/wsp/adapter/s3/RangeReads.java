package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.Clock;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Fetches chunks on threads of its own, all daemons, of which there is a bounded number. Two of them are never used for
 * reading ahead, so that a read does not wait behind what nobody has asked for yet. Thread-safe.
 */
final class RangeReads implements Closeable {
    private static final int RESERVED = 2;
    private static final int MOST_PER_READ = 128 << 10;
    private static final long DEADLINE_NANOS = Duration.ofSeconds(60).toNanos();
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final S3Store store;
    private final ReadMemory memory;
    private final Clock clock;
    private final int threads;
    private final ExecutorService executor;
    private int fetchedAhead;

    /**
     * @param store makes the calls
     * @param memory holds the bytes
     * @param threads the bound on threads, more than two
     * @param clock measures the time that a range takes
     */
    RangeReads(S3Store store, ReadMemory memory, int threads, Clock clock) {
        this.store = store;
        this.memory = memory;
        this.threads = threads;
        this.clock = clock;
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "wsp-s3-read-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        executor = pool;
    }

    ReadMemory memory() {
        return memory;
    }

    /** Returns whether a thread is free for reading ahead. The caller holds the memory's monitor. */
    boolean mayReadAhead() {
        return !memory.isClosed() && fetchedAhead < threads - RESERVED;
    }

    /**
     * Starts to fetch a chunk. The caller holds the memory's monitor, and is notified on it when the chunk is ready or
     * has failed.
     *
     * @throws IOException if this object is closed; the chunk's memory is then free again
     */
    void start(PinnedObject object, Chunk chunk) throws IOException {
        try {
            executor.execute(() -> fetch(object, chunk));
        } catch (RejectedExecutionException e) {
            memory.give(chunk.blocks());
            throw new IOException("the reader is closed", e);
        }
        fetchedAhead += chunk.ahead() ? 1 : 0;
    }

    private void fetch(PinnedObject object, Chunk chunk) {
        Throwable failure = null;
        try {
            fetchBytes(object, chunk);
        } catch (Throwable e) {
            failure = e; // rethrown on the thread that reads the part
        }
        synchronized (memory) {
            fetchedAhead -= chunk.ahead() ? 1 : 0;
            if (chunk.state() == Chunk.State.DROPPED) {
                memory.give(chunk.blocks());
            } else if (failure != null) {
                chunk.failed(failure);
                memory.give(chunk.blocks());
            } else {
                chunk.ready();
                memory.notifyAll();
            }
        }
    }

    private void fetchBytes(PinnedObject object, Chunk chunk) throws IOException {
        if (chunk.state() == Chunk.State.DROPPED) {
            return;
        }
        long start = clock.monotonicNanos();
        ResponseInputStream<GetObjectResponse> in =
                store.read(object.subject(), object.location(), object.version(), chunk.from(), chunk.end() - 1);
        boolean whole = false;
        try {
            object.requireAnswer(in.response(), chunk.from());
            int done = 0;
            while (done < chunk.length() && chunk.state() != Chunk.State.DROPPED) {
                int inBlock = done % ReadMemory.BLOCK_BYTES;
                int most = Math.min(MOST_PER_READ, Math.min(ReadMemory.BLOCK_BYTES - inBlock, chunk.length() - done));
                int count = in.read(chunk.blocks()[done / ReadMemory.BLOCK_BYTES], inBlock, most);
                if (count < 0) {
                    throw new IOException("the answer ends after " + done + " of " + chunk.length() + " bytes");
                }
                done += count;
                if (clock.monotonicNanos() - start > DEADLINE_NANOS) {
                    throw new IOException("only " + done + " of " + chunk.length() + " bytes came in "
                            + TimeUnit.NANOSECONDS.toSeconds(DEADLINE_NANOS) + " seconds");
                }
            }
            // At its end the connection can be used again.
            whole = done == chunk.length() && in.read() < 0;
        } catch (IOException | SdkException e) {
            throw new IOException(object.subject().name() + " cannot be read now: " + e.getMessage(), e);
        } finally {
            if (whole) {
                in.close();
            } else {
                in.abort();
            }
        }
    }

    /**
     * Starts a call on a thread of this object.
     *
     * @throws IOException if this object is closed
     */
    <R> Future<R> start(Callable<R> call) throws IOException {
        try {
            return executor.submit(call);
        } catch (RejectedExecutionException e) {
            throw new IOException("the reader is closed", e);
        }
    }

    /**
     * Applies a call to each element, a few at a time, so that reads are served in between.
     *
     * @return the results, in the order of the elements
     */
    <T, R> List<R> inParallel(List<T> elements, Call<T, R> call) throws IOException {
        Deque<Future<R>> running = new ArrayDeque<>();
        List<R> results = new ArrayList<>(elements.size());
        try {
            for (T element : elements) {
                if (running.size() == threads) {
                    results.add(running.remove().get());
                }
                running.add(executor.submit(() -> call.on(element)));
            }
            while (!running.isEmpty()) {
                results.add(running.remove().get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            throw rethrown(Objects.requireNonNull(e.getCause()));
        } catch (RejectedExecutionException e) {
            throw new IOException("the reader is closed", e);
        } finally {
            running.forEach(future -> future.cancel(false));
        }
    }

    /** Throws what another thread has thrown, unless it is an {@link IOException}, which is returned. */
    static IOException rethrown(Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        } else if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof IOException e ? e : new IOException(failure);
    }

    @Override
    public void close() {
        synchronized (memory) {
            memory.close();
        }
        executor.shutdownNow();
    }

    /** A call to the store for one element. */
    @FunctionalInterface
    interface Call<T, R> {
        R on(T element) throws IOException;
    }
}

package io.worldstream.wsp.internal.tasks;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries one store operation at a time, off the lane's thread, until it succeeds or its retry budget is spent. Backs
 * off exponentially, from 100 ms up to 10 s between attempts. Confined to the lane's thread.
 */
public final class RetryingTask {
    private static final Logger LOG = LoggerFactory.getLogger(RetryingTask.class);
    private static final long FIRST_WAIT_NANOS = 100_000_000L;
    private static final long LONGEST_WAIT_NANOS = 10_000_000_000L;

    private final Offload offload;
    private final String what;
    private final ReasonCode unavailable;
    private final long patienceNanos;
    private final Consumer<IOException> onFirstFailure;

    private @Nullable Task task;
    private Consumer<@Nullable WspException> done = failure -> {};
    private boolean running;
    private int failures;
    private long firstFailureNanos;
    private long retryAtNanos;

    /**
     * @param offload runs the operation and posts its result to the lane
     * @param what the failure in words, for messages, such as "the checkpoint could not be saved"
     * @param unavailable the reason code once the retry budget is spent
     * @param patienceNanos the retry budget in nanoseconds, from the first failure
     */
    public RetryingTask(Offload offload, String what, ReasonCode unavailable, long patienceNanos) {
        this(offload, what, unavailable, patienceNanos, failure -> {});
    }

    /** @param onFirstFailure called on the lane's thread when a task has failed for the first time and is retried */
    public RetryingTask(
            Offload offload,
            String what,
            ReasonCode unavailable,
            long patienceNanos,
            Consumer<IOException> onFirstFailure) {
        this.offload = offload;
        this.what = what;
        this.unavailable = unavailable;
        this.patienceNanos = patienceNanos;
        this.onFirstFailure = onFirstFailure;
    }

    /** A store operation. Blocks; an {@link IOException} is retried, a {@link WspException} is final. */
    @FunctionalInterface
    public interface Task {
        void run() throws IOException;
    }

    /** Returns whether no task is in progress. */
    public boolean idle() {
        return task == null;
    }

    /** Returns whether the task in progress has failed and is being retried. */
    public boolean failing() {
        return task != null && failures > 0;
    }

    /**
     * Starts a task.
     *
     * @param then called on the lane's thread with null on success, or with the failure that ended the retries
     * @throws IllegalStateException if a task is in progress
     */
    public void begin(Task next, Consumer<@Nullable WspException> then) {
        if (!idle()) {
            throw new IllegalStateException("a task is already in progress");
        }
        task = next;
        done = then;
        failures = 0;
        start();
    }

    /** Retries a failed task if its retry is due; returns the amount of work done. */
    public int doWork(long nowNanos) {
        if (task == null || running || retryAtNanos - nowNanos > 0) {
            return 0;
        }
        start();
        return 1;
    }

    /** Returns the nanoseconds until the next retry, or {@link Long#MAX_VALUE}. */
    public long nanosToNextWork(long nowNanos) {
        return task == null || running ? Long.MAX_VALUE : Math.max(retryAtNanos - nowNanos, 0);
    }

    private void start() {
        Task next = Objects.requireNonNull(task);
        running = true;
        offload.run(() -> {
            try {
                next.run();
                return now -> end(null);
            } catch (IOException e) {
                return now -> onFailure(e, now);
            } catch (WspException e) {
                return now -> end(e);
            }
        });
    }

    private void onFailure(IOException failure, long nowNanos) {
        running = false;
        failures++;
        if (failures == 1) {
            firstFailureNanos = nowNanos;
        }
        if (nowNanos - firstFailureNanos >= patienceNanos) {
            ReasonCode code = failure instanceof StoreUnavailableException unusable ? unusable.code() : unavailable;
            end(new WspException(
                    code, what + " after " + LogText.count(failures, "try") + ": " + failure.getMessage(), failure));
            return;
        }
        LOG.warn("{}, retrying: {}", what, failure.getMessage());
        long wait = Math.min(FIRST_WAIT_NANOS << Math.min(failures - 1, 10), LONGEST_WAIT_NANOS);
        retryAtNanos = nowNanos + Math.min(wait, patienceNanos - (nowNanos - firstFailureNanos));
        if (failures == 1) {
            onFirstFailure.accept(failure);
        }
    }

    private void end(@Nullable WspException failure) {
        Consumer<@Nullable WspException> then = done;
        running = false;
        task = null;
        then.accept(failure);
    }
}

package io.worldstream.wsp.internal.tasks;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes to a store beside the lane, for one thing at a time: what fails is tried again until patience is gone. The lane's
 * thread.
 */
public final class RetryingTask {
    private static final Logger LOG = LoggerFactory.getLogger(RetryingTask.class);
    private static final long FIRST_WAIT_NANOS = 100_000_000L;
    private static final long LONGEST_WAIT_NANOS = 10_000_000_000L;

    private final Offload offload;
    private final String what;
    private final ReasonCode unavailable;
    private final long patienceNanos;

    private @Nullable Task task;
    private Consumer<@Nullable WspException> done = failure -> {};
    private boolean running;
    private int failures;
    private long firstFailureNanos;
    private long retryAtNanos;

    /**
     * @param offload where it is done, and how the lane hears of it
     * @param what failed, for messages, such as "the checkpoint could not be saved"
     * @param unavailable the reason when patience is gone
     * @param patienceNanos how long it is tried
     */
    public RetryingTask(Offload offload, String what, ReasonCode unavailable, long patienceNanos) {
        this.offload = offload;
        this.what = what;
        this.unavailable = unavailable;
        this.patienceNanos = patienceNanos;
    }

    /** Blocks until it is done. */
    @FunctionalInterface
    public interface Task {
        void run() throws IOException;
    }

    /** Whether nothing is under way. */
    public boolean idle() {
        return task == null;
    }

    /**
     * Starts a task; must be idle.
     *
     * @param then hears, on the lane's thread, of success as null, or of why it was given up
     */
    public void begin(Task next, Consumer<@Nullable WspException> then) {
        if (!idle()) {
            throw new IllegalStateException(what + " is under way");
        }
        task = next;
        done = then;
        failures = 0;
        start();
    }

    /** Tries again what failed, when it is time to; returns how much it did. */
    public int doWork(long nowNanos) {
        if (task == null || running || retryAtNanos - nowNanos > 0) {
            return 0;
        }
        start();
        return 1;
    }

    /** Nanoseconds until the next try, or {@link Long#MAX_VALUE}. */
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
            end(new WspException(code, what + " in " + failures + " tries: " + failure.getMessage(), failure));
            return;
        }
        LOG.warn("{} and is tried again: {}", what, failure.getMessage());
        long wait = Math.min(FIRST_WAIT_NANOS << Math.min(failures - 1, 10), LONGEST_WAIT_NANOS);
        retryAtNanos = nowNanos + Math.min(wait, patienceNanos - (nowNanos - firstFailureNanos));
    }

    private void end(@Nullable WspException failure) {
        Consumer<@Nullable WspException> then = done;
        running = false;
        task = null;
        then.accept(failure);
    }
}

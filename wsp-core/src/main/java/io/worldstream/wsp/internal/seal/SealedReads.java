package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.internal.tasks.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading of sealed content (rule {@code ORC-07}): a read that fails with an {@link IOException} is retried with
 * exponential backoff until its retry budget is spent, and the number of open parts is bounded. Any thread.
 */
public final class SealedReads {
    /**
     * The default bound on open parts: a quarter of the 1,024 files that a process may commonly open. The rest is for
     * connections, spill files and the host.
     */
    public static final int MAX_OPEN_PARTS = 256;

    private static final Logger LOG = LoggerFactory.getLogger(SealedReads.class);

    private static final long FIRST_WAIT_NANOS = 100_000_000L;
    private static final long LONGEST_WAIT_NANOS = 10_000_000_000L;
    /** The time between two checks for cancellation while a read waits. */
    private static final long LOOK_NANOS = 5_000_000L;

    private final long budgetNanos;
    private final Clock clock;
    private final BooleanSupplier mayBlock;
    private final OpenHandles handles;
    private final LongConsumer park;

    /**
     * @param budget the retry budget of a read, counted from its first failure; 0 for one attempt
     * @param maxOpenParts how many parts may be open at once, at least 1
     * @param clock measures the budget
     * @param mayBlock whether the calling thread may wait between attempts. The thread that drives the engine may not:
     *     its attempts follow each other without a wait, as many as would fit into the budget
     */
    public SealedReads(Duration budget, int maxOpenParts, Clock clock, BooleanSupplier mayBlock) {
        this(budget, maxOpenParts, clock, mayBlock, LockSupport::parkNanos);
    }

    /** @param park parks for about the given number of nanoseconds */
    SealedReads(Duration budget, int maxOpenParts, Clock clock, BooleanSupplier mayBlock, LongConsumer park) {
        this.budgetNanos = budget.toNanos();
        this.clock = clock;
        this.mayBlock = mayBlock;
        this.handles = new OpenHandles(maxOpenParts);
        this.park = park;
    }

    /** Returns the bound on open parts if it is valid. */
    public static int requireOpenParts(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("maxOpenParts must be at least 1, not " + value);
        }
        return value;
    }

    /**
     * Returns an oracle that reads with these rules, for one piece of work. Each of its contents may be used by one
     * thread at a time. When a budget is spent it throws an {@link IOException}.
     *
     * @param cancellation ends reads and waits with a {@link CancellationException}
     */
    public OracleReader over(OracleReader oracle, Cancellation cancellation) {
        return new OracleReader() {
            @Override
            public List<OraclePart> resolve(SealedReference reference) throws IOException {
                return patiently(reference.toString(), cancellation, () -> oracle.resolve(reference));
            }

            @Override
            public PartContent open(OraclePart part) throws IOException {
                return new RetryingContent(oracle, part, SealedReads.this, cancellation);
            }
        };
    }

    /**
     * Returns a content whose reads are retried through the same handle. One thread at a time may use it.
     *
     * @param name the name of the content, for messages
     * @param cancellation ends reads and waits with a {@link CancellationException}
     */
    public PartContent retrying(String name, PartContent content, Cancellation cancellation) {
        return new PartContent() {
            @Override
            public long sizeBytes() {
                return content.sizeBytes();
            }

            @Override
            public int read(long position, ByteBuffer target) throws IOException {
                int start = target.position();
                return patiently(name, cancellation, () -> {
                    // A failed read may have moved the position.
                    target.position(start);
                    return content.read(position, target);
                });
            }

            @Override
            public void close() throws IOException {
                content.close();
            }
        };
    }

    /** Returns the clock that measures the budgets. */
    public Clock clock() {
        return clock;
    }

    OpenHandles handles() {
        return handles;
    }

    /**
     * Retries a read until it succeeds or its budget is spent.
     *
     * @param name the name of the object, for messages
     * @throws IOException the last failure, with the number of attempts and the time they took
     * @throws CancellationException if the work is cancelled or the thread is interrupted
     */
    <T> T patiently(String name, Cancellation cancellation, Read<T> read) throws IOException {
        int failures = 0;
        long firstFailureNanos = 0;
        long waitedNanos = 0;
        while (true) {
            cancellation.throwIfCancelled();
            try {
                T result = read.run();
                if (failures > 0) {
                    LOG.info("{} is readable again after {} attempts", name, failures + 1);
                }
                return result;
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw interrupted(e);
                }
                if (failures == 0) {
                    firstFailureNanos = clock.monotonicNanos();
                }
                failures++;
                // Waits also count against the budget if nothing advances the clock during them.
                long spentNanos = Math.max(clock.monotonicNanos() - firstFailureNanos, waitedNanos);
                if (spentNanos >= budgetNanos) {
                    throw budgetNanos == 0 ? e : spent(e, failures, spentNanos);
                }
                if (failures == 1) {
                    LOG.warn(
                            "{} cannot be read and is retried for up to {} ms: {}",
                            name,
                            budgetNanos / 1_000_000,
                            e.toString());
                }
                long wait = Math.min(FIRST_WAIT_NANOS << Math.min(failures - 1, 10), LONGEST_WAIT_NANOS);
                wait = Math.min(wait, budgetNanos - spentNanos);
                if (mayBlock.getAsBoolean()) {
                    await(wait, cancellation);
                }
                waitedNanos += wait;
            }
        }
    }

    private void await(long nanos, Cancellation cancellation) {
        long start = clock.monotonicNanos();
        for (long parked = 0; parked < nanos && clock.monotonicNanos() - start < nanos; parked += LOOK_NANOS) {
            cancellation.throwIfCancelled();
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(null);
            }
            park.accept(Math.min(nanos - parked, LOOK_NANOS));
        }
    }

    private IOException spent(IOException last, int tries, long nanos) {
        return new IOException(
                last.getMessage() + " (" + tries + " attempts in " + nanos / 1_000_000
                        + " ms; policy.read_retry_budget_ms is " + budgetNanos / 1_000_000 + ")",
                last);
    }

    private static CancellationException interrupted(@Nullable IOException cause) {
        CancellationException interrupted = new CancellationException("reading was interrupted");
        if (cause != null) {
            interrupted.initCause(cause);
        }
        return interrupted;
    }

    /** One attempt. */
    @FunctionalInterface
    interface Read<T> {
        T run() throws IOException;
    }
}

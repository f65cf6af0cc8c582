package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.internal.tasks.Cancellation;
import java.io.IOException;
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
 * How a producer reads what is sealed (rule {@code ORC-07}): a read that fails with an {@link IOException} is tried again,
 * with exponential backoff, until its budget is spent; only so many parts are open at once. Any thread.
 */
public final class SealedReads {
    /**
     * How many parts are open at once unless the host says otherwise: a quarter of the 1,024 files that a process may
     * commonly open. The rest is for connections, spill files and the host.
     */
    public static final int MAX_OPEN_PARTS = 256;

    private static final Logger LOG = LoggerFactory.getLogger(SealedReads.class);

    private static final long FIRST_WAIT_NANOS = 100_000_000L;
    private static final long LONGEST_WAIT_NANOS = 10_000_000_000L;
    /** Between two looks at whether anybody still wants what is waited for. */
    private static final long LOOK_NANOS = 5_000_000L;

    private final long budgetNanos;
    private final Clock clock;
    private final BooleanSupplier mayBlock;
    private final OpenHandles handles;
    private final LongConsumer park;

    /**
     * @param budget how long a read is tried, from its first failure; 0 for one try
     * @param maxOpenParts how many parts may be open at once, at least 1
     * @param clock measures the budget
     * @param mayBlock whether the calling thread may wait between two tries. Where it may not, since it is the one that
     *     drives the engine, the tries follow each other at once, as many as would fit into the budget
     */
    public SealedReads(Duration budget, int maxOpenParts, Clock clock, BooleanSupplier mayBlock) {
        this(budget, maxOpenParts, clock, mayBlock, LockSupport::parkNanos);
    }

    /** @param park waits for about so many nanoseconds */
    SealedReads(Duration budget, int maxOpenParts, Clock clock, BooleanSupplier mayBlock, LongConsumer park) {
        this.budgetNanos = budget.toNanos();
        this.clock = clock;
        this.mayBlock = mayBlock;
        this.handles = new OpenHandles(maxOpenParts);
        this.park = park;
    }

    /** Checks how many parts may be open at once; gives it. */
    public static int requireOpenParts(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("max open parts is 1 or more, not " + value);
        }
        return value;
    }

    /**
     * An oracle that reads so, for one piece of work. Its contents are used by one thread at a time, as any; what it throws
     * when a budget is spent is an {@link IOException}.
     *
     * @param cancellation ends a read, and any wait, with a {@link CancellationException}
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

    OpenHandles handles() {
        return handles;
    }

    /**
     * Reads until it works or the budget is spent.
     *
     * @param name of what is read, for people
     * @throws IOException the last failure, with how often it was tried and for how long
     * @throws CancellationException if nobody wants it any more, or the thread is interrupted
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
                    LOG.info("{} can be read again, after {} tries", name, failures + 1);
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
                // Waits count also where nothing moves the clock meanwhile.
                long spentNanos = Math.max(clock.monotonicNanos() - firstFailureNanos, waitedNanos);
                if (spentNanos >= budgetNanos) {
                    throw budgetNanos == 0 ? e : spent(e, failures, spentNanos);
                }
                if (failures == 1) {
                    LOG.warn(
                            "{} cannot be read and is tried again for up to {} ms: {}",
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
                last.getMessage() + " (" + tries + " tries in " + nanos / 1_000_000
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

    /** One try. */
    @FunctionalInterface
    interface Read<T> {
        T run() throws IOException;
    }
}

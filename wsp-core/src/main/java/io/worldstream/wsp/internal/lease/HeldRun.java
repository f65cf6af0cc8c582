package io.worldstream.wsp.internal.lease;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.tasks.Cancellation;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that a blocking caller holds for work other than its stream, such as a redrive (I9). It has no thread of its own:
 * whoever polls it as a {@link Cancellation} renews the lease when that is due. Thread-safe; calls block on the lease.
 */
public final class HeldRun implements Cancellation, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeldRun.class);

    private final RunStore store;
    private final RunLease.Grant grant;
    private final @Nullable RunRecord record;
    private final Clock clock;
    private final long termNanos;
    private final Cancellation interrupt = Cancellation.byInterrupt();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile long renewAtNanos;
    private volatile long endNanos;
    private volatile boolean lost;

    private HeldRun(RunStore store, RunLease.Grant grant, @Nullable RunRecord record, long askedNanos, Clock clock) {
        this.store = store;
        this.grant = grant;
        this.record = record;
        this.clock = clock;
        termNanos = grant.term().toNanos();
        startTerm(askedNanos);
    }

    /**
     * Takes the run and opens its saved record and its dead letters, which fences out all lower epochs.
     *
     * @throws WspException {@code LEASE_HELD} if a host holds the run; {@code CHECKPOINT_CORRUPT} or {@code
     *     QUARANTINE_CORRUPT} if what is saved is damaged
     */
    public static HeldRun take(RunStore store, RunId run, Clock clock) throws IOException {
        long askedNanos = clock.monotonicNanos();
        RunLease.Grant grant = store.acquire(run)
                .orElseThrow(() -> new WspException(
                        ReasonCode.LEASE_HELD,
                        "run " + run + " is held by " + store.holderInWords(run)
                                + "; wait until it has ended, or stop it"));
        try {
            return new HeldRun(store, grant, store.open(run, grant.epoch()).orElse(null), askedNanos, clock);
        } catch (Throwable e) {
            release(grant);
            throw e;
        }
    }

    /** Returns the saved record of the run, or null if it has none. */
    public @Nullable RunRecord record() {
        return record;
    }

    /** Returns the epoch of the lease. */
    public long epoch() {
        return grant.epoch();
    }

    /** Returns whether another host may hold the run. Once true, stays true. */
    public boolean lost() {
        return lost;
    }

    /** Renews the lease if that is due; returns whether it is lost, or the thread that took the run is interrupted. */
    @Override
    public boolean cancelled() {
        long now = clock.monotonicNanos();
        if (!lost && now - renewAtNanos >= 0 && renewing.compareAndSet(false, true)) {
            try {
                renew(now);
            } finally {
                renewing.set(false);
            }
        }
        return lost || interrupt.cancelled();
    }

    private void renew(long nowNanos) {
        try {
            if (grant.renew()) {
                startTerm(nowNanos);
            } else {
                lost = true;
            }
        } catch (IOException e) {
            LOG.warn("the lease could not be renewed, retrying: {}", e.getMessage());
            renewAtNanos = nowNanos + termNanos / LeaseSession.TRIES_A_TERM;
            lost = nowNanos - endNanos >= 0;
        }
    }

    private void startTerm(long askedNanos) {
        endNanos = askedNanos + termNanos - termNanos / LeaseSession.MARGIN;
        renewAtNanos = askedNanos + termNanos / LeaseSession.RENEWALS_A_TERM;
    }

    /** Replaces the saved record of the run. */
    public void save(RunRecord changed) throws IOException {
        store.save(changed);
    }

    /** Releases the run, even if the thread is interrupted. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        release(grant);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void release(RunLease.Grant grant) {
        try {
            grant.release();
        } catch (IOException e) {
            LOG.warn("the lease could not be released and stays held until it expires: {}", e.getMessage());
        }
    }
}

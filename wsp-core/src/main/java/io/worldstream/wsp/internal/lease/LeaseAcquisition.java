package io.worldstream.wsp.internal.lease;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.tasks.Offload;
import io.worldstream.wsp.internal.tasks.RetryingTask;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.LeaseHeld;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acquires a run: first its lease, then its saved record. Asks again every second while another host holds the lease
 * (I9) and this one has a place for the run. Confined to the lane's thread, except where stated.
 */
public final class LeaseAcquisition {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseAcquisition.class);
    private static final long ASK_AGAIN_NANOS = 1_000_000_000L;
    /** Longer than the usual term of a lease: a host that crashed and is back must take its own runs up first. */
    private static final long YIELDS_AFTER_NANOS = 60_000_000_000L;

    private final RunStore store;
    private final RunId run;
    private final CheckpointPolicy policy;
    private final LeaseHeld leaseHeld;
    private final Clock clock;
    private final Offload offload;
    private final BooleanSupplier mayAskAgain;
    private final RetryingTask taking;
    private BiConsumer<LeaseSession, @Nullable RunRecord> onTaken = (session, record) -> {};
    private Consumer<@Nullable String> onHeld = holder -> {};
    private Consumer<WspException> onFailed = failure -> {};
    /** Set off the lane's thread, before the result is posted to the lane. */
    private volatile @Nullable Taken found;

    /** Accessed off the lane's thread only, by one task at a time. */
    private boolean askedForHolder;

    private volatile @Nullable String holder;

    private State state = State.ASKING;
    private boolean held;
    private long heldSinceNanos;
    private long askAgainNanos;

    /** The state of an acquisition. */
    enum State {
        /** Requests the lease and the saved record, or is about to; retries if the store fails. */
        ASKING,
        /** Another host holds the run; asks again when it is time to and there is a place. */
        WAITING,
        /** The run is handed over, or cannot be acquired. */
        DONE,
        /** Asks no more; the result of an attempt in progress is still delivered. */
        STOPPED;

        private boolean mayBecome(State next) {
            return switch (this) {
                case ASKING -> next == WAITING || next == DONE || next == STOPPED;
                case WAITING -> next == ASKING || next == STOPPED;
                case DONE, STOPPED -> next == STOPPED;
            };
        }
    }

    /**
     * @param policy the save interval and the retry budget of the store
     * @param leaseHeld whether to wait for a run that another host holds
     * @param mayAskAgain returns whether there is a place for a run that {@link #yields}; asked on the lane's thread
     */
    public LeaseAcquisition(
            RunStore store,
            RunId run,
            CheckpointPolicy policy,
            LeaseHeld leaseHeld,
            Clock clock,
            Offload offload,
            BooleanSupplier mayAskAgain) {
        this.store = store;
        this.run = run;
        this.policy = policy;
        this.leaseHeld = leaseHeld;
        this.clock = clock;
        this.offload = offload;
        this.mayAskAgain = mayAskAgain;
        taking = new RetryingTask(
                offload,
                "the run could not be taken",
                ReasonCode.CHECKPOINT_UNAVAILABLE,
                policy.patience().toNanos());
    }

    /**
     * Starts to acquire the run. All callbacks run on the lane's thread.
     *
     * @param taken called with the session and the saved record of the run, or null if it has none
     * @param held called after each attempt that finds the run held by another host, with the holder at the first
     *     attempt; null if that host has just released the run and this one waits
     * @param failed called with the reason if the run cannot be acquired
     */
    public void begin(
            BiConsumer<LeaseSession, @Nullable RunRecord> taken,
            Consumer<@Nullable String> held,
            Consumer<WspException> failed) {
        onTaken = taken;
        onHeld = held;
        onFailed = failed;
        ask();
    }

    /** Releases a grant that was not handed over yet, after a defect. */
    public void abandon() {
        stop();
        Taken taken = found;
        if (taken != null) {
            offload.run(() -> {
                release(taken.grant);
                return now -> {};
            });
        }
    }

    /** Stops asking; the result of an attempt in progress is still delivered. */
    public void stop() {
        become(State.STOPPED);
    }

    /** Returns whether {@link #stop} was called, so that this host does not want the run any longer. */
    public boolean stopped() {
        return state == State.STOPPED;
    }

    /** Returns whether this host may still acquire the run. */
    public boolean underWay() {
        return state == State.WAITING || !taking.idle();
    }

    /**
     * Returns whether the run has waited for a minute, and so leaves its place among the active runs to others. It takes
     * one for each further request.
     */
    public boolean yields(long nowNanos) {
        return state == State.WAITING && nowNanos - heldSinceNanos >= YIELDS_AFTER_NANOS;
    }

    /** Returns whether it is time to ask again. */
    public boolean isDue(long nowNanos) {
        return state == State.WAITING && askAgainNanos - nowNanos <= 0;
    }

    private boolean mayAsk(long nowNanos) {
        return !yields(nowNanos) || mayAskAgain.getAsBoolean();
    }

    /** Asks again if it is time to and there is a place for the run; returns the amount of work done. */
    public int doWork(long nowNanos) {
        if (isDue(nowNanos) && mayAsk(nowNanos)) {
            become(State.ASKING);
            ask();
            return 1;
        }
        return taking.doWork(nowNanos);
    }

    /** Returns the nanoseconds until the next attempt or retry, or {@link Long#MAX_VALUE}. */
    public long nanosToNextWork(long nowNanos) {
        if (state != State.WAITING) {
            return taking.nanosToNextWork(nowNanos);
        }
        if (isDue(nowNanos)) {
            return mayAsk(nowNanos) ? 0 : Long.MAX_VALUE;
        }
        return askAgainNanos - nowNanos;
    }

    private void ask() {
        taking.begin(() -> found = take(), this::onAnswer);
    }

    private void onAnswer(@Nullable WspException failure) {
        if (failure != null && failure.code() != ReasonCode.LEASE_LOST) {
            becomeUnlessStopped(State.DONE);
            onFailed.accept(failure);
            return;
        }
        Taken taken = failure == null ? found : null;
        if (taken != null) {
            LeaseSession session =
                    new LeaseSession(store, taken.grant, taken.askedNanos, taken.record, offload, policy);
            found = null;
            becomeUnlessStopped(State.DONE);
            onTaken.accept(session, taken.record);
            return;
        }
        becomeUnlessStopped(State.WAITING);
        long now = clock.monotonicNanos();
        if (!held) {
            held = true;
            heldSinceNanos = now;
        }
        askAgainNanos = now + ASK_AGAIN_NANOS;
        onHeld.accept(holder);
    }

    private void becomeUnlessStopped(State next) {
        if (state != State.STOPPED) {
            become(next);
        }
    }

    private void become(State next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("an acquisition cannot become " + next + " from " + state);
        }
        state = next;
    }

    /** Runs off the lane's thread. Returns null if another host holds the run. */
    private @Nullable Taken take() throws IOException {
        long askedNanos = clock.monotonicNanos();
        Optional<RunLease.Grant> grant = store.acquire(run);
        if (grant.isEmpty()) {
            askOnceForHolder();
            return null;
        }
        try {
            RunRecord record = store.open(run, grant.get().epoch()).orElse(null);
            return new Taken(grant.get(), askedNanos, record);
        } catch (Throwable e) {
            release(grant.get());
            throw e;
        }
    }

    /** Runs off the lane's thread. */
    private void askOnceForHolder() throws IOException {
        if (!askedForHolder) {
            askedForHolder = true;
            // The refusal of a run that another host holds must not depend on its name.
            holder = leaseHeld == LeaseHeld.WAIT ? store.holder(run).orElse(null) : store.holderInWords(run);
        }
    }

    private static void release(RunLease.Grant grant) {
        try {
            grant.release();
        } catch (IOException e) {
            LOG.warn("the lease could not be released and stays held until it expires: {}", e.getMessage());
        }
    }

    private record Taken(
            RunLease.Grant grant, long askedNanos, @Nullable RunRecord record) {}
}

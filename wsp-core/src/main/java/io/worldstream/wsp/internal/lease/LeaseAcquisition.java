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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a run: its lease, then what is kept of it; asks again for as long as another holds it (I9). The lane's thread. */
public final class LeaseAcquisition {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseAcquisition.class);
    private static final long ASK_AGAIN_NANOS = 1_000_000_000L;

    private final RunStore store;
    private final RunId run;
    private final CheckpointPolicy policy;
    private final LeaseHeld leaseHeld;
    private final Clock clock;
    private final Offload offload;
    private final RetryingTask taking;
    private BiConsumer<LeaseSession, @Nullable RunRecord> onTaken = (session, record) -> {};
    private Runnable onHeld = () -> {};
    private Consumer<WspException> onFailed = failure -> {};
    /** Set beside the lane, before the lane hears of it. */
    private volatile @Nullable Taken found;

    /** Used beside the lane only, where one thing is done at a time. */
    private boolean saidThatItWaits;

    private boolean waiting;
    private boolean stopped;
    private long askAgainNanos;

    /**
     * @param policy how often the run is saved, and how long a store is retried
     * @param leaseHeld whether a run that another host holds is waited for
     */
    public LeaseAcquisition(
            RunStore store, RunId run, CheckpointPolicy policy, LeaseHeld leaseHeld, Clock clock, Offload offload) {
        this.store = store;
        this.run = run;
        this.policy = policy;
        this.leaseHeld = leaseHeld;
        this.clock = clock;
        this.offload = offload;
        taking = new RetryingTask(
                offload,
                "the run could not be taken",
                ReasonCode.CHECKPOINT_UNAVAILABLE,
                policy.patience().toNanos());
    }

    /**
     * Starts to take the run.
     *
     * @param taken hears of the run in this host's hands, and of what is kept of it, or null if nothing is
     * @param held hears, each time, that another holds it
     * @param failed hears why it cannot be taken
     */
    public void begin(
            BiConsumer<LeaseSession, @Nullable RunRecord> taken, Runnable held, Consumer<WspException> failed) {
        onTaken = taken;
        onHeld = held;
        onFailed = failed;
        ask();
    }

    /** Lets go what was granted and has not been handed over, after a defect. */
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

    /** Asks no more; what is asked now is still heard of. */
    public void stop() {
        stopped = true;
        waiting = false;
    }

    /** Whether the run may yet fall into this host's hands. */
    public boolean underWay() {
        return waiting || !taking.idle();
    }

    public int doWork(long nowNanos) {
        if (waiting && askAgainNanos - nowNanos <= 0) {
            ask();
            return 1;
        }
        return taking.doWork(nowNanos);
    }

    public long nanosToNextWork(long nowNanos) {
        return waiting ? Math.max(askAgainNanos - nowNanos, 0) : taking.nanosToNextWork(nowNanos);
    }

    private void ask() {
        waiting = false;
        taking.begin(() -> found = take(), this::onAnswer);
    }

    private void onAnswer(@Nullable WspException failure) {
        if (failure != null && failure.code() != ReasonCode.LEASE_LOST) {
            onFailed.accept(failure);
            return;
        }
        Taken taken = failure == null ? found : null;
        if (taken != null) {
            LeaseSession session = new LeaseSession(
                    store,
                    taken.grant,
                    taken.askedNanos,
                    taken.record == null ? 0 : taken.record.cursor().events(),
                    offload,
                    policy);
            found = null;
            onTaken.accept(session, taken.record);
            return;
        }
        waiting = !stopped;
        askAgainNanos = clock.monotonicNanos() + ASK_AGAIN_NANOS;
        onHeld.run();
    }

    /** Beside the lane. Null if another holds the run. */
    private @Nullable Taken take() throws IOException {
        long askedNanos = clock.monotonicNanos();
        Optional<RunLease.Grant> grant = store.acquire(run);
        if (grant.isEmpty()) {
            sayOnceThatItWaits();
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

    /** Beside the lane. */
    private void sayOnceThatItWaits() throws IOException {
        if (!saidThatItWaits && leaseHeld == LeaseHeld.WAIT) {
            saidThatItWaits = true;
            String holder = store.holder(run).orElse("a host that just let go");
            LOG.warn("run {} is held by {}; it is taken when it is free", run, holder);
        }
    }

    private static void release(RunLease.Grant grant) {
        try {
            grant.release();
        } catch (IOException e) {
            LOG.warn("the lease could not be released and runs out: {}", e.getMessage());
        }
    }

    private record Taken(
            RunLease.Grant grant, long askedNanos, @Nullable RunRecord record) {}
}

package io.worldstream.wsp.internal.lease;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.tasks.Offload;
import io.worldstream.wsp.internal.tasks.RetryingTask;
import io.worldstream.wsp.policy.CheckpointPolicy;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A held lease on a run. Renews the lease well before it expires, and saves checkpoints and evidence under its epoch
 * (I8, I9). Confined to the lane's thread.
 */
public final class LeaseSession {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseSession.class);
    /** Fractions of the term: renewed after a third, retried after a twelfth, given up a tenth before its end. */
    static final int RENEWALS_A_TERM = 3;

    static final int TRIES_A_TERM = 12;
    static final int MARGIN = 10;

    private final RunStore store;
    private final RunLease.Grant grant;
    private final Offload offload;
    private final CheckpointPolicy policy;
    private final long termNanos;
    private final RetryingTask saving;
    private final RetryingTask recording;
    private final Deque<Evidence> evidence = new ArrayDeque<>();

    private State state = State.OPEN;
    private Lease lease = Lease.HELD;
    private long termStartNanos;
    private long renewAtNanos;
    private boolean renewing;
    private boolean marked;
    private long savedEvents;
    private @Nullable RunRecord saved;
    private long savedNanos;
    private Consumer<IOException> onSaveFailing = failing -> {};
    private @Nullable WspException failure;
    private @Nullable Ending ending;

    /**
     * @param grant the lease
     * @param askedNanos the monotonic time at which the lease was requested, from which its term counts
     * @param saved the record that was saved last, or null if the run has none
     */
    LeaseSession(
            RunStore store,
            RunLease.Grant grant,
            long askedNanos,
            @Nullable RunRecord saved,
            Offload offload,
            CheckpointPolicy policy) {
        this.store = store;
        this.grant = grant;
        this.offload = offload;
        this.policy = policy;
        this.saved = saved;
        this.savedEvents = saved == null ? 0 : saved.cursor().events();
        this.savedNanos = askedNanos;
        termNanos = grant.term().toNanos();
        long patienceNanos = policy.patience().toNanos();
        saving = new RetryingTask(
                offload,
                "the checkpoint could not be saved",
                ReasonCode.CHECKPOINT_UNAVAILABLE,
                patienceNanos,
                failing -> onSaveFailing.accept(failing));
        recording = new RetryingTask(
                offload, "the evidence could not be stored", ReasonCode.QUARANTINE_UNAVAILABLE, patienceNanos);
        startTerm(askedNanos);
    }

    /** Returns the epoch of the lease. */
    public long epoch() {
        return grant.epoch();
    }

    /** Returns whether another host may hold the run, so that this host must stop it. */
    public boolean lost(long nowNanos) {
        return lease == Lease.TAKEN || nowNanos - endNanos() >= 0;
    }

    /** Returns the record that was saved last, or null if the run has none. */
    public @Nullable RunRecord saved() {
        return saved;
    }

    /** Returns whether a save has failed and is being retried. */
    public boolean saveFailing() {
        return saving.failing();
    }

    /** Returns the failure after which checkpoints are no longer saved, or null. */
    public @Nullable WspException failure() {
        return failure;
    }

    /** Sets what is called, on the lane's thread, at the first failure of each save that is going to be retried. */
    public void onSaveFailing(Consumer<IOException> callback) {
        onSaveFailing = callback;
    }

    /** Requests a save as soon as no other is in progress, even if the cursor has not moved. */
    public void mark() {
        marked = true;
    }

    /**
     * Queues evidence to be written under the lease's epoch.
     *
     * @param done called on the lane's thread with null on success, or with the failure once the retry budget is spent
     */
    public void record(DeadLetter piece, Consumer<@Nullable WspException> done) {
        evidence.addLast(new Evidence(piece, done));
    }

    /**
     * Renews the lease and saves the run when either is due; returns the amount of work done.
     *
     * @param events the number of events in the settled prefix
     * @param record supplies the record to save
     */
    public int doWork(long nowNanos, long events, Supplier<RunRecord> record) {
        if (lease == Lease.HELD && lost(nowNanos)) {
            become(Lease.EXPIRED);
        }
        int work = renew(nowNanos) + saving.doWork(nowNanos) + recordNext(nowNanos);
        if (ending != null) {
            return work + (saving.idle() ? finish(ending) : 0);
        }
        if (failure == null && saving.idle() && due(nowNanos, events)) {
            marked = false;
            savedNanos = nowNanos;
            save(record.get(), saved -> failure = saved);
            work++;
        }
        return work;
    }

    /**
     * Returns the nanoseconds until there is work, or {@link Long#MAX_VALUE}.
     *
     * @param events the number of events in the settled prefix
     */
    public long nanosToNextWork(long nowNanos, long events) {
        long least = Math.min(saving.nanosToNextWork(nowNanos), recording.nanosToNextWork(nowNanos));
        if (mayRenew() && !renewing) {
            least = Math.min(least, Math.max(renewAtNanos - nowNanos, 0));
        }
        if (lease == Lease.HELD && state != State.RELEASING) {
            least = Math.min(least, Math.max(endNanos() - nowNanos, 0));
        }
        if (failure == null && saving.idle() && ending == null && (marked || events > savedEvents)) {
            long interval = marked ? 0 : savedNanos + policy.interval().toNanos() - nowNanos;
            least = Math.min(least, Math.max(interval, 0));
        }
        return least;
    }

    /**
     * Saves the run for the last time and releases the lease.
     *
     * @param last the record to save, or null to save nothing
     * @param then called on the lane's thread when the lease is released, with the failure of the last save or null
     */
    public void end(@Nullable RunRecord last, Consumer<@Nullable WspException> then) {
        become(State.ENDING);
        ending = new Ending(last, then);
    }

    /** Releases the lease without waiting for the result. */
    public void abandon() {
        offload.run(() -> {
            release();
            return now -> {};
        });
    }

    private boolean due(long nowNanos, long events) {
        return marked
                || events - savedEvents >= policy.events()
                || (events > savedEvents
                        && nowNanos - savedNanos >= policy.interval().toNanos());
    }

    private void save(RunRecord record, Consumer<@Nullable WspException> then) {
        saving.begin(() -> store.save(record), failed -> {
            if (failed == null) {
                saved = record;
                savedEvents = record.cursor().events();
            } else if (failed.code() == ReasonCode.LEASE_LOST) {
                become(Lease.TAKEN);
            }
            then.accept(failed);
        });
    }

    private int renew(long nowNanos) {
        if (!mayRenew() || renewing || renewAtNanos - nowNanos > 0) {
            return 0;
        }
        renewing = true;
        offload.run(() -> {
            try {
                boolean held = grant.renew();
                return now -> onRenewed(held, nowNanos);
            } catch (IOException e) {
                return now -> onRenewalFailed(e, now);
            }
        });
        return 1;
    }

    private boolean mayRenew() {
        return lease != Lease.TAKEN && state != State.RELEASING;
    }

    private long endNanos() {
        return termStartNanos + termNanos - termNanos / MARGIN;
    }

    private void onRenewed(boolean held, long askedNanos) {
        renewing = false;
        if (held) {
            startTerm(askedNanos);
            if (lease == Lease.EXPIRED) {
                become(Lease.HELD);
            }
        } else {
            become(Lease.TAKEN);
        }
    }

    private void onRenewalFailed(IOException e, long nowNanos) {
        LOG.warn("the lease could not be renewed, retrying: {}", e.getMessage());
        renewing = false;
        renewAtNanos = nowNanos + termNanos / TRIES_A_TERM;
    }

    private void startTerm(long askedNanos) {
        termStartNanos = askedNanos;
        renewAtNanos = askedNanos + termNanos / RENEWALS_A_TERM;
    }

    private int recordNext(long nowNanos) {
        int work = recording.doWork(nowNanos);
        Evidence next = recording.idle() ? evidence.pollFirst() : null;
        if (next == null) {
            return work;
        }
        recording.begin(() -> store.record(grant.epoch(), next.piece), next.done);
        return work + 1;
    }

    private int finish(Ending end) {
        if (state == State.RELEASING) {
            return 0;
        }
        if (state == State.ENDING && end.last != null && lease != Lease.TAKEN) {
            become(State.SAVING);
            save(end.last, failed -> end.failure = failed);
            return 1;
        }
        if (state == State.ENDING && end.last != null) {
            end.failure = new WspException(ReasonCode.LEASE_LOST, "another host took the run before its last save");
        }
        become(State.RELEASING);
        offload.run(() -> {
            release();
            return now -> end.then.accept(end.failure);
        });
        return 1;
    }

    private void become(State next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("a lease session cannot become " + next + " from " + state);
        }
        state = next;
    }

    private void become(Lease next) {
        if (!lease.mayBecome(next)) {
            throw new IllegalStateException("a lease cannot become " + next + " from " + lease);
        }
        lease = next;
    }

    private void release() {
        try {
            grant.release();
        } catch (IOException e) {
            LOG.warn("the lease could not be released and stays held until it expires: {}", e.getMessage());
        }
    }

    /** The state of a session. */
    enum State {
        /** Renews, saves and records. */
        OPEN,
        /** Waits for a save in progress before the last one. */
        ENDING,
        /** Saves the last record. */
        SAVING,
        /** Releases the lease. */
        RELEASING;

        private boolean mayBecome(State next) {
            return switch (this) {
                case OPEN -> next == ENDING;
                case ENDING -> next == SAVING || next == RELEASING;
                case SAVING -> next == RELEASING;
                case RELEASING -> false;
            };
        }
    }

    /** The lease as this host knows it. */
    private enum Lease {
        /** Its term has not ended, or no turn has noticed it yet. */
        HELD,
        /** Its term has ended without a renewal, as a turn has noticed. */
        EXPIRED,
        /** Another host has it. */
        TAKEN;

        private boolean mayBecome(Lease next) {
            return switch (this) {
                case HELD -> next == EXPIRED || next == TAKEN;
                case EXPIRED -> next == HELD || next == TAKEN;
                case TAKEN -> next == TAKEN;
            };
        }
    }

    private record Evidence(DeadLetter piece, Consumer<@Nullable WspException> done) {}

    private static final class Ending {
        final @Nullable RunRecord last;
        final Consumer<@Nullable WspException> then;

        @Nullable WspException failure;

        Ending(@Nullable RunRecord last, Consumer<@Nullable WspException> then) {
            this.last = last;
            this.then = Objects.requireNonNull(then);
        }
    }
}

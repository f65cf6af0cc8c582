package io.worldstream.wsp.internal.lease;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterSink;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.tasks.StoreUnavailableException;
import io.worldstream.wsp.report.RunState;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The saved records, leases and evidence of runs, shared with other processes if the host's stores are. All methods
 * block. Immutable and thread-safe.
 */
public final class RunStore {
    private final CheckpointStore checkpoints;
    private final RunLease lease;
    private final @Nullable DeadLetterSink deadLetters;
    private final boolean durable;

    private RunStore(
            CheckpointStore checkpoints, RunLease lease, @Nullable DeadLetterSink deadLetters, boolean durable) {
        this.checkpoints = checkpoints;
        this.lease = lease;
        this.deadLetters = deadLetters;
        this.durable = durable;
    }

    /**
     * Returns a store that saves runs in the host's checkpoint store.
     *
     * @param deadLetters stores the dead letters, or null if the policy requires none
     */
    public static RunStore in(CheckpointStore checkpoints, RunLease lease, @Nullable DeadLetterSink deadLetters) {
        return new RunStore(
                Objects.requireNonNull(checkpoints, "checkpoints"),
                Objects.requireNonNull(lease, "lease"),
                deadLetters,
                true);
    }

    /** Returns a store that holds runs in memory, for the lifetime of the returned object, and no dead letters. */
    public static RunStore inProcess() {
        VolatileRuns runs = new VolatileRuns();
        return new RunStore(runs, runs, null, false);
    }

    /** Returns whether saved records outlast the process. */
    public boolean durable() {
        return durable;
    }

    /** Returns whether the host has a store of dead letters. */
    public boolean recordsDeadLetters() {
        return deadLetters != null;
    }

    /** Returns where an operator finds the dead letters of a run, in words; empty without a store of them. */
    public Optional<String> deadLettersOf(RunId run) {
        return Optional.ofNullable(deadLetters).map(letters -> letters.describe(run));
    }

    /** Returns the runs that have a saved record. */
    public Set<RunId> runs() throws IOException {
        return checkpoints.runs();
    }

    /**
     * Returns the saved record of a run, for read-only callers; fences nobody.
     *
     * @throws WspException {@code CHECKPOINT_CORRUPT} if the record is damaged
     */
    public Optional<RunRecord> read(RunId run) throws IOException {
        Optional<byte[]> record = checkpoints.read(run);
        return record.isEmpty() ? Optional.empty() : Optional.of(RunRecordCodec.read(run, record.get()));
    }

    /**
     * Checks, for read-only callers, whether {@link #open} would find damage; fences nobody.
     *
     * @throws WspException {@code CHECKPOINT_CORRUPT} if it would
     */
    public void check(RunId run) throws IOException {
        checkpoints.check(run);
    }

    /** Returns a human-readable name of the host that holds a run; empty if none is known. */
    public Optional<String> holder(RunId run) throws IOException {
        return lease.holder(run);
    }

    /** Returns the holder of a run for a message: in words, even if none is known or the lease cannot tell. */
    String holderInWords(RunId run) {
        try {
            return lease.holder(run).orElse("another host");
        } catch (IOException | WspException e) {
            return "another host (its lease cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Attempts once to acquire the lease of a run; empty if another host holds it. */
    public Optional<RunLease.Grant> acquire(RunId run) throws IOException {
        return lease.acquire(run);
    }

    /**
     * Opens a run under an epoch, which fences out all lower epochs, and returns its saved record.
     *
     * @throws StoreUnavailableException if the dead letters cannot be opened
     * @throws WspException {@code CHECKPOINT_CORRUPT}, {@code QUARANTINE_CORRUPT} or {@code LEASE_LOST}
     */
    public Optional<RunRecord> open(RunId run, long epoch) throws IOException {
        if (deadLetters != null) {
            try {
                deadLetters.open(run, epoch);
            } catch (IOException e) {
                throw new StoreUnavailableException(ReasonCode.QUARANTINE_UNAVAILABLE, e);
            }
        }
        Optional<byte[]> record = checkpoints.open(run, epoch);
        return record.isEmpty() ? Optional.empty() : Optional.of(RunRecordCodec.read(run, record.get()));
    }

    /** Replaces the saved record of a run. */
    public void save(RunRecord run) throws IOException {
        checkpoints.save(run.ready().runId(), run.epoch(), RunRecordCodec.write(run));
    }

    /** Stores the evidence of one dead letter. */
    public void record(long epoch, DeadLetter evidence) throws IOException {
        if (deadLetters == null) {
            throw new IllegalStateException("a policy that dead-letters events or rows needs a dead letter sink");
        }
        deadLetters.record(epoch, evidence);
    }

    /**
     * Resets a run to its first event, even if its saved record is damaged.
     *
     * @param now the wall time to save
     * @return true if the READY of the run is known; false if the record was missing or damaged and is now discarded,
     *     so that its READY must be sent again
     * @throws WspException {@code LEASE_HELD} if another host holds the run
     */
    public boolean restart(RunId run, Instant now) throws IOException {
        RunLease.Grant grant = acquire(run)
                .orElseThrow(() -> new WspException(
                        ReasonCode.LEASE_HELD,
                        "run " + run + " is held by " + holderInWords(run) + " and cannot be restarted"));
        try {
            RunRecord kept = openWhateverIsThere(run, grant.epoch());
            if (kept == null) {
                checkpoints.discard(run, grant.epoch());
                return false;
            }
            save(new RunRecord(
                    kept.ready(), grant.epoch(), RunState.RECEIVED, null, RunRecord.Plan.NONE, Cursor.START, now));
            return true;
        } finally {
            grant.release();
        }
    }

    private @Nullable RunRecord openWhateverIsThere(RunId run, long epoch) throws IOException {
        try {
            return open(run, epoch).orElse(null);
        } catch (WspException e) {
            if (e.code() != ReasonCode.CHECKPOINT_CORRUPT) {
                throw e;
            }
            return null;
        }
    }
}

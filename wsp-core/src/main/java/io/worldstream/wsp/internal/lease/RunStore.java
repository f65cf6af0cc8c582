package io.worldstream.wsp.internal.lease;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.QuarantineRecord;
import io.worldstream.wsp.api.QuarantineSink;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.tasks.StoreUnavailableException;
import io.worldstream.wsp.report.RunState;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where runs are kept and whose they are. What is read or written here is another process's to read. Immutable; any thread
 * may use it; blocks.
 */
public final class RunStore {
    private final CheckpointStore checkpoints;
    private final RunLease lease;
    private final @Nullable QuarantineSink quarantine;
    private final boolean durable;

    private RunStore(
            CheckpointStore checkpoints, RunLease lease, @Nullable QuarantineSink quarantine, boolean durable) {
        this.checkpoints = checkpoints;
        this.lease = lease;
        this.quarantine = quarantine;
        this.durable = durable;
    }

    /**
     * Keeps runs where the host says.
     *
     * @param quarantine takes evidence, or null where the policy asks for none
     */
    public static RunStore in(CheckpointStore checkpoints, RunLease lease, @Nullable QuarantineSink quarantine) {
        return new RunStore(checkpoints, lease, quarantine, true);
    }

    /** Keeps runs for as long as this object is. */
    public static RunStore inProcess(@Nullable QuarantineSink quarantine) {
        VolatileRuns runs = new VolatileRuns();
        return new RunStore(runs, runs, quarantine, false);
    }

    /** Whether what is kept outlasts the process. */
    public boolean durable() {
        return durable;
    }

    /** The runs of which something is kept. */
    public Set<RunId> runs() throws IOException {
        return checkpoints.runs();
    }

    /**
     * What is kept of a run, for who only looks.
     *
     * @throws WspException {@code CHECKPOINT_CORRUPT} if it is damaged
     */
    public Optional<RunRecord> read(RunId run) throws IOException {
        Optional<byte[]> record = checkpoints.read(run);
        return record.isEmpty() ? Optional.empty() : Optional.of(RunRecordCodec.read(run, record.get()));
    }

    /** Who holds a run, for people. */
    public Optional<String> holder(RunId run) throws IOException {
        return lease.holder(run);
    }

    /** Tries once to take a run; empty if another holds it. */
    public Optional<RunLease.Grant> acquire(RunId run) throws IOException {
        return lease.acquire(run);
    }

    /**
     * Shuts out who held a run before, and gives what is kept of it.
     *
     * @throws StoreUnavailableException if it is the quarantine that cannot be used
     * @throws WspException {@code CHECKPOINT_CORRUPT}, {@code QUARANTINE_CORRUPT}, {@code LEASE_LOST}
     */
    public Optional<RunRecord> open(RunId run, long epoch) throws IOException {
        if (quarantine != null) {
            try {
                quarantine.open(run, epoch);
            } catch (IOException e) {
                throw new StoreUnavailableException(ReasonCode.QUARANTINE_UNAVAILABLE, e);
            }
        }
        Optional<byte[]> record = checkpoints.open(run, epoch);
        return record.isEmpty() ? Optional.empty() : Optional.of(RunRecordCodec.read(run, record.get()));
    }

    /** Keeps a record in place of the one before. */
    public void save(RunRecord run) throws IOException {
        checkpoints.save(run.ready().runId(), run.epoch(), RunRecordCodec.write(run));
    }

    /** Keeps a piece of evidence. */
    public void record(long epoch, QuarantineRecord evidence) throws IOException {
        if (quarantine == null) {
            throw new IllegalStateException("a policy that sets events aside needs a quarantine sink");
        }
        quarantine.record(epoch, evidence);
    }

    /**
     * Has a run start over from its first event, be what is kept of it whole or damaged.
     *
     * @param now wall time
     * @return whether its announcement is known; otherwise nothing is kept of it any more, and its READY has to come again
     * @throws WspException {@code LEASE_HELD} if another holds it
     */
    public boolean restart(RunId run, Instant now) throws IOException {
        RunLease.Grant grant = acquire(run)
                .orElseThrow(() -> new WspException(
                        ReasonCode.LEASE_HELD, "run " + run + " is held by a host and cannot start over"));
        try {
            RunRecord kept = openWhateverIsThere(run, grant.epoch());
            if (kept == null) {
                checkpoints.discard(run, grant.epoch());
                return false;
            }
            save(new RunRecord(kept.ready(), grant.epoch(), RunState.RECEIVED, null, null, 0, 0, Cursor.START, now));
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

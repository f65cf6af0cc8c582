package io.worldstream.wsp;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.lease.RunRecord;
import io.worldstream.wsp.internal.lease.RunStore;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.report.LedgerEntry;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what producers keep of their runs, also of those that stream elsewhere: for operators. Any thread may use it;
 * calls block on the store.
 */
public final class RunLedger {
    private final RunStore store;
    private final Clock clock;

    /**
     * @param checkpoints where the producers save
     * @param lease whose runs they are
     * @param clock its wall time is written down
     */
    public RunLedger(CheckpointStore checkpoints, RunLease lease, Clock clock) {
        this.clock = clock;
        store = RunStore.in(checkpoints, lease, null);
    }

    /**
     * The runs of which something is kept, whole or damaged, in the order of their ids.
     *
     * @throws WspException {@code CHECKPOINT_UNAVAILABLE} if the store cannot be read
     */
    public List<RunId> runs() {
        try {
            return store.runs().stream()
                    .sorted(Comparator.comparing(RunId::value))
                    .toList();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /**
     * Where a run stood when it was saved last.
     *
     * @throws WspException {@code CHECKPOINT_CORRUPT} if what is kept is damaged; {@code CHECKPOINT_UNAVAILABLE} if the store
     *     cannot be read
     */
    public Optional<LedgerEntry> entry(RunId run) {
        try {
            String holder = store.holder(run).orElse(null);
            return store.read(run).map(record -> entry(record, holder));
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /**
     * Has a run start over from the start of its window, be what is kept of it whole or damaged; the gate answers DUPLICATE
     * for what it has. For an operator who knows why. The next producer that starts streams it.
     *
     * @return whether the run's announcement is known; otherwise nothing is kept of it any more, and its READY has to come
     *     again
     * @throws WspException {@code LEASE_HELD} if a host holds the run; {@code CHECKPOINT_UNAVAILABLE} if the store cannot be
     *     written
     */
    public boolean restart(RunId run) {
        try {
            return store.restart(run, clock.wallTime());
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private static LedgerEntry entry(RunRecord record, @Nullable String holder) {
        Cursor cursor = record.cursor();
        boolean begun = cursor.events() > 0;
        return new LedgerEntry(
                record.ready().runId(),
                record.state(),
                record.reason(),
                holder,
                cursor.counts(record.planned(), record.badRows()),
                begun ? Instant.EPOCH.plus(cursor.tsMicros(), ChronoUnit.MICROS) : null,
                cursor.lastEvent(),
                record.planDigest(),
                begun ? new StreamDigest(cursor.digest()).value() : null,
                record.savedAt());
    }

    private static WspException unavailable(IOException e) {
        return new WspException(
                ReasonCode.CHECKPOINT_UNAVAILABLE, "what is kept of runs cannot be used: " + e.getMessage(), e);
    }
}

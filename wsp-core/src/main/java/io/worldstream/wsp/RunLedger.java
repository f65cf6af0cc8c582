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
import io.worldstream.wsp.plan.PlatformAnnouncement;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.report.RunState;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A view of the run records that producers save, for operators; it includes runs that stream on other hosts. Any thread
 * may use it. Calls block on the store.
 */
public final class RunLedger {
    private final RunStore store;
    private final Clock clock;

    /**
     * Creates a ledger over a checkpoint store.
     *
     * @param checkpoints the store that the producers save to
     * @param lease the lease that those producers use
     * @param clock supplies the wall time that {@link #restart} records
     */
    public RunLedger(CheckpointStore checkpoints, RunLease lease, Clock clock) {
        this.clock = clock;
        store = RunStore.in(checkpoints, lease, null);
    }

    /**
     * Returns the runs that have a saved record, intact or damaged, in the order of their ids.
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
     * Returns the last saved position of a run, or an empty result if nothing is saved for it. Fences nobody.
     *
     * @throws WspException {@code CHECKPOINT_CORRUPT} if the record is damaged, or if the run has not completed and damage
     *     elsewhere in the store prevents a host from taking it; {@code CHECKPOINT_UNAVAILABLE} if the store cannot be
     *     read
     */
    public Optional<LedgerEntry> entry(RunId run) {
        try {
            String holder = store.holder(run).orElse(null);
            RunRecord record = store.read(run).orElse(null);
            if (record == null) {
                return Optional.empty();
            }
            if (record.state() != RunState.COMPLETED) {
                store.check(run);
            }
            return Optional.of(entry(record, holder));
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /**
     * Resets a run to the start of its window, even if its saved record is damaged. The next producer that starts
     * streams it from there; the gate answers DUPLICATE for events that it already has. For operators who have found
     * the cause.
     *
     * @return true if the run's announcement is known; false otherwise: nothing is saved for the run then, and its
     *     READY has to be published again
     * @throws WspException {@code LEASE_HELD} if a host holds the run; {@code CHECKPOINT_UNAVAILABLE} if the store
     *     cannot be written
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
        PlatformAnnouncement announcement = record.ready().announcement();
        return LedgerEntry.builder(record.ready().runId(), record.state(), record.savedAt())
                .platformRunId(announcement == null ? null : announcement.platformRunId())
                .reason(record.reason())
                .holder(holder)
                .events(record.counts())
                .redriven(cursor.redriven())
                .lastEvent(begun ? Instant.EPOCH.plus(cursor.tsMicros(), ChronoUnit.MICROS) : null, cursor.lastEvent())
                .planDigest(record.plan().digest())
                .streamDigest(begun ? new StreamDigest(cursor.digest()).value() : null)
                .build();
    }

    private static WspException unavailable(IOException e) {
        return new WspException(
                ReasonCode.CHECKPOINT_UNAVAILABLE, "run records cannot be read or written: " + e.getMessage(), e);
    }
}

package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An in-memory checkpoint store that fails on request and can hold damaged records. It keeps the last record of each
 * run and the one before it. Several producers may share a store, as processes share a folder. Any thread may use it.
 */
public final class InMemoryCheckpointStore implements CheckpointStore {
    private final Epochs epochs = new Epochs();
    private final Set<RunId> kept = new LinkedHashSet<>();

    /** Intact records only. */
    private final Map<RunId, byte[]> newest = new HashMap<>();

    /** Intact records only. */
    private final Map<RunId, byte[]> older = new HashMap<>();

    private final Map<RunId, Integer> saves = new HashMap<>();
    private final ScriptedFailures reads = new ScriptedFailures("the checkpoint store cannot be read, as scripted");
    private final ScriptedFailures opens = new ScriptedFailures("the checkpoint store cannot be opened, as scripted");
    private final ScriptedFailures writes = new ScriptedFailures("the checkpoint store cannot be written, as scripted");
    private final ScriptedFailures discards = new ScriptedFailures("the checkpoint store cannot discard, as scripted");

    /** Creates an empty store. */
    public InMemoryCheckpointStore() {}

    /** Makes all calls fail, like an unreachable store, until called with false ({@code CHK-05}). */
    public synchronized void setUnavailable(boolean unavailable) {
        List.of(reads, opens, writes, discards).forEach(each -> each.always(unavailable));
    }

    /** Makes the next {@code count} calls of {@link #read} and {@link #runs} fail. */
    public synchronized void failNextReads(int count) {
        reads.next(count);
    }

    /** Makes the next {@code count} opens fail; the epoch that may write does not change. */
    public synchronized void failNextOpens(int count) {
        opens.next(count);
    }

    /** Makes the next {@code count} saves fail; the previous record remains ({@code CHK-02}). */
    public synchronized void failNextSaves(int count) {
        writes.next(count);
    }

    /** Makes the next {@code count} discards fail; the records remain. */
    public synchronized void failNextDiscards(int count) {
        discards.next(count);
    }

    /**
     * Damages the last record of a run. Reads then return the record before it, if that one is intact ({@code CHK-03}).
     *
     * @throws IllegalArgumentException if the run has no saved record
     */
    public synchronized void damageNewest(RunId run) {
        requireKept(run);
        newest.remove(run);
    }

    /**
     * Damages all records of a run: reads fail with {@code CHECKPOINT_CORRUPT} until the run is discarded or saved
     * again ({@code CHK-03}).
     *
     * @throws IllegalArgumentException if the run has no saved record
     */
    public synchronized void damageAll(RunId run) {
        requireKept(run);
        newest.remove(run);
        older.remove(run);
    }

    @Override
    public synchronized Set<RunId> runs() throws IOException {
        reads.strike();
        return Set.copyOf(kept);
    }

    @Override
    public synchronized Optional<byte[]> read(RunId run) throws IOException {
        reads.strike();
        return newestWhole(run);
    }

    @Override
    public synchronized Optional<byte[]> open(RunId run, long epoch) throws IOException {
        opens.strike();
        epochs.open(run, epoch);
        return newestWhole(run);
    }

    @Override
    public synchronized void save(RunId run, long epoch, byte[] record) throws IOException {
        writes.strike();
        epochs.require(run, epoch);
        byte[] before = newest.put(run, record.clone());
        if (before != null) {
            older.put(run, before);
        }
        kept.add(run);
        saves.merge(run, 1, Integer::sum);
    }

    @Override
    public synchronized void discard(RunId run, long epoch) throws IOException {
        discards.strike();
        epochs.require(run, epoch);
        kept.remove(run);
        newest.remove(run);
        older.remove(run);
    }

    /** Returns the highest epoch that opened a run, or 0 if none did. */
    public synchronized long epoch(RunId run) {
        return epochs.of(run);
    }

    /**
     * Returns the last record of a run, even while the store is {@linkplain #setUnavailable unavailable}; empty if
     * there is none or it is damaged.
     */
    public synchronized Optional<byte[]> newest(RunId run) {
        return Optional.ofNullable(newest.get(run)).map(byte[]::clone);
    }

    /** Returns the number of successful saves of a run. */
    public synchronized int saves(RunId run) {
        return saves.getOrDefault(run, 0);
    }

    private Optional<byte[]> newestWhole(RunId run) {
        if (!kept.contains(run)) {
            return Optional.empty();
        }
        byte[] whole = newest.getOrDefault(run, older.get(run));
        if (whole == null) {
            throw new WspException(
                    ReasonCode.CHECKPOINT_CORRUPT, "the checkpoint of run " + run + " is damaged, as scripted");
        }
        return Optional.of(whole.clone());
    }

    private void requireKept(RunId run) {
        if (!kept.contains(run)) {
            throw new IllegalArgumentException("no checkpoint is saved for run " + run);
        }
    }
}

package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An in-memory store of dead letters that fails on request. Several producers may share one, as processes share a
 * folder. Any thread may use it.
 */
public final class InMemoryDeadLetterSink implements DeadLetterStore {
    private final Epochs epochs = new Epochs();
    private final Map<Place, Entry> kept = new LinkedHashMap<>();
    private final ScriptedFailures opens = new ScriptedFailures("the dead letters cannot be opened, as scripted");
    private final ScriptedFailures records = new ScriptedFailures("the dead letters cannot be written, as scripted");
    private final ScriptedFailures reads = new ScriptedFailures("the dead letters cannot be read, as scripted");
    private int calls;

    /** Creates an empty sink. */
    public InMemoryDeadLetterSink() {}

    private record Place(RunId run, String position) {}

    /** Makes all calls fail, like an unreachable store, until called with false ({@code QUA-04}). */
    public synchronized void setUnavailable(boolean unavailable) {
        opens.always(unavailable);
        records.always(unavailable);
        reads.always(unavailable);
    }

    /** Makes the next {@code count} opens fail; the epoch that may record does not change. */
    public synchronized void failNextOpens(int count) {
        opens.next(count);
    }

    /** Makes the next {@code count} calls of {@link #record} and {@link #redriven} fail; they store nothing. */
    public synchronized void failNextRecords(int count) {
        records.next(count);
    }

    @Override
    public synchronized void open(RunId run, long epoch) throws IOException {
        opens.strike();
        epochs.open(run, epoch);
    }

    @Override
    public synchronized void record(long epoch, DeadLetter evidence) throws IOException {
        calls++;
        records.strike();
        epochs.require(evidence.runId(), epoch);
        kept.putIfAbsent(new Place(evidence.runId(), evidence.position()), new Entry(evidence, List.of()));
    }

    @Override
    public void forEach(RunId run, Consumer<Entry> each) throws IOException {
        entries(run).forEach(each);
    }

    private synchronized List<Entry> entries(RunId run) throws IOException {
        reads.strike();
        return kept.values().stream()
                .filter(each -> each.letter().runId().equals(run))
                .toList();
    }

    @Override
    public synchronized Optional<Entry> find(RunId run, String position) throws IOException {
        reads.strike();
        return Optional.ofNullable(kept.get(new Place(run, position)));
    }

    @Override
    public synchronized void redriven(long epoch, RunId run, String position, RedriveAttempt attempt)
            throws IOException {
        records.strike();
        epochs.require(run, epoch);
        Place place = new Place(run, position);
        Entry entry = kept.get(place);
        if (entry == null) {
            throw new IllegalArgumentException("run " + run + " has no dead letter at " + position);
        }
        if (attempt.equals(entry.last())) {
            return;
        }
        List<RedriveAttempt> attempts = new ArrayList<>(entry.attempts());
        attempts.add(attempt);
        kept.put(place, new Entry(entry.letter(), attempts));
    }

    /** Returns the highest epoch that opened a run, or 0 if none did. */
    public synchronized long epoch(RunId run) {
        return epochs.of(run);
    }

    /** Returns the dead letters of a run, oldest first. */
    public synchronized List<DeadLetter> records(RunId run) {
        return kept.values().stream()
                .map(Entry::letter)
                .filter(each -> each.runId().equals(run))
                .toList();
    }

    /** Returns the number of calls of {@link #record}, including failed ones and repeated positions. */
    public synchronized int calls() {
        return calls;
    }
}

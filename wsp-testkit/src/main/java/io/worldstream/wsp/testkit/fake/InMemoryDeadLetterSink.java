package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterSink;
import io.worldstream.wsp.api.RunId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An in-memory store of dead letters that fails on request. Several producers may share one, as processes share a
 * folder. Any thread may use it.
 */
public final class InMemoryDeadLetterSink implements DeadLetterSink {
    private final Epochs epochs = new Epochs();
    private final Map<Place, DeadLetter> kept = new LinkedHashMap<>();
    private final ScriptedFailures opens = new ScriptedFailures("the dead letters cannot be opened, as scripted");
    private final ScriptedFailures records = new ScriptedFailures("the dead letters cannot be written, as scripted");
    private int calls;

    /** Creates an empty sink. */
    public InMemoryDeadLetterSink() {}

    private record Place(RunId run, String position) {}

    /** Makes all calls fail, like an unreachable store, until called with false ({@code QUA-04}). */
    public synchronized void setUnavailable(boolean unavailable) {
        opens.always(unavailable);
        records.always(unavailable);
    }

    /** Makes the next {@code count} opens fail; the epoch that may record does not change. */
    public synchronized void failNextOpens(int count) {
        opens.next(count);
    }

    /** Makes the next {@code count} calls of {@link #record} fail; they store nothing. */
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
        kept.putIfAbsent(new Place(evidence.runId(), evidence.position()), evidence);
    }

    /** Returns the highest epoch that opened a run, or 0 if none did. */
    public synchronized long epoch(RunId run) {
        return epochs.of(run);
    }

    /** Returns the dead letters of a run, oldest first. */
    public synchronized List<DeadLetter> records(RunId run) {
        return kept.values().stream().filter(each -> each.runId().equals(run)).toList();
    }

    /** Returns the number of calls of {@link #record}, including failed ones and repeated positions. */
    public synchronized int calls() {
        return calls;
    }
}

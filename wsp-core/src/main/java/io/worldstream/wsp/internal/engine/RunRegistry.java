package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.report.RunState;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the READYs that this engine has seen and decides what a further one means (contracts 1, I9). Bounded: the
 * inactive runs updated least recently are forgotten. That is safe, because a lane checks the saved record when it
 * takes a run and so also learns of runs that another host completed. Confined to one thread.
 */
final class RunRegistry {
    private static final int MOST_REMEMBERED = 10_000;

    /** Ordered from the least to the most recently updated. */
    private final Map<RunId, Entry> byRun = new LinkedHashMap<>();

    private final Map<String, ReadySignal> byMessage = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ReadySignal> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** The meaning of a READY. */
    sealed interface Decision {
        /** Start the run: it is unknown, halted, or was refused for a cause that may have been fixed. */
        record Start() implements Decision {}

        /** Report a duplicate: this engine streams the run now, or the run is complete. */
        record Duplicate(String state) implements Decision {}

        /** Refuse the READY: an earlier one for the same run or message had other content, or another platform run. */
        record Conflict(ReadySignal earlier) implements Decision {}
    }

    Decision decide(ReadySignal ready) {
        ReadySignal sameMessage = byMessage.get(ready.messageId());
        if (sameMessage != null && !sameMessage.announcesSameAs(ready)) {
            return new Decision.Conflict(sameMessage);
        }
        Entry known = byRun.get(ready.runId());
        if (known == null) {
            return new Decision.Start();
        }
        if (!known.ready.announcesSameAs(ready)) {
            return new Decision.Conflict(known.ready);
        }
        boolean done = known.state == RunState.COMPLETED;
        if ((known.active || done) && known.ready.isOfAnotherPlatformRunThan(ready)) {
            return new Decision.Conflict(known.ready);
        }
        if (known.active) {
            return new Decision.Duplicate("is being streamed");
        }
        return done ? new Decision.Duplicate("is complete") : new Decision.Start();
    }

    /** Returns whether this engine streams a run now. */
    boolean active(RunId run) {
        Entry known = byRun.get(run);
        return known != null && known.active;
    }

    /** Registers a run from its saved record. */
    void onKnown(ReadySignal ready, RunState state) {
        put(ready, new Entry(ready, state, false));
    }

    void onStart(ReadySignal ready) {
        put(ready, new Entry(ready, null, true));
    }

    /** @param state the final state, or null if another READY may start the run again */
    void onEnd(ReadySignal ready, @Nullable RunState state) {
        put(ready, new Entry(ready, state, false));
    }

    private void put(ReadySignal ready, Entry entry) {
        byRun.remove(ready.runId());
        byRun.put(ready.runId(), entry);
        byMessage.put(ready.messageId(), ready);
        if (byRun.size() > MOST_REMEMBERED) {
            forgetOne();
        }
    }

    private void forgetOne() {
        Iterator<Entry> oldest = byRun.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (!entry.active) {
                oldest.remove();
                return;
            }
        }
    }

    private record Entry(ReadySignal ready, @Nullable RunState state, boolean active) {}
}

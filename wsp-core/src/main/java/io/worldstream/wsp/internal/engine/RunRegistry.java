package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.report.RunState;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which READYs this engine knows, and so what another one means (contracts 1, I9). What it does not know, such as a run that
 * another host completed meanwhile, the lane finds out when it takes the run: so it may forget runs, and forgets the ones it heard
 * of longest ago. One thread.
 */
final class RunRegistry {
    private static final int MOST_REMEMBERED = 10_000;

    /** In the order in which they were heard of last. */
    private final Map<RunId, Entry> byRun = new LinkedHashMap<>();

    private final Map<String, ReadySignal> byMessage = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ReadySignal> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** What a READY asks for. */
    sealed interface Decision {
        /** A run that is not known, that halted, or that was refused and may have been mended. */
        record Start() implements Decision {}

        /** A run that is being streamed here, or is complete. */
        record Duplicate(String state) implements Decision {}

        /** The same run or message, and something else in it. */
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
        if (known.active) {
            return new Decision.Duplicate("is being streamed");
        }
        return known.state == RunState.COMPLETED ? new Decision.Duplicate("is complete") : new Decision.Start();
    }

    /** Whether this engine streams a run now. */
    boolean active(RunId run) {
        Entry known = byRun.get(run);
        return known != null && known.active;
    }

    /** A run is known from what is kept of it. */
    void onKnown(ReadySignal ready, RunState state) {
        put(ready, new Entry(ready, state, false));
    }

    void onStart(ReadySignal ready) {
        put(ready, new Entry(ready, null, true));
    }

    /** @param state how it ended, or null if it may go on */
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

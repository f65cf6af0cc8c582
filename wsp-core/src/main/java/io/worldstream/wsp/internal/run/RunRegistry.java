package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.ReadySignal;
import io.worldstream.wsp.RunStatus;
import io.worldstream.wsp.api.RunId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which READYs were taken, and so what another one means (contracts 1, I9). Within one process; a durable ledger takes its
 * place later. One thread.
 */
final class RunRegistry {
    private final Map<RunId, Entry> byRun = new HashMap<>();
    private final Map<String, ReadySignal> byMessage = new HashMap<>();

    /** What a READY asks for. */
    sealed interface Decision {
        /** A run that is not known, or one that was refused and may have been mended. */
        record Start() implements Decision {}

        /** A run that is known. */
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
        return known.ended == RunStatus.REFUSED ? new Decision.Start() : new Decision.Duplicate(known.state());
    }

    void onStart(ReadySignal ready) {
        byRun.put(ready.runId(), new Entry(ready, null));
        byMessage.put(ready.messageId(), ready);
    }

    void onEnd(ReadySignal ready, RunStatus status) {
        byRun.put(ready.runId(), new Entry(ready, status));
    }

    private record Entry(ReadySignal ready, @Nullable RunStatus ended) {
        String state() {
            if (ended == null) {
                return "is being streamed";
            }
            return ended == RunStatus.COMPLETED ? "is complete" : "halted";
        }
    }
}

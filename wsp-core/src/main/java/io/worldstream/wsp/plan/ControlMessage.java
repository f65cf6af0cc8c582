package io.worldstream.wsp.plan;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.policy.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed message of the control bus (contracts 1). */
public sealed interface ControlMessage {
    /**
     * A valid READY.
     *
     * @param signal its content
     */
    record Ready(ReadySignal signal) implements ControlMessage {}

    /**
     * An invalid READY, with a violation for every fault: {@code READY_INVALID}, or {@code RUN_ID_MISMATCH} or {@code
     * PIN_MISMATCH} if it contradicts itself; or a message that is too long to be read, with code {@code
     * LIMIT_EXCEEDED}.
     *
     * @param runId the run, or null if the message does not name one
     * @param violations all faults, up to {@link Limits#maxFindings()}; beyond that, one more that counts the rest
     */
    record Invalid(@Nullable RunId runId, List<Violation> violations) implements ControlMessage {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }

    /**
     * A message of another topic or another signal, which WSP ignores.
     *
     * @param why the cause, in words
     */
    record Foreign(String why) implements ControlMessage {}

    /**
     * A message that is not a JSON document: garbage or half-written.
     *
     * @param why the cause, in words
     */
    record Unreadable(String why) implements ControlMessage {}
}

package io.worldstream.wsp.plan;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.policy.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one message of the control bus is (contracts 1). */
public sealed interface ControlMessage {
    /** The topic that carries READY. */
    String DEFAULT_TOPIC = "fp.bus.control.v1";

    /**
     * A valid READY.
     *
     * @param signal what it says
     */
    record Ready(ReadySignal signal) implements ControlMessage {}

    /**
     * A READY that is not valid: every fault has code {@code READY_INVALID}; or a message that is too long to be read, with code
     * {@code LIMIT_EXCEEDED}.
     *
     * @param runId the run, if it names one
     * @param violations all faults, up to {@link Limits#maxFindings()}; then one more that counts the rest
     */
    record Invalid(@Nullable RunId runId, List<Violation> violations) implements ControlMessage {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }

    /**
     * Another topic, or another signal: not for WSP.
     *
     * @param why in words
     */
    record Foreign(String why) implements ControlMessage {}

    /**
     * Not a JSON document: rubbish, or half-written.
     *
     * @param why in words
     */
    record Unreadable(String why) implements ControlMessage {}
}

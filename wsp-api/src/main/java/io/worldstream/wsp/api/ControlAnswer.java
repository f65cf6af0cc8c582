package io.worldstream.wsp.api;

import java.util.Objects;

/** The answer to a {@link ControlAction}. Immutable. */
public sealed interface ControlAnswer {
    /** The action is in effect. A step is in effect when its events may leave, a drain or a stop when nothing new does. */
    record InEffect() implements ControlAnswer {}

    /**
     * The action changed nothing.
     *
     * @param code {@link ReasonCode#CONTROL_REFUSED} if the state of the run does not allow it, {@link
     *     ReasonCode#CONTROL_INVALID} if a value is not allowed, {@link ReasonCode#CONTROL_RUN_UNKNOWN} if this host does
     *     not hold the run, {@link ReasonCode#CONTROL_NOT_AUTHORISED} if the actor may not ask for it, {@link
     *     ReasonCode#AUDIT_UNAVAILABLE} or {@link ReasonCode#AUDIT_CORRUPT} if the action could not be recorded
     * @param why the reason in words, and what to do
     */
    record Refused(ReasonCode code, String why) implements ControlAnswer {
        public Refused {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(why, "why");
        }
    }
}

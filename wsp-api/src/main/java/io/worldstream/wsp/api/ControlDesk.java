package io.worldstream.wsp.api;

import java.util.function.Consumer;

/** Takes the commands of a {@link ControlSource}. Implemented by the engine. Any thread may call it; no call blocks. */
public interface ControlDesk {
    /**
     * Submits a command ({@code CTL-01}). A key that was used before gets the first answer, also if that comes only later.
     * An answer that the action could not be recorded ({@link ReasonCode#AUDIT_UNAVAILABLE}, {@link
     * ReasonCode#AUDIT_CORRUPT}) is not kept: the key is then handled anew. A key that was used for another command is
     * {@link ReasonCode#CONTROL_INVALID}. Keys are remembered for as long as the process lives, the last 10,000 of them.
     *
     * @param answer receives the one answer, soon, and before the host is closed; on a thread of the engine, so it must
     *     not block ({@code CTL-05})
     */
    void submit(ControlCommand command, Consumer<ControlAnswer> answer);

    /**
     * Reports a request that the source has refused itself, for the record ({@code CTL-02}, {@code CTL-03}).
     *
     * @param actor who asked, as far as the source knows; never a secret
     * @param refusal the answer that the sender got
     */
    void refused(String actor, ControlAnswer.Refused refusal);
}

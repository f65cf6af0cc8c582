package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.PushOutcome;

/**
 * The answers of a {@link RecordingSink}. Called on the thread that pushes, once for each push, including pushes whose
 * answer is held back.
 */
@FunctionalInterface
public interface SinkScript {
    /** Answers as a healthy gate does. */
    SinkScript USUAL = (push, usual) -> usual.get();

    /**
     * Answers one push.
     *
     * @param push the push
     * @param usual takes the envelope as a healthy gate does: ADMIT with the next bus position, or DUPLICATE if the
     *     sink dedupes; unless it is called, the envelope is not taken
     */
    PushOutcome answer(RecordedPush push, Taking usual);

    /** Takes an envelope. */
    @FunctionalInterface
    interface Taking {
        /** Takes the envelope and returns the gate's decision. A second call takes it again. */
        PushOutcome get();
    }
}

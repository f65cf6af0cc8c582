package io.worldstream.wsp.testkit;

import io.worldstream.wsp.api.PushOutcome;

/**
 * What a {@link RecordingSink} answers. Called from the thread that pushes, once for each push, also for those whose
 * answer is held back.
 */
@FunctionalInterface
public interface SinkScript {
    /** Answers as a gate does that is well. */
    SinkScript USUAL = (push, usual) -> usual.get();

    /**
     * Answers one push.
     *
     * @param push the push
     * @param usual takes the envelope as a gate does that is well: ADMIT with the next bus position, or DUPLICATE where
     *     the sink dedupes; an envelope for which this is not called was not taken
     */
    PushOutcome answer(RecordedPush push, Taking usual);

    /** Takes an envelope. */
    @FunctionalInterface
    interface Taking {
        /** Takes it, and says what the gate then decides. A second call takes it again. */
        PushOutcome get();
    }
}

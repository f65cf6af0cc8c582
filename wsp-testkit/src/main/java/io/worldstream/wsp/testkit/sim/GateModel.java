package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushOutcome;
import java.nio.ByteBuffer;

/** A gate as a simulation asks it: what it answers to an envelope that reached it. One thread; must not block. */
@FunctionalInterface
public interface GateModel {
    /**
     * Answers one envelope.
     *
     * @param eventType the envelope's {@code event_type}
     * @param eventId the envelope's {@code event_id}
     * @param envelope its bytes; a view of its own, not to be kept
     * @return what the sink is to be told if the answer is not lost on its way
     */
    PushOutcome answer(OutputId eventType, EventId eventId, ByteBuffer envelope);
}

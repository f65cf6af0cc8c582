package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushOutcome;
import java.nio.ByteBuffer;

/**
 * The gate of a simulation: decides the answer to each envelope that reaches it. One thread calls it; it must not
 * block.
 */
@FunctionalInterface
public interface GateModel {
    /**
     * Answers one envelope.
     *
     * @param eventType the envelope's {@code event_type}
     * @param eventId the envelope's {@code event_id}
     * @param envelope the envelope's bytes, as a separate view; not to be retained
     * @return the outcome that the sink reports, unless the answer is lost on its way
     */
    PushOutcome answer(OutputId eventType, EventId eventId, ByteBuffer envelope);
}

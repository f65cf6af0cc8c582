package io.worldstream.wsp.report;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Receives the envelopes of a preview, in order, on the thread that runs the preview. */
@FunctionalInterface
public interface EnvelopeConsumer {
    /**
     * Accepts one envelope.
     *
     * @param envelope a read-only view of the envelope's bytes, valid only during the call
     * @throws IOException if the envelope cannot be accepted; ends the preview
     */
    void accept(ByteBuffer envelope) throws IOException;
}

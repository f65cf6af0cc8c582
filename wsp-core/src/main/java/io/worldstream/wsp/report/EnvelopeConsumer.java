package io.worldstream.wsp.report;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the envelopes of a preview, in order. */
@FunctionalInterface
public interface EnvelopeConsumer {
    /**
     * Takes one envelope.
     *
     * @param envelope a read-only view of its bytes, valid during the call
     * @throws IOException if it cannot be taken; the preview ends with it
     */
    void accept(ByteBuffer envelope) throws IOException;
}

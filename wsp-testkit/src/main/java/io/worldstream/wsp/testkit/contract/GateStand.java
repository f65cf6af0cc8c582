package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.IngressSink;
import java.util.List;

/** A sink and the gate that it pushes to, for one test. For HTTP, use {@link EmbeddedGateStand}. */
public interface GateStand extends AutoCloseable {
    /** Returns the sink to prove. */
    IngressSink sink();

    /** Returns the envelopes that reached the gate, in order; an envelope that arrived twice is listed twice. */
    List<String> arrived();

    /**
     * Ends the withholding of {@link GateConduct#HOLDING}: answers everything withheld so far and everything that
     * arrives later.
     */
    void letGo();

    /** Stops the gate. The sink is already closed. */
    @Override
    void close();
}

package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.IngressSink;
import java.util.List;

/** A sink and the gate that it pushes to, for one test. Over HTTP it is an {@link EmbeddedGateStand}. */
public interface GateStand extends AutoCloseable {
    /** The sink to prove. */
    IngressSink sink();

    /** The envelopes that reached the gate, in order, each as often as it came. */
    List<String> arrived();

    /** Ends the holding of {@link GateConduct#HOLDING}: what was held is answered, and so is all that comes. */
    void letGo();

    /** Ends the gate. The sink is closed before. */
    @Override
    void close();
}

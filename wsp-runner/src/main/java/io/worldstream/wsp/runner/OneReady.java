package io.worldstream.wsp.runner;

import io.worldstream.wsp.ControlMessage;
import io.worldstream.wsp.EnvelopeConsumer;
import io.worldstream.wsp.Explanation;
import io.worldstream.wsp.Rehearsal;
import io.worldstream.wsp.RunSummary;
import java.io.IOException;
import java.util.List;

/**
 * One READY and what it would be handled with.
 *
 * @param rehearsal everything but push
 * @param message a READY, valid or not
 */
record OneReady(Rehearsal rehearsal, ControlMessage message) {
    Explanation explain() {
        return message instanceof ControlMessage.Ready ready
                ? rehearsal.explain(ready.signal())
                : new Explanation(refusal(), null, null, List.of());
    }

    RunSummary preview(EnvelopeConsumer out) throws IOException {
        return message instanceof ControlMessage.Ready ready ? rehearsal.preview(ready.signal(), out) : refusal();
    }

    private RunSummary refusal() {
        if (message instanceof ControlMessage.Invalid invalid) {
            return rehearsal.refuse(invalid);
        }
        throw new IllegalStateException("not a READY: " + message);
    }
}

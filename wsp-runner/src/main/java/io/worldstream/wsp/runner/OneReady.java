package io.worldstream.wsp.runner;

import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.report.EnvelopeConsumer;
import io.worldstream.wsp.report.Explanation;
import io.worldstream.wsp.report.RunSummary;
import java.io.IOException;

/**
 * One READY and the dry run that handles it.
 *
 * @param dryRun the dry run
 * @param message a READY, valid or not
 */
record OneReady(DryRun dryRun, ControlMessage message) {
    Explanation explain() {
        return message instanceof ControlMessage.Ready ready
                ? dryRun.explain(ready.signal())
                : Explanation.builder(refusal()).build();
    }

    RunSummary preview(EnvelopeConsumer out) throws IOException {
        return message instanceof ControlMessage.Ready ready ? dryRun.preview(ready.signal(), out) : refusal();
    }

    private RunSummary refusal() {
        if (message instanceof ControlMessage.Invalid invalid) {
            return dryRun.refuse(invalid);
        }
        throw new IllegalStateException("not a READY: " + message);
    }
}

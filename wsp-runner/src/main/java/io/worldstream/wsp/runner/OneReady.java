package io.worldstream.wsp.runner;

import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.report.EnvelopeConsumer;
import io.worldstream.wsp.report.Explanation;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.SortSummary;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One READY and the dry run that handles it.
 *
 * @param composition the adapters of the dry run
 * @param dryRun the dry run
 * @param message a READY, valid or not
 */
record OneReady(Composition composition, DryRun dryRun, ControlMessage message) implements AutoCloseable {
    /** @param gateLatency the latency of the gate for which the rate is explained, or null */
    Explanation explain(@Nullable Duration gateLatency) {
        if (!(message instanceof ControlMessage.Ready ready)) {
            return Explanation.builder(refusal()).build();
        }
        return gateLatency == null ? dryRun.explain(ready.signal()) : dryRun.explain(ready.signal(), gateLatency);
    }

    RunSummary preview(EnvelopeConsumer out) throws IOException {
        return message instanceof ControlMessage.Ready ready ? dryRun.preview(ready.signal(), out) : refusal();
    }

    SortSummary sort() {
        return message instanceof ControlMessage.Ready ready
                ? dryRun.sort(ready.signal())
                : new SortSummary(refusal(), List.of());
    }

    private RunSummary refusal() {
        if (message instanceof ControlMessage.Invalid invalid) {
            return dryRun.refuse(invalid);
        }
        throw new IllegalStateException("not a READY: " + message);
    }

    @Override
    public void close() {
        composition.close();
    }
}

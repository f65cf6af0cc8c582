package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterSink;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.testkit.internal.Sha256;
import io.worldstream.wsp.testkit.sim.SimTrace.Step;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The dead letters of all hosts (I7). One thread. */
final class SimEvidence {
    private static final String PLACE = "stream#event=";

    private final SimWorld world;
    private final SimTrace trace;
    private final SimRates rates;
    private final SimChecks checks;
    private final Map<String, Long> epochs = new TreeMap<>();

    SimEvidence(SimWorld world, SimTrace trace, SimRates rates, SimChecks checks) {
        this.world = world;
        this.trace = trace;
        this.rates = rates;
        this.checks = checks;
    }

    /** Returns the sink as seen by a process. */
    DeadLetterSink of(SimProcess process) {
        return new View(process);
    }

    private final class View implements DeadLetterSink {
        private final SimProcess process;

        View(SimProcess process) {
            this.process = process;
        }

        @Override
        public void open(RunId run, long epoch) throws IOException {
            begin(run, epoch);
            epochs.put(run.value(), epoch);
        }

        @Override
        public void record(long epoch, DeadLetter evidence) throws IOException {
            begin(evidence.runId(), epoch);
            int place = Integer.parseInt(evidence.position().substring(PLACE.length())) - 1;
            EventId event = evidence.eventId();
            if (event == null || world.place(event.value()) != place) {
                checks.broken("I7", "the dead letter of event " + place + " names " + event);
                return;
            }
            if (!evidence.rowDigest().value().equals(Sha256.hex(world.row(place)))) {
                checks.broken("I7", "the dead letter of event " + place + " has the digest of another row");
            }
            process.audit().onRecord().onDeadLetter(evidence);
            trace.step(Step.EVIDENCE, process.number(), place, epoch);
            if (evidence.kind() == DeadLetter.Kind.GATE_QUARANTINE) {
                checks.onQuarantineRecorded(place);
            } else {
                checks.onDeadLettered(place);
            }
            process.delicateMoment();
        }

        private void begin(RunId run, long epoch) throws IOException {
            process.delicateMoment();
            if (epochs.getOrDefault(run.value(), 0L) > epoch) {
                throw new WspException(ReasonCode.LEASE_LOST, "a later epoch holds the run");
            }
            if (rates.hits(SimFault.DISK_ERROR)) {
                throw new IOException("the disk does not answer");
            }
        }
    }
}

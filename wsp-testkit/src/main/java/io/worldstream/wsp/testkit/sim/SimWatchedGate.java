package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushOutcome;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** A gate supplied by the user, observed by its answers alone. One thread. */
final class SimWatchedGate implements GateModel {
    private final GateModel gate;
    private final SimWorld world;
    private final SimChecks checks;
    private final BitSet taken = new BitSet();

    SimWatchedGate(GateModel gate, SimWorld world, SimChecks checks) {
        this.gate = gate;
        this.world = world;
        this.checks = checks;
    }

    @Override
    public PushOutcome answer(OutputId eventType, EventId eventId, ByteBuffer envelope) {
        PushOutcome outcome = gate.answer(eventType, eventId, envelope);
        int place = world.place(eventId.value());
        switch (SimOutcomes.of(eventId.value(), outcome)) {
            case ADMITTED, DUPLICATE -> {
                if (!taken.get(place)) {
                    taken.set(place);
                    checks.onAccepted(place);
                }
            }
            case QUARANTINED -> checks.onQuarantined(place);
            case RETRY, UNSURE, DOUBTED, HALT -> {}
        }
        return outcome;
    }
}

package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.testkit.internal.Sha256;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gate: permanently remembers the events that it took (contracts 9), and throttles, fails, quarantines, rejects and
 * lies as the options say. One thread.
 */
final class SimGate implements GateModel {
    private static final String ANOTHER_EVENT = Sha256.hex("another event");
    private static final Receipt.BusPosition ON_THE_BUS = new Receipt.BusPosition("fp.bus.traffic.v1", "0", "0");

    private final SimWorld world;
    private final SimRates rates;
    private final SimChecks checks;
    private final SimSpans storms;
    private final BitSet taken = new BitSet();
    private final BitSet bad = new BitSet();
    private final BitSet doubted = new BitSet();
    private final BitSet judged = new BitSet();

    SimGate(SimWorld world, SimOptions.Faults faults, SimRates rates, SimChecks checks, SimScheduler time) {
        this.world = world;
        this.rates = rates;
        this.checks = checks;
        storms = new SimSpans(time, faults, SimFault.GATE_STORM, rates);
    }

    @Override
    public PushOutcome answer(OutputId eventType, EventId eventId, ByteBuffer envelope) {
        int place = world.place(eventId.value());
        if (rates.hits(SimFault.GATE_THROTTLE)) {
            return new PushOutcome.Throttled("429 RATE_LIMITED", retryAfter());
        }
        if (rates.hits(SimFault.GATE_ERROR)) {
            return new PushOutcome.Unavailable("503", retryAfter());
        }
        if (rates.hits(SimFault.GATE_REJECT)) {
            return new PushOutcome.Rejected("400 BAD_REQUEST");
        }
        if (rates.hits(SimFault.GATE_UNAUTHORISED)) {
            return new PushOutcome.Unauthorised("401");
        }
        if (rates.hits(SimFault.GATE_NOT_NOW)) {
            return decided(Decision.QUARANTINE, eventId.value(), List.of(SimOutcomes.NOT_NOW), List.of(), null);
        }
        if (storms.now()) {
            checks.onQuarantined(place);
            return quarantined(eventId.value());
        }
        return decide(place, eventId.value());
    }

    private PushOutcome decide(int place, String eventId) {
        if (!judged.get(place)) {
            judged.set(place);
            bad.set(place, rates.hits(SimFault.GATE_QUARANTINE));
            doubted.set(place, rates.hits(SimFault.GATE_DOUBT));
        }
        if (doubted.get(place) && rates.faulty()) {
            if (!taken.get(place) && rates.below(2) == 0) {
                taken.set(place);
                checks.onAccepted(place);
            }
            return new PushOutcome.Ambiguous("503 PUBLISH_AMBIGUOUS_RETRY");
        }
        if (bad.get(place) && rates.faulty()) {
            checks.onQuarantined(place);
            return rates.below(2) == 0
                    ? quarantined(eventId)
                    : decided(
                            Decision.DUPLICATE,
                            eventId,
                            List.of(SimOutcomes.UNKNOWN_OUTPUT),
                            List.of(SimOutcomes.QUARANTINE_EVIDENCE),
                            null);
        }
        boolean unsure = rates.hits(SimFault.GATE_AMBIGUOUS);
        if (unsure && rates.below(2) == 0) {
            return unsure(eventId);
        }
        boolean known = taken.get(place);
        if (!known) {
            taken.set(place);
            checks.onAccepted(place);
        }
        if (unsure) {
            return unsure(eventId);
        }
        if (rates.hits(SimFault.GATE_WRONG_RECEIPT)) {
            return decided(Decision.ADMIT, ANOTHER_EVENT, List.of(), List.of(), ON_THE_BUS);
        }
        if (!known) {
            return decided(Decision.ADMIT, eventId, List.of(), List.of(), ON_THE_BUS);
        }
        return decided(
                Decision.DUPLICATE,
                eventId,
                List.of("DUPLICATE"),
                List.of("receipt_ref"),
                rates.hits(SimFault.GATE_PENDING) ? null : ON_THE_BUS);
    }

    private @Nullable Duration retryAfter() {
        return rates.below(2) == 0 ? null : Duration.ofNanos(rates.spread(1_000_000, 2_000_000_000L));
    }

    private static PushOutcome quarantined(String eventId) {
        return decided(
                Decision.QUARANTINE,
                eventId,
                List.of(SimOutcomes.UNKNOWN_OUTPUT),
                List.of(SimOutcomes.QUARANTINE_EVIDENCE),
                null);
    }

    private static PushOutcome unsure(String eventId) {
        return decided(Decision.QUARANTINE, eventId, List.of(SimOutcomes.AMBIGUOUS), List.of(), null);
    }

    private static PushOutcome decided(
            Decision decision,
            String eventId,
            List<String> reasons,
            List<String> evidence,
            Receipt.@Nullable BusPosition position) {
        return new Decided(decision, new Receipt(eventId, null, reasons, evidence, position));
    }
}

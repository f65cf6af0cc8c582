package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.policy.QuarantinePolicy;
import io.worldstream.wsp.policy.QuarantinePolicy.OnQuarantine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides when to halt a run because the gate does not know its events and quarantines them in bulk, before a whole
 * world is used up (contracts 9). Confined to one thread.
 */
final class QuarantineBreaker {
    private static final String NO_REASON = "";

    private final QuarantinePolicy policy;
    /** For each reason of the last event, the number of consecutive events that had it, among others or alone. */
    private final Map<String, Long> inARow = new HashMap<>();

    private final OnQuarantine onQuarantine;
    /** Events quarantined or dead-lettered since this start. */
    private long settledHere;

    private boolean gateKnowsTheWorld;
    /** Settled events of the whole run. */
    private long settled;

    private long quarantined;

    /**
     * @param policy the limits for a gate that does not know the world
     * @param onQuarantine the limit for the whole run
     * @param from the cursor from which this start resumes
     */
    QuarantineBreaker(QuarantinePolicy policy, OnQuarantine onQuarantine, Cursor from) {
        this.policy = policy;
        this.onQuarantine = onQuarantine;
        gateKnowsTheWorld = from.admitted() + from.duplicate() > 0;
        settled = from.events();
        quarantined = from.quarantined();
    }

    /** Records an event that the gate settled otherwise: admitted or duplicate. */
    void onOther() {
        settled++;
        gateKnowsTheWorld = true;
        inARow.clear();
    }

    /** Records an event that the gate quarantined; returns the reason to halt the run, or null. */
    @Nullable String onQuarantined(List<String> reasons) {
        quarantined++;
        String unknownWorld = onPassedOver(reasons);
        return unknownWorld == null ? tooMany() : unknownWorld;
    }

    /**
     * Records a dead-lettered event, since a gate that rejects everything would use up a world as well.
     *
     * @return the reason to halt the run, or null
     */
    @Nullable String onDeadLettered(ReasonCode code) {
        return onPassedOver(List.of(code.name()));
    }

    private @Nullable String onPassedOver(List<String> reasons) {
        settled++;
        settledHere++;
        Set<String> distinct = reasons.isEmpty() ? Set.of(NO_REASON) : Set.copyOf(reasons);
        inARow.keySet().retainAll(distinct);
        distinct.forEach(reason -> inARow.merge(reason, 1L, Long::sum));
        if (!gateKnowsTheWorld && policy.firstEvents() > 0 && settledHere >= policy.firstEvents()) {
            return "the first " + settledHere + " events were all quarantined, the last for " + reasons;
        }
        return policy.inARow() > 0 ? rowThatIsTooLong() : null;
    }

    private @Nullable String tooMany() {
        if (onQuarantine instanceof OnQuarantine.HaltAt limit && quarantined >= limit.events()) {
            return quarantined + " events were quarantined; on_quarantine is " + limit;
        }
        if (onQuarantine instanceof OnQuarantine.HaltAbove limit
                && settled >= OnQuarantine.HaltAbove.LEAST_EVENTS
                && limit.isBelow(quarantined, settled)) {
            return quarantined + " of " + settled + " events were quarantined; on_quarantine is " + limit;
        }
        return null;
    }

    private @Nullable String rowThatIsTooLong() {
        for (Map.Entry<String, Long> row : inARow.entrySet()) {
            if (row.getValue() >= policy.inARow()) {
                return row.getValue() + " events in a row were quarantined "
                        + (row.getKey().equals(NO_REASON) ? "without a reason" : "for " + row.getKey());
            }
        }
        return null;
    }
}

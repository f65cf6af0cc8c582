package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.progress.OutcomeCounts;
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
    /** Events quarantined or dead-lettered before this start. */
    private final long passedOverBefore;
    /** For each reason of the last event, the number of consecutive events that had it, among others or alone. */
    private final Map<String, Long> inARow = new HashMap<>();

    /**
     * @param policy the limits
     * @param before the outcomes before this start
     */
    QuarantineBreaker(QuarantinePolicy policy, OutcomeCounts before) {
        this.policy = policy;
        passedOverBefore = passedOver(before);
    }

    private static long passedOver(OutcomeCounts counts) {
        return counts.quarantined() + counts.deadLettered();
    }

    private static String passedOverInWords(OutcomeCounts counts) {
        if (counts.deadLettered() == 0) {
            return "quarantined";
        }
        return counts.quarantined() == 0 ? "dead-lettered" : "quarantined or dead-lettered";
    }

    /** Records an event that the gate settled otherwise: admitted or duplicate. */
    void onOther() {
        inARow.clear();
    }

    /**
     * Records an event that the gate quarantined; returns the reason to halt the run, or null.
     *
     * @param counts the outcomes of the whole run, this one included
     */
    @Nullable String onQuarantined(List<String> reasons, OutcomeCounts counts) {
        String unknownWorld = onPassedOver(reasons, counts);
        return unknownWorld == null ? tooMany(counts) : unknownWorld;
    }

    /**
     * Records a dead-lettered event, since a gate that rejects everything would use up a world as well.
     *
     * @param counts the outcomes of the whole run, this one included
     * @return the reason to halt the run, or null
     */
    @Nullable String onDeadLettered(ReasonCode code, OutcomeCounts counts) {
        return onPassedOver(List.of(code.name()), counts);
    }

    private @Nullable String onPassedOver(List<String> reasons, OutcomeCounts counts) {
        Set<String> distinct = reasons.isEmpty() ? Set.of(NO_REASON) : Set.copyOf(reasons);
        inARow.keySet().retainAll(distinct);
        distinct.forEach(reason -> inARow.merge(reason, 1L, Long::sum));
        boolean gateKnowsTheWorld = counts.admitted() + counts.duplicate() > 0;
        long first = passedOver(counts) - passedOverBefore;
        if (!gateKnowsTheWorld && policy.firstEvents() > 0 && first >= policy.firstEvents()) {
            return (first == 1
                            ? "the first event was " + passedOverInWords(counts) + ", for "
                            : "the first " + first + " events were all " + passedOverInWords(counts)
                                    + ", the last for ")
                    + reasons + "; policy.quarantine_first is " + policy.firstEvents();
        }
        return policy.inARow() > 0 ? rowThatIsTooLong(counts) : null;
    }

    private @Nullable String tooMany(OutcomeCounts counts) {
        long quarantined = counts.quarantined();
        if (policy.onQuarantine() instanceof OnQuarantine.HaltAt limit && quarantined >= limit.events()) {
            return LogText.count(quarantined, "event") + (quarantined == 1 ? " was" : " were")
                    + " quarantined; policy.on_quarantine is " + limit;
        }
        if (policy.onQuarantine() instanceof OnQuarantine.HaltAbove limit
                && counts.total() >= OnQuarantine.HaltAbove.LEAST_EVENTS
                && limit.isBelow(quarantined, counts.total())) {
            return quarantined + " of " + counts.total() + " events were quarantined; policy.on_quarantine is " + limit;
        }
        return null;
    }

    private @Nullable String rowThatIsTooLong(OutcomeCounts counts) {
        for (Map.Entry<String, Long> row : inARow.entrySet()) {
            if (row.getValue() >= policy.inARow()) {
                return (row.getValue() == 1 ? "an event was " : row.getValue() + " events in a row were ")
                        + passedOverInWords(counts)
                        + (row.getKey().equals(NO_REASON) ? " without a reason" : " for " + row.getKey())
                        + "; policy.quarantine_in_a_row is " + policy.inARow();
            }
        }
        return null;
    }
}

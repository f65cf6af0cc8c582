package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.StreamPolicy.QuarantinePolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Notices that a gate does not know what it is sent, before a world is burnt (contracts 9). One thread. */
final class QuarantineWatch {
    private static final String NO_REASON = "";

    private final QuarantinePolicy policy;
    /** For each reason that the last event had, how many in a row had it, whatever stood beside it. */
    private final Map<String, Long> inARow = new HashMap<>();

    private long settled;
    private long quarantined;

    QuarantineWatch(QuarantinePolicy policy) {
        this.policy = policy;
    }

    void onOther() {
        settled++;
        inARow.clear();
    }

    /** Counts one; says why the run must halt, or null. */
    @Nullable String onQuarantined(List<String> reasons) {
        settled++;
        quarantined++;
        Set<String> distinct = reasons.isEmpty() ? Set.of(NO_REASON) : Set.copyOf(reasons);
        inARow.keySet().retainAll(distinct);
        distinct.forEach(reason -> inARow.merge(reason, 1L, Long::sum));
        if (policy.firstEvents() > 0 && settled == policy.firstEvents() && quarantined == settled) {
            return "the first " + settled + " events were all quarantined, the last for " + reasons;
        }
        return policy.inARow() > 0 ? rowThatIsTooLong() : null;
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

package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.StreamPolicy.QuarantinePolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notices that a gate does not know what it is sent, before a world is burnt (contracts 9). One thread. */
final class QuarantineWatch {
    private final QuarantinePolicy policy;
    private long settled;
    private long quarantined;
    private List<String> lastReasons = List.of();
    private long inARow;

    QuarantineWatch(QuarantinePolicy policy) {
        this.policy = policy;
    }

    void onOther() {
        settled++;
        inARow = 0;
    }

    /** Counts one; says why the run must halt, or null. */
    @Nullable String onQuarantined(List<String> reasons) {
        settled++;
        quarantined++;
        inARow = inARow > 0 && reasons.equals(lastReasons) ? inARow + 1 : 1;
        lastReasons = reasons;
        if (policy.firstEvents() > 0 && settled == policy.firstEvents() && quarantined == settled) {
            return "the first " + settled + " events were all quarantined, the last for " + reasons;
        }
        if (policy.inARow() > 0 && inARow >= policy.inARow()) {
            return inARow + " events in a row were quarantined for " + reasons;
        }
        return null;
    }
}

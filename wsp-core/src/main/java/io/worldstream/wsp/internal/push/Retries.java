package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.StreamPolicy.RetryPolicy;
import io.worldstream.wsp.internal.push.Verdict.Settlement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says when an event that failed is tried again, and what it comes to when it has been tried enough. One thread. */
final class Retries {
    private final RetryPolicy policy;
    private final OutcomeRules rules;
    private final Backoff backoff;
    private final OpenSlots open;
    private final EventTally tally;
    private final GateLoad load;

    Retries(RetryPolicy policy, OutcomeRules rules, Backoff backoff, OpenSlots open, EventTally tally, GateLoad load) {
        this.policy = policy;
        this.rules = rules;
        this.backoff = backoff;
        this.open = open;
        this.tally = tally;
        this.load = load;
    }

    /** A try failed: the slot waits for the next one, or there is none and this is what follows. */
    @Nullable Verdict onFailedTry(PushSlot slot, Verdict.Retry retry, long nowNanos) {
        if (retry.thenQuarantine() != null && slot.ambiguousTries++ >= policy.ambiguousRetries()) {
            return new Verdict.Settled(Settlement.QUARANTINED, retry.thenQuarantine());
        }
        boolean first = slot.attempt() == 1;
        if (first) {
            slot.firstFailureNanos = nowNanos;
            slot.settledBefore = tally.settledByGate();
        }
        load.onFailedTry(slot, retry, !first && gateIsThere(slot), nowNanos);
        long budgetLeft = budgetLeft(slot, nowNanos);
        if (budgetLeft <= 0) {
            return exhausted(slot, "the last: " + retry.why());
        }
        long delay = backoff.delayNanos(slot.attempt(), retry.notBefore());
        open.waitUntil(slot, nowNanos + Math.min(delay, budgetLeft));
        return null;
    }

    /** A retry is due and the gate wants silence, also at the end of a budget: then there is no last try. */
    @Nullable Verdict onSilence(PushSlot slot, long silenceNanos, long nowNanos) {
        long budgetLeft = budgetLeft(slot, nowNanos);
        if (budgetLeft <= 0) {
            return exhausted(
                    slot, "the gate asks for " + Duration.ofNanos(silenceNanos).toMillis() + " ms more of silence");
        }
        open.waitUntil(slot, nowNanos + Math.min(silenceNanos, budgetLeft));
        return null;
    }

    private Verdict exhausted(PushSlot slot, String why) {
        String tries =
                "after " + slot.attempt() + " tries in " + policy.budget().toMillis() + " ms, ";
        return rules.exhausted(gateIsThere(slot), tries + why);
    }

    private long budgetLeft(PushSlot slot, long nowNanos) {
        return policy.budget().toNanos() - (nowNanos - slot.firstFailureNanos);
    }

    /** Whether the gate settled another event since this one first failed. */
    private boolean gateIsThere(PushSlot slot) {
        return tally.settledByGate() > slot.settledBefore;
    }
}

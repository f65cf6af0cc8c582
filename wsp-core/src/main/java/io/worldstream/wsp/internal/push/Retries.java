package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.internal.flow.Backoff;
import io.worldstream.wsp.internal.progress.EventTally;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.policy.RetryPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Schedules the retries of failed events and decides the verdict once a retry budget is spent. Confined to one thread.
 */
final class Retries {
    private final RetryPolicy policy;
    private final OutcomeRules rules;
    private final Backoff backoff;
    private final PushQueue queue;
    private final EventTally tally;
    private final Admission admission;

    Retries(
            RetryPolicy policy,
            OutcomeRules rules,
            Backoff backoff,
            PushQueue queue,
            EventTally tally,
            Admission admission) {
        this.policy = policy;
        this.rules = rules;
        this.backoff = backoff;
        this.queue = queue;
        this.tally = tally;
        this.admission = admission;
    }

    /** Processes a failed attempt: schedules a retry and returns null, or returns the final verdict. */
    @Nullable Verdict onFailedTry(Push push, Verdict.Retry retry, long nowNanos) {
        if (retry.thenQuarantine() != null && push.ambiguousTries++ >= policy.ambiguousRetries()) {
            return new Verdict.Settled(TerminalOutcome.QUARANTINED, retry.thenQuarantine());
        }
        boolean first = push.attempt() == 1;
        if (first) {
            push.firstFailureNanos = nowNanos;
            push.settledBefore = tally.settledByGate();
        }
        admission.onFailedTry(push, retry, !first && gateIsThere(push), nowNanos);
        long budgetLeft = budgetLeft(push, nowNanos);
        if (budgetLeft <= 0) {
            return exhausted(push, "the last failure: " + retry.why());
        }
        long delay = backoff.delayNanos(push.attempt(), retry.notBefore());
        queue.waitUntil(push, nowNanos + Math.min(delay, budgetLeft));
        return null;
    }

    /**
     * Processes a retry that is due during a silence that the gate asked for: postpones it and returns null, or returns
     * the final verdict if the retry budget is spent. There is no last attempt during a silence.
     */
    @Nullable Verdict onSilence(Push push, long silenceNanos, long nowNanos) {
        long budgetLeft = budgetLeft(push, nowNanos);
        if (budgetLeft <= 0) {
            return exhausted(
                    push, "the gate asks for " + Duration.ofNanos(silenceNanos).toMillis() + " more ms of silence");
        }
        queue.waitUntil(push, nowNanos + Math.min(silenceNanos, budgetLeft));
        return null;
    }

    private Verdict exhausted(Push push, String why) {
        String tries =
                "after " + push.attempt() + " tries in " + policy.budget().toMillis() + " ms, ";
        return rules.exhausted(gateIsThere(push), tries + why);
    }

    private long budgetLeft(Push push, long nowNanos) {
        return policy.budget().toNanos() - (nowNanos - push.firstFailureNanos);
    }

    /** Returns whether the gate has settled another event since this one first failed. */
    private boolean gateIsThere(Push push) {
        return tally.settledByGate() > push.settledBefore;
    }
}

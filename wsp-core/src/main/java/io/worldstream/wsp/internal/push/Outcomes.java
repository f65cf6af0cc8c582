package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings each push in flight to its terminal outcome: the gate's decision, retries within a budget until there is one, a
 * dead letter, or none because the stream halts (contracts 9). A quarantine or a dead letter is settled once its evidence
 * is durable. Confined to one thread, except for {@link #post}.
 */
final class Outcomes {
    private final RunId runId;
    private final RetryPolicy retry;
    private final OutcomePolicy policy;
    private final PushQueue queue;
    private final ReceiptTracker tracker;
    private final Admission admission;
    private final Dispatcher.Ports ports;
    private final OutcomeRules rules;
    private final QuarantineBreaker breaker;
    private final Queue<LongConsumer> replies = new ConcurrentLinkedQueue<>();
    private @Nullable Violation halt;
    /** Set once evidence could not be stored: further attempts would only delay the halt. */
    private boolean evidenceFailed;

    /** @param runId the run, for evidence */
    Outcomes(
            RunId runId,
            RetryPolicy retry,
            OutcomePolicy policy,
            PushQueue queue,
            ReceiptTracker tracker,
            Admission admission,
            Dispatcher.Ports ports) {
        this.runId = runId;
        this.retry = retry;
        this.policy = policy;
        this.queue = queue;
        this.tracker = tracker;
        this.admission = admission;
        this.ports = ports;
        rules = new OutcomeRules(retry, policy);
        breaker = new QuarantineBreaker(policy.quarantine(), tracker.settled());
    }

    /** Queues a reply of the sink or the evidence writer, from any thread; it is applied with the time of its turn. */
    void post(LongConsumer reply) {
        replies.add(reply);
        ports.wakeUp().run();
    }

    /** Applies the queued replies; returns their number. */
    int hear(long nowNanos) {
        int heard = 0;
        for (LongConsumer reply = replies.poll(); reply != null; reply = replies.poll()) {
            reply.accept(nowNanos);
            heard++;
        }
        return heard;
    }

    /** Returns the first reason to halt the stream, or null. */
    @Nullable Violation halt() {
        return halt;
    }

    /** Applies the sink's reply to a push in flight. */
    void onReply(Push push, PushOutcome outcome, long nowNanos) {
        Consequence consequence = rules.of(push, outcome);
        if (consequence instanceof Consequence.Retry retried) {
            retry(push, retried, outcome, nowNanos);
        } else if (consequence instanceof Consequence.Ambiguous ambiguous) {
            retry(push, ambiguous, nowNanos);
        } else if (consequence instanceof Consequence.Settled settled) {
            admission.onReceipt(push, nowNanos);
            settle(push, settled.outcome(), settled.reasonCodes(), outcome);
        } else {
            giveUp(push, (Consequence.GivenUp) consequence);
        }
    }

    private void retry(Push push, Consequence.Retry failed, PushOutcome outcome, long nowNanos) {
        if (failed.thenQuarantine() != null && isOneTooMany(push)) {
            settle(push, TerminalOutcome.QUARANTINED, failed.thenQuarantine(), outcome);
            return;
        }
        push.failed(failed.why(), nowNanos, tracker.settled().byGate());
        admission.onFailedTry(push, failed, othersPass(push), nowNanos);
        long budgetLeft = budgetLeft(push, nowNanos);
        if (budgetLeft > 0) {
            queue.backOff(push, failed.notBefore(), budgetLeft, nowNanos);
        } else {
            onExhausted(push, "");
        }
    }

    private void retry(Push push, Consequence.Ambiguous answer, long nowNanos) {
        push.failedAmbiguously(answer.why(), nowNanos, tracker.settled().byGate());
        if (isOneTooMany(push)) {
            giveUp(push, rules.stillAmbiguous(push.attempt(), answer.why()));
        } else {
            queue.backOff(push, null, budgetLeft(push, nowNanos), nowNanos);
        }
    }

    /** Counts an ambiguous attempt; returns whether the retries after such attempts are spent. */
    private boolean isOneTooMany(Push push) {
        return push.countAmbiguous() > retry.ambiguousRetries();
    }

    /**
     * Postpones a retry that is due during a silence that the gate asked for. If its budget is spent, there is no last
     * attempt.
     */
    void onSilence(Push push, long silenceNanos, long nowNanos) {
        long budgetLeft = budgetLeft(push, nowNanos);
        if (budgetLeft > 0) {
            queue.retryAt(push, nowNanos + Math.min(silenceNanos, budgetLeft));
        } else {
            long millis = Duration.ofNanos(silenceNanos).toMillis();
            onExhausted(push, "; it asks for no request in the next " + millis + " ms");
        }
    }

    private long budgetLeft(Push push, long nowNanos) {
        // An ambiguous event has a number of retries instead of a budget.
        return push.ambiguous() ? Long.MAX_VALUE : retry.budget().toNanos() - push.nanosFailing(nowNanos);
    }

    private boolean othersPass(Push push) {
        return push.othersPass(tracker.settled().byGate());
    }

    /** @param more what to add to the last failure */
    private void onExhausted(Push push, String more) {
        String why = "after " + LogText.count(push.attempt(), "try") + " in "
                + retry.budget().toMillis() + " ms, the last failure: " + push.lastFailure() + more;
        giveUp(push, rules.exhausted(othersPass(push), why));
    }

    private void settle(Push push, TerminalOutcome outcome, List<String> reasons, PushOutcome said) {
        if (outcome == TerminalOutcome.QUARANTINED) {
            quarantine(push, reasons, said);
        } else {
            settle(push, outcome);
            ports.listener().onSettled(push, outcome, receiptOf(said));
            breaker.onOther();
        }
    }

    private void quarantine(Push push, List<String> reasons, PushOutcome said) {
        if (!ports.evidence().recordsQuarantine()) {
            onQuarantined(push, reasons, said);
        } else if (evidenceFailed) {
            queue.park(push);
        } else {
            queue.record(push);
            ports.evidence().write(Evidence.quarantined(runId, push, reasons, said, policy.keepRows()), failure -> {
                post(nowNanos -> {
                    if (isRecorded(push, failure)) {
                        onQuarantined(push, reasons, said);
                    }
                });
            });
        }
    }

    private void onQuarantined(Push push, List<String> reasons, PushOutcome said) {
        settle(push, TerminalOutcome.QUARANTINED);
        ports.listener().onSettled(push, TerminalOutcome.QUARANTINED, receiptOf(said));
        ports.listener().onQuarantined(push.eventType(), push.eventId(), reasons);
        haltAtLimit(push, breaker.onQuarantined(reasons, tracker.settled()));
    }

    private static @Nullable Receipt receiptOf(PushOutcome said) {
        return said instanceof PushOutcome.Decided decided ? decided.receipt() : null;
    }

    private void settle(Push push, TerminalOutcome outcome) {
        queue.settle(push, outcome);
        tracker.onSettled(outcome);
    }

    private void giveUp(Push push, Consequence.GivenUp givenUp) {
        if (givenUp.action() == OnFailure.HALT) {
            queue.park(push);
            haltAt(push, givenUp.code(), givenUp.why());
        } else if (halt == null) {
            deadLetter(push, givenUp);
        } else {
            queue.park(push);
        }
    }

    private void deadLetter(Push push, Consequence.GivenUp givenUp) {
        queue.record(push);
        ports.evidence().write(Evidence.deadLettered(runId, push, givenUp, policy.keepRows()), failure -> {
            post(nowNanos -> {
                if (isRecorded(push, failure)) {
                    onDeadLettered(push, givenUp);
                }
            });
        });
    }

    private void onDeadLettered(Push push, Consequence.GivenUp givenUp) {
        settle(push, TerminalOutcome.DEAD_LETTERED);
        ports.listener().onDeadLettered(push.eventType(), push.eventId(), givenUp.code(), givenUp.why());
        haltAtLimit(push, breaker.onDeadLettered(givenUp.code(), tracker.settled()));
    }

    /** Returns whether the evidence of a push is durable; halts the stream if it could not be stored. */
    private boolean isRecorded(Push push, @Nullable WspException failure) {
        if (push.state() != Push.State.RECORDING) {
            return false;
        }
        if (failure == null) {
            return true;
        }
        evidenceFailed = true;
        queue.park(push);
        haltAt(push, failure.code(), "its evidence could not be stored: " + failure.getMessage());
        return false;
    }

    private void haltAtLimit(Push push, @Nullable String limit) {
        if (limit != null) {
            haltAt(push, ReasonCode.QUARANTINE_LIMIT, limit);
        }
    }

    private void haltAt(Push push, ReasonCode code, String why) {
        if (halt == null) {
            halt = new Violation(code, push.place(), "at " + push.describe() + ": " + why);
        }
    }
}

package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.RetryPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Brings each push in flight to its terminal outcome: the gate's decision, retries within a budget until there is one, a
 * dead letter with durable evidence, or none because the stream halts (contracts 9). Confined to one thread, except for
 * {@link #post}.
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
            retry(push, retried, nowNanos);
        } else if (consequence instanceof Consequence.Ambiguous ambiguous) {
            retry(push, ambiguous, nowNanos);
        } else if (consequence instanceof Consequence.Settled settled) {
            admission.onReceipt(push, nowNanos);
            settle(push, settled.outcome(), settled.reasonCodes());
        } else {
            giveUp(push, (Consequence.GivenUp) consequence);
        }
    }

    private void retry(Push push, Consequence.Retry failed, long nowNanos) {
        if (failed.thenQuarantine() != null && isOneTooMany(push)) {
            settle(push, TerminalOutcome.QUARANTINED, failed.thenQuarantine());
            return;
        }
        push.failed(nowNanos, tracker.settled().byGate());
        admission.onFailedTry(push, failed, othersPass(push), nowNanos);
        long budgetLeft = budgetLeft(push, nowNanos);
        if (budgetLeft > 0) {
            queue.backOff(push, failed.notBefore(), budgetLeft, nowNanos);
        } else {
            onExhausted(push, "the last failure: " + failed.why());
        }
    }

    private void retry(Push push, Consequence.Ambiguous answer, long nowNanos) {
        push.failedAmbiguously(nowNanos, tracker.settled().byGate());
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
            onExhausted(push, "the gate asks for " + millis + " more ms of silence");
        }
    }

    private long budgetLeft(Push push, long nowNanos) {
        // An ambiguous event has a number of retries instead of a budget.
        return push.ambiguous() ? Long.MAX_VALUE : retry.budget().toNanos() - push.nanosFailing(nowNanos);
    }

    private boolean othersPass(Push push) {
        return push.othersPass(tracker.settled().byGate());
    }

    private void onExhausted(Push push, String why) {
        String tries = "after " + LogText.count(push.attempt(), "try") + " in "
                + retry.budget().toMillis() + " ms, ";
        giveUp(push, rules.exhausted(othersPass(push), tries + why));
    }

    private void settle(Push push, TerminalOutcome outcome, List<String> reasons) {
        settle(push, outcome);
        if (outcome == TerminalOutcome.QUARANTINED) {
            ports.listener().onQuarantined(push.eventType(), push.eventId(), reasons);
            haltAtLimit(push, breaker.onQuarantined(reasons, tracker.settled()));
        } else {
            breaker.onOther();
        }
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
        byte[] row = push.event.rowText();
        Violation finding = new Violation(givenUp.code(), push.position(), givenUp.why());
        DeadLetter letter = DeadLetter.builder(runId, push.eventType(), finding, new Hex64(DigestUtils.sha256Hex(row)))
                .eventId(push.eventId())
                .row(policy.keepRows() ? new String(row, StandardCharsets.UTF_8) : null)
                .build();
        ports.evidence().write(letter, failure -> post(nowNanos -> onRecorded(push, givenUp, failure)));
    }

    private void onRecorded(Push push, Consequence.GivenUp givenUp, @Nullable WspException failure) {
        if (push.state() != Push.State.RECORDING) {
            return;
        }
        if (failure == null) {
            settle(push, TerminalOutcome.DEAD_LETTERED);
            ports.listener().onDeadLettered(push.eventType(), push.eventId(), givenUp.code(), givenUp.why());
            haltAtLimit(push, breaker.onDeadLettered(givenUp.code(), tracker.settled()));
        } else {
            queue.park(push);
            haltAt(push, failure.code(), "its evidence could not be stored: " + failure.getMessage());
        }
    }

    private void haltAtLimit(Push push, @Nullable String limit) {
        if (limit != null) {
            haltAt(push, ReasonCode.QUARANTINE_LIMIT, limit);
        }
    }

    private void haltAt(Push push, ReasonCode code, String why) {
        if (halt == null) {
            halt = new Violation(code, push.position(), "at " + push.describe() + ": " + why);
        }
    }
}

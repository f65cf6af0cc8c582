package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.progress.EventTally;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.internal.push.Dispatcher.OutcomeListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Brings each event to its terminal outcome: the gate's decision, a dead letter with durable evidence, or none because
 * the stream stops (contracts 9). Confined to one thread, except for the callback of the evidence writer, which only
 * queues.
 */
final class Outcomes {
    final ReplyQueue replies;
    private final RunId runId;
    private final boolean keepRows;
    private final OutcomeRules rules;
    private final PushQueue queue;
    private final EventTally tally;
    private final Admission admission;
    private final Retries retries;
    private final QuarantineBreaker breaker;
    private final OutcomeListener listener;
    private final EvidenceWriter evidence;
    private final FirstHalt halt;

    /**
     * @param runId the run, for evidence
     * @param keepRows whether evidence includes the text of the row
     */
    Outcomes(
            RunId runId,
            boolean keepRows,
            ReplyQueue replies,
            OutcomeRules rules,
            PushQueue queue,
            EventTally tally,
            Admission admission,
            Retries retries,
            QuarantineBreaker breaker,
            OutcomeListener listener,
            EvidenceWriter evidence,
            FirstHalt halt) {
        this.runId = runId;
        this.keepRows = keepRows;
        this.replies = replies;
        this.rules = rules;
        this.queue = queue;
        this.tally = tally;
        this.admission = admission;
        this.retries = retries;
        this.breaker = breaker;
        this.listener = listener;
        this.evidence = evidence;
        this.halt = halt;
    }

    /** Processes the sink's answer to a push in flight. */
    void onAnswer(Push push, PushOutcome outcome, long nowNanos) {
        Verdict verdict = rules.judge(push, outcome);
        if (verdict instanceof Verdict.Retry retry) {
            Verdict last = retries.onFailedTry(push, retry, nowNanos);
            if (last != null) {
                end(push, last);
            }
            return;
        }
        if (verdict instanceof Verdict.Settled) {
            admission.onReceipt(push, nowNanos);
        }
        end(push, verdict);
    }

    /** Processes a retry that is due during a silence that the gate asked for. */
    void onSilence(Push push, long silenceNanos, long nowNanos) {
        Verdict last = retries.onSilence(push, silenceNanos, nowNanos);
        if (last != null) {
            end(push, last);
        }
    }

    private void end(Push push, Verdict verdict) {
        if (verdict instanceof Verdict.Settled settled) {
            settle(push, settled.outcome(), settled.reasonCodes());
        } else if (verdict instanceof Verdict.DeadLettered letter && !halt.isThere()) {
            deadLetter(push, letter);
        } else {
            queue.park(push);
            if (verdict instanceof Verdict.Halt stop) {
                halt.at(push, stop.code(), stop.why());
            }
        }
    }

    private void settle(Push push, TerminalOutcome outcome, List<String> reasons) {
        settle(push, outcome);
        if (outcome != TerminalOutcome.QUARANTINED) {
            breaker.onOther();
            return;
        }
        listener.onQuarantined(push.eventType(), push.eventId(), reasons);
        haltAtLimit(push, breaker.onQuarantined(reasons));
    }

    private void settle(Push push, TerminalOutcome outcome) {
        queue.settle(push);
        push.outcome = outcome;
        tally.onSettled(outcome);
    }

    private void haltAtLimit(Push push, @Nullable String limit) {
        if (limit != null) {
            halt.at(push, ReasonCode.QUARANTINE_LIMIT, limit);
        }
    }

    private void deadLetter(Push push, Verdict.DeadLettered verdict) {
        queue.onRecording(push);
        byte[] row = push.event.rowText();
        DeadLetter written = new DeadLetter(
                runId,
                push.position(),
                push.eventType(),
                push.eventId(),
                verdict.code(),
                verdict.why(),
                new Hex64(DigestUtils.sha256Hex(row)),
                keepRows ? new String(row, StandardCharsets.UTF_8) : null);
        evidence.write(written, failure -> replies.add(nowNanos -> onRecorded(push, verdict, failure)));
    }

    private void onRecorded(Push push, Verdict.DeadLettered verdict, @Nullable WspException failure) {
        if (push.state != Push.State.RECORDING) {
            return;
        }
        if (failure != null) {
            queue.park(push);
            halt.at(push, failure.code(), "its evidence could not be stored: " + failure.getMessage());
            return;
        }
        settle(push, TerminalOutcome.DEAD_LETTERED);
        listener.onDeadLettered(push.eventType(), push.eventId(), verdict.code(), verdict.why());
        haltAtLimit(push, breaker.onDeadLettered(verdict.code()));
    }
}

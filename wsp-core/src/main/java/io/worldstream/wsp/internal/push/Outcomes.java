package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.QuarantineRecord;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.push.Dispatcher.QuarantineListener;
import io.worldstream.wsp.internal.push.Verdict.Settlement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Brings each event to its terminal outcome: by what the gate decided, by durable evidence that it was passed over, or not at
 * all, since the stream stops (contracts 9). One thread, but for the callback of the evidence, which only queues.
 */
final class Outcomes {
    final Replies replies;
    private final RunId runId;
    private final boolean keepRows;
    private final OutcomeRules rules;
    private final OpenSlots open;
    private final EventTally tally;
    private final GateLoad load;
    private final Retries retries;
    private final QuarantineWatch watch;
    private final QuarantineListener listener;
    private final EvidenceWriter evidence;
    private final FirstHalt halt;

    /**
     * @param runId the run, for evidence
     * @param keepRows whether evidence holds the row itself
     */
    Outcomes(
            RunId runId,
            boolean keepRows,
            Replies replies,
            OutcomeRules rules,
            OpenSlots open,
            EventTally tally,
            GateLoad load,
            Retries retries,
            QuarantineWatch watch,
            QuarantineListener listener,
            EvidenceWriter evidence,
            FirstHalt halt) {
        this.runId = runId;
        this.keepRows = keepRows;
        this.replies = replies;
        this.rules = rules;
        this.open = open;
        this.tally = tally;
        this.load = load;
        this.retries = retries;
        this.watch = watch;
        this.listener = listener;
        this.evidence = evidence;
        this.halt = halt;
    }

    /** The sink answered the try that a slot is out for. */
    void onAnswer(PushSlot slot, PushOutcome outcome, long nowNanos) {
        Verdict verdict = rules.judge(slot, outcome);
        if (verdict instanceof Verdict.Retry retry) {
            Verdict last = retries.onFailedTry(slot, retry, nowNanos);
            if (last != null) {
                end(slot, last);
            }
            return;
        }
        if (verdict instanceof Verdict.Settled) {
            load.onReceipt(slot, nowNanos);
        }
        end(slot, verdict);
    }

    /** A retry is due while the gate wants silence. */
    void onSilence(PushSlot slot, long silenceNanos, long nowNanos) {
        Verdict last = retries.onSilence(slot, silenceNanos, nowNanos);
        if (last != null) {
            end(slot, last);
        }
    }

    private void end(PushSlot slot, Verdict verdict) {
        if (verdict instanceof Verdict.Settled settled) {
            settle(slot, settled.settlement(), settled.reasonCodes());
        } else if (verdict instanceof Verdict.SetAside passed && !halt.isThere()) {
            setAside(slot, passed);
        } else {
            open.park(slot);
            if (verdict instanceof Verdict.Halt stop) {
                halt.at(slot, stop.code(), stop.why());
            }
        }
    }

    private void settle(PushSlot slot, Settlement settlement, List<String> reasons) {
        settle(slot, settlement);
        if (settlement != Settlement.QUARANTINED) {
            watch.onOther();
            return;
        }
        listener.onQuarantined(slot.eventType(), slot.eventId(), reasons);
        haltAtLimit(slot, watch.onQuarantined(reasons));
    }

    private void settle(PushSlot slot, Settlement settlement) {
        open.settle(slot);
        slot.settlement = settlement;
        tally.onSettled(settlement);
    }

    private void haltAtLimit(PushSlot slot, @Nullable String limit) {
        if (limit != null) {
            halt.at(slot, ReasonCode.QUARANTINE_LIMIT, limit);
        }
    }

    private void setAside(PushSlot slot, Verdict.SetAside verdict) {
        open.onRecording(slot);
        byte[] row = slot.event.rowText();
        QuarantineRecord written = new QuarantineRecord(
                runId,
                slot.position(),
                slot.eventType(),
                slot.eventId(),
                verdict.code(),
                verdict.why(),
                new Hex64(DigestUtils.sha256Hex(row)),
                keepRows ? new String(row, StandardCharsets.UTF_8) : null);
        evidence.write(written, failure -> replies.add(nowNanos -> onRecorded(slot, verdict.code(), failure)));
    }

    private void onRecorded(PushSlot slot, ReasonCode code, @Nullable WspException failure) {
        if (slot.state != PushSlot.State.RECORDING) {
            return;
        }
        if (failure != null) {
            open.park(slot);
            halt.at(slot, failure.code(), "the evidence of it cannot be kept: " + failure.getMessage());
            return;
        }
        settle(slot, Settlement.SET_ASIDE);
        listener.onSetAside(slot.eventType(), slot.eventId(), code);
        haltAtLimit(slot, watch.onSetAside(code));
    }
}

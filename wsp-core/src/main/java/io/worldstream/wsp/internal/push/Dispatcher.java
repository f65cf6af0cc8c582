package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.EventCounts;
import io.worldstream.wsp.Ordering;
import io.worldstream.wsp.StreamPolicy;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.QuarantineRecord;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.rows.EventTimeText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes events through a bounded window and sees each to its terminal outcome: retries what is retryable with the same
 * bytes, sets aside what the policy lets the stream pass over, stops at the rest (contracts 9; design, Pushing). One thread,
 * but for the callbacks of sink and evidence, which only queue.
 */
public final class Dispatcher {
    /** How far the window may run ahead of its slowest event, in windows: bounds what waits behind one retry (I12). */
    private static final int SPAN_WINDOWS = 64;

    /** Fewer may be the fault of single events. */
    private static final int FAILURES_OF_A_GATE_THAT_IS_AWAY = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final IngressSink sink;
    private final StreamPolicy policy;
    private final RunId runId;
    private final FlowControl control;
    private final OutcomeRules rules;
    private final Backoff backoff;
    private final ReceiptTracker tracker;
    private final QuarantineWatch quarantineWatch;
    private final QuarantineListener quarantineListener;
    private final EvidenceWriter evidence;
    private final Runnable wakeUp;
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final OpenSlots open;
    private final int widest;
    private final long span;
    private final EventTally tally;
    private @Nullable Halt halt;
    private boolean stopped;
    private int failuresInARow;
    /** Whether something would leave now if the control let it. */
    private boolean heldBack;

    /**
     * @param runId the run, for evidence
     * @param sink the only way out
     * @param policy window, order, retry and outcomes
     * @param seed of the jitter
     * @param from where the stream goes on; {@link Cursor#START} for a stream that begins
     * @param recycler takes the events that are done with
     * @param quarantineListener hears of each event that is quarantined or set aside
     * @param evidence writes what is known of events that are set aside
     * @param wakeUp called, from any thread, when an answer waits
     */
    public Dispatcher(
            RunId runId,
            IngressSink sink,
            StreamPolicy policy,
            long seed,
            Cursor from,
            Consumer<FramedEvent> recycler,
            QuarantineListener quarantineListener,
            EvidenceWriter evidence,
            Runnable wakeUp) {
        this(
                runId,
                sink,
                policy,
                switch (policy.backpressure()) {
                    case ADAPTIVE -> new AdaptiveControl(policy.maxInFlight());
                    case FIXED -> new FixedControl(policy.maxInFlight());
                },
                seed,
                from,
                recycler,
                quarantineListener,
                evidence,
                wakeUp);
    }

    Dispatcher(
            RunId runId,
            IngressSink sink,
            StreamPolicy policy,
            FlowControl control,
            long seed,
            Cursor from,
            Consumer<FramedEvent> recycler,
            QuarantineListener quarantineListener,
            EvidenceWriter evidence,
            Runnable wakeUp) {
        this.runId = runId;
        this.sink = sink;
        this.policy = policy;
        this.control = control;
        this.rules = new OutcomeRules(policy.retry(), policy.outcomes());
        this.backoff = new Backoff(policy.retry(), seed);
        this.tracker = new ReceiptTracker(from, recycler);
        this.quarantineWatch =
                new QuarantineWatch(policy.quarantine(), policy.outcomes().onQuarantine(), from);
        this.quarantineListener = quarantineListener;
        this.evidence = evidence;
        this.wakeUp = wakeUp;
        // With one in flight, one order for all is what per-key order comes to, and rows need not be looked into.
        boolean oneByOne = policy.maxInFlight() == 1 && policy.ordering() != Ordering.NONE;
        Ordering ordering = oneByOne ? Ordering.GLOBAL : policy.ordering();
        this.open = new OpenSlots(ordering);
        this.widest = ordering == Ordering.GLOBAL ? 1 : policy.maxInFlight();
        this.span = (long) SPAN_WINDOWS * policy.maxInFlight();
        this.tally = new EventTally(from);
    }

    /** Whether one more event may be pushed. */
    public boolean hasRoom(long nowNanos) {
        if (halt != null || stopped || open.hasReady() || open.isDue(nowNanos) || !windowHasRoom()) {
            return false;
        }
        return tracker.span() < span && mayLeave(nowNanos);
    }

    private boolean windowHasRoom() {
        return open.held() < widest && inUse() < window();
    }

    /**
     * What the window is compared with: the envelopes at the gate. One that waits for its retry burdens nobody, and must not
     * hold up others if it fails for good; but while nothing comes through, no more are tried than the window has.
     */
    private int inUse() {
        return failuresInARow < FAILURES_OF_A_GATE_THAT_IS_AWAY ? open.out() : open.held();
    }

    private int window() {
        return Math.min(widest, control.window());
    }

    private boolean mayLeave(long nowNanos) {
        boolean may = control.nanosToNextSend(nowNanos) <= 0;
        heldBack |= !may;
        return may;
    }

    /** Whether an event is being tried again. */
    public boolean retrying() {
        return open.retrying();
    }

    /** Takes the next event of the stream, for which there must be room; sends it unless an earlier one of its flow is open. */
    public void push(FramedEvent event, long nowNanos) {
        PushSlot slot = new PushSlot(event, tally.taken++);
        tracker.onPush(slot);
        if (open.enter(slot)) {
            send(slot, nowNanos);
        }
    }

    /** Takes in answers and sends what waited; returns how much it did. */
    public int doWork(long nowNanos) {
        int work = 0;
        for (Reply reply = replies.poll(); reply != null; reply = replies.poll()) {
            work++;
            reply.apply(nowNanos);
        }
        if (work > 0) {
            tracker.advance();
        }
        return work + sendWhatWaits(nowNanos);
    }

    /** Retries first: they hold places in the window. */
    private int sendWhatWaits(long nowNanos) {
        heldBack = false;
        int sent = 0;
        while (halt == null && !stopped && open.isDue(nowNanos) && open.out() < window()) {
            if (!mayLeave(nowNanos)) {
                giveUpIfOverdue(nowNanos);
                return sent;
            }
            sent += send(open.pollDue(nowNanos), nowNanos);
        }
        while (halt == null && !stopped && open.hasReady() && windowHasRoom() && mayLeave(nowNanos)) {
            sent += send(open.pollReady(), nowNanos);
        }
        return sent;
    }

    /** The gate wants silence, also at the end of a budget: then there is no last try. */
    private void giveUpIfOverdue(long nowNanos) {
        long silence = control.nanosOfSilence(nowNanos);
        while (halt == null && silence > 0 && open.isDue(nowNanos)) {
            PushSlot slot = Objects.requireNonNull(open.pollDue(nowNanos));
            if (budgetLeft(slot, nowNanos) > 0) {
                open.waitUntil(slot, nowNanos + Math.min(silence, budgetLeft(slot, nowNanos)));
            } else {
                exhaust(slot, "the gate asks for " + Duration.ofNanos(silence).toMillis() + " ms more of silence");
            }
        }
    }

    /** Nanoseconds until a turn can send something without having been told anything, or {@link Long#MAX_VALUE}. */
    public long nanosToNextWork(long nowNanos) {
        if (halt != null || stopped) {
            return Long.MAX_VALUE;
        }
        long retry = open.out() < window() ? open.nanosToNextRetry(nowNanos) : Long.MAX_VALUE;
        if (retry > 0 && !heldBack) {
            return retry;
        }
        long permit = control.nanosToNextSend(nowNanos);
        return retry == 0 ? permit : Math.min(retry, permit);
    }

    /** Envelopes that are out at the sink now. */
    public int out() {
        return open.out();
    }

    /** Answers that are still to come, of the sink and of who writes evidence. */
    public int awaited() {
        return open.awaited();
    }

    /** Whether every event that was pushed has its terminal outcome. */
    public boolean settled() {
        return tracker.span() == 0;
    }

    /** Why the run must stop, or null; once it is there nothing is sent any more. */
    public @Nullable Halt halt() {
        return halt;
    }

    /** Sends nothing any more; what is out is still heard. */
    public void stop() {
        stopped = true;
    }

    /** Events that were taken, those before the cursor that this went on from included. */
    public long taken() {
        return tally.taken;
    }

    /** What became of the events so far, those beyond the prefix included; planned and collapsed are the caller's to know. */
    public EventCounts counts(long planned, long collapsed) {
        return tally.counts(planned, collapsed);
    }

    /** Events of the settled prefix. */
    public long prefixEvents() {
        return tally.taken - tracker.span();
    }

    /** The digest of the settled prefix. */
    public Hex64 prefixDigest() {
        return tracker.prefixDigest();
    }

    /** The settled prefix. */
    public Cursor cursor() {
        return tracker.cursor();
    }

    private int send(@Nullable PushSlot next, long nowNanos) {
        PushSlot slot = Objects.requireNonNull(next);
        slot.nextAttempt(nowNanos);
        open.onSent(slot);
        tally.onSent(slot.attempt());
        control.onSend(nowNanos);
        Answer answer = new Answer(slot);
        try {
            sink.push(slot, answer);
        } catch (RuntimeException e) {
            // SNK-07 forbids it; whether the envelope left is not known, and the budget bounds how often this is tried.
            LOG.error("the sink threw on event {}", slot.eventId(), e);
            answer.onOutcome(
                    new PushOutcome.Unknown("the sink threw " + e.getClass().getName()));
        }
        return 1;
    }

    private void apply(PushSlot slot, Verdict verdict, long nowNanos) {
        if (verdict instanceof Verdict.Settled settled) {
            onReceipt(slot, nowNanos);
            settle(slot, settled.settlement(), settled.reasonCodes());
        } else if (verdict instanceof Verdict.Retry retry) {
            retry(slot, retry, nowNanos);
        } else if (verdict instanceof Verdict.SetAside passed && halt == null) {
            setAside(slot, passed);
        } else {
            open.park(slot);
            if (verdict instanceof Verdict.Halt stop) {
                stop(slot, stop.code(), stop.why());
            }
        }
    }

    private void onReceipt(PushSlot slot, long nowNanos) {
        control.onReceipt(slot.sentNanos, nowNanos, inUse());
        if (failuresInARow >= FAILURES_OF_A_GATE_THAT_IS_AWAY) {
            // It is back: none of those that failed meanwhile need wait out a backoff that was meant for its absence.
            open.hurry(nowNanos, () -> backoff.delayNanos(1, null));
        }
        failuresInARow = 0;
    }

    private void settle(PushSlot slot, Verdict.Settlement settlement, List<String> reasons) {
        open.settle(slot);
        slot.settlement = settlement;
        tally.onSettled(settlement);
        if (settlement != Verdict.Settlement.QUARANTINED) {
            quarantineWatch.onOther();
            return;
        }
        quarantineListener.onQuarantined(slot.eventType(), slot.eventId(), reasons);
        String limit = quarantineWatch.onQuarantined(reasons);
        if (limit != null) {
            stop(slot, ReasonCode.QUARANTINE_LIMIT, limit);
        }
    }

    private void retry(PushSlot slot, Verdict.Retry retry, long nowNanos) {
        if (retry.thenQuarantine() != null
                && slot.ambiguousTries++ >= policy.retry().ambiguousRetries()) {
            settle(slot, Verdict.Settlement.QUARANTINED, retry.thenQuarantine());
            return;
        }
        boolean first = slot.attempt() == 1;
        if (first) {
            slot.firstFailureNanos = nowNanos;
            slot.settledBefore = tally.settledByGate();
        }
        switch (retry.pressure()) {
            case THROTTLED -> control.onThrottled(slot.sentNanos, nowNanos, inUse(), retry.notBefore());
            case FAILED -> {
                failuresInARow++;
                // An event that fails again while others do not says nothing about the gate.
                if (first || !gateIsThere(slot)) {
                    control.onFailure(slot.sentNanos, nowNanos, retry.notBefore());
                }
            }
            case NONE -> {}
        }
        long budgetLeft = budgetLeft(slot, nowNanos);
        if (budgetLeft <= 0) {
            exhaust(slot, "the last: " + retry.why());
            return;
        }
        long delay = backoff.delayNanos(slot.attempt(), retry.notBefore());
        open.waitUntil(slot, nowNanos + Math.min(delay, budgetLeft));
    }

    private long budgetLeft(PushSlot slot, long nowNanos) {
        return policy.retry().budget().toNanos() - (nowNanos - slot.firstFailureNanos);
    }

    /** Whether the gate settled another event since this one first failed. */
    private boolean gateIsThere(PushSlot slot) {
        return tally.settledByGate() > slot.settledBefore;
    }

    private void exhaust(PushSlot slot, String why) {
        String tries = "after " + slot.attempt() + " tries in "
                + policy.retry().budget().toMillis() + " ms, ";
        Verdict verdict = rules.exhausted(gateIsThere(slot), tries + why);
        if (verdict instanceof Verdict.SetAside passed && halt == null) {
            setAside(slot, passed);
        } else {
            open.park(slot);
            stop(slot, ReasonCode.RETRY_EXHAUSTED, tries + why);
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
                policy.outcomes().keepRows() ? new String(row, StandardCharsets.UTF_8) : null);
        evidence.write(written, failure -> {
            replies.add(nowNanos -> onRecorded(slot, verdict.code(), failure));
            wakeUp.run();
        });
    }

    private void onRecorded(PushSlot slot, ReasonCode code, @Nullable WspException failure) {
        if (slot.state != PushSlot.State.RECORDING) {
            return;
        }
        if (failure != null) {
            open.park(slot);
            stop(slot, failure.code(), "the evidence of it cannot be kept: " + failure.getMessage());
            return;
        }
        open.settle(slot);
        slot.settlement = Verdict.Settlement.SET_ASIDE;
        tally.onSettled(Verdict.Settlement.SET_ASIDE);
        quarantineListener.onSetAside(slot.eventType(), slot.eventId(), code);
        String limit = quarantineWatch.onSetAside(code);
        if (limit != null) {
            stop(slot, ReasonCode.QUARANTINE_LIMIT, limit);
        }
    }

    private void stop(PushSlot slot, ReasonCode code, String why) {
        if (halt == null) {
            String place = "event " + (slot.ordinal + 1) + " of the stream (" + slot.eventType() + ", "
                    + EventTimeText.format(slot.event.tsMicros()) + ", event_id " + slot.eventId() + ")";
            halt = new Halt(code, slot.position(), "at " + place + ": " + why);
        }
    }

    /** What somebody else has said, as a step that takes the time of the turn in which it is heard. */
    @FunctionalInterface
    private interface Reply {
        void apply(long nowNanos);
    }

    /** Hears the sink's answer to one try; only the first counts (SNK-05). */
    private final class Answer implements PushCallback, Reply {
        private static final AtomicReferenceFieldUpdater<Answer, @Nullable PushOutcome> OUTCOME =
                AtomicReferenceFieldUpdater.newUpdater(Answer.class, PushOutcome.class, "outcome");

        private final PushSlot slot;
        private volatile @Nullable PushOutcome outcome;

        Answer(PushSlot slot) {
            this.slot = slot;
        }

        @Override
        public void onOutcome(PushOutcome heard) {
            if (OUTCOME.compareAndSet(this, null, heard)) {
                replies.add(this);
                wakeUp.run();
            }
        }

        @Override
        public void apply(long nowNanos) {
            PushOutcome heard = outcome;
            if (heard != null) {
                Dispatcher.this.apply(slot, rules.judge(slot, heard), nowNanos);
            }
        }
    }

    /**
     * Why a run stopped.
     *
     * @param code the stable reason
     * @param path where, for a violation
     * @param message position and reason
     */
    public record Halt(ReasonCode code, String path, String message) {}

    /** Hears of each event that ended in quarantine: the gate's, or the host's. */
    public interface QuarantineListener {
        /**
         * The gate took an event into quarantine.
         *
         * @param eventType the output
         * @param eventId the event
         * @param reasonCodes the gate's reasons
         */
        void onQuarantined(OutputId eventType, EventId eventId, List<String> reasonCodes);

        /**
         * The stream passes over an event; the evidence of it is durable.
         *
         * @param eventType the output
         * @param eventId the event
         * @param code why
         */
        void onSetAside(OutputId eventType, EventId eventId, ReasonCode code);
    }
}

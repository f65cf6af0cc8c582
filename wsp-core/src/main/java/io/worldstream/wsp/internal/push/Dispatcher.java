package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.EventCounts;
import io.worldstream.wsp.Ordering;
import io.worldstream.wsp.StreamPolicy;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.frame.FramedEvent;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
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

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final IngressSink sink;
    private final OpenSlots open;
    private final ReceiptTracker tracker;
    private final EventTally tally;
    private final GateLoad load;
    private final Outcomes outcomes;
    private final Replies replies;
    private final FirstHalt halt = new FirstHalt();
    private final long span;
    private boolean stopped;

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
        this.sink = sink;
        this.tracker = new ReceiptTracker(from, recycler);
        this.tally = new EventTally(from);
        this.replies = new Replies(wakeUp);
        this.span = (long) SPAN_WINDOWS * policy.maxInFlight();
        // With one in flight, one order for all is what per-key order comes to, and rows need not be looked into.
        boolean oneByOne = policy.maxInFlight() == 1 && policy.ordering() != Ordering.NONE;
        Ordering ordering = oneByOne ? Ordering.GLOBAL : policy.ordering();
        this.open = new OpenSlots(ordering);
        Backoff backoff = new Backoff(policy.retry(), seed);
        this.load = new GateLoad(runId, control, open, backoff, ordering == Ordering.GLOBAL ? 1 : policy.maxInFlight());
        OutcomeRules rules = new OutcomeRules(policy.retry(), policy.outcomes());
        this.outcomes = new Outcomes(
                runId,
                policy.outcomes().keepRows(),
                replies,
                rules,
                open,
                tally,
                load,
                new Retries(policy.retry(), rules, backoff, open, tally, load),
                new QuarantineWatch(policy.quarantine(), policy.outcomes().onQuarantine(), from),
                quarantineListener,
                evidence,
                halt);
    }

    /** Whether one more event may be pushed. */
    public boolean hasRoom(long nowNanos) {
        if (isOver() || open.hasReady() || open.isDue(nowNanos) || !load.hasRoom()) {
            return false;
        }
        return tracker.span() < span && load.mayLeave(nowNanos);
    }

    private boolean isOver() {
        return halt.isThere() || stopped;
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
        int work = replies.hear(nowNanos);
        if (work > 0) {
            tracker.advance();
        }
        return work + sendWhatWaits(nowNanos);
    }

    /** Retries first: they hold places in the window. */
    private int sendWhatWaits(long nowNanos) {
        load.startTurn();
        int sent = 0;
        while (!isOver() && open.isDue(nowNanos) && load.hasRoomForRetry()) {
            if (!load.mayLeave(nowNanos)) {
                waitOutSilence(nowNanos);
                return sent;
            }
            sent += send(open.pollDue(nowNanos), nowNanos);
        }
        while (!isOver() && open.hasReady() && load.hasRoom() && load.mayLeave(nowNanos)) {
            sent += send(open.pollReady(), nowNanos);
        }
        return sent;
    }

    private void waitOutSilence(long nowNanos) {
        long silence = load.nanosOfSilence(nowNanos);
        while (!halt.isThere() && silence > 0 && open.isDue(nowNanos)) {
            outcomes.onSilence(Objects.requireNonNull(open.pollDue(nowNanos)), silence, nowNanos);
        }
    }

    /** Nanoseconds until a turn can send something without having been told anything, or {@link Long#MAX_VALUE}. */
    public long nanosToNextWork(long nowNanos) {
        if (isOver()) {
            return Long.MAX_VALUE;
        }
        long retry = load.hasRoomForRetry() ? open.nanosToNextRetry(nowNanos) : Long.MAX_VALUE;
        if (retry > 0 && !load.heldBack()) {
            return retry;
        }
        long permit = load.nanosToNextSend(nowNanos);
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
        return halt.get();
    }

    /** Sends nothing any more; what is out is still heard. */
    public void stop() {
        stopped = true;
    }

    /** Events that were taken, those before the cursor that this went on from included. */
    public long taken() {
        return tally.taken;
    }

    /** What became of the events so far, those beyond the prefix included; planned, collapsed and bad rows are the caller's to know. */
    public EventCounts counts(long planned, long collapsed, long badRows) {
        return tally.counts(planned, collapsed, badRows);
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
        load.onSend(slot, nowNanos);
        Answer answer = new Answer(slot, outcomes);
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

package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.flow.AdaptiveControl;
import io.worldstream.wsp.internal.flow.Backoff;
import io.worldstream.wsp.internal.flow.FixedControl;
import io.worldstream.wsp.internal.flow.FlowControl;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.EventTally;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.EventCounts;
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
    private final PushQueue queue;
    private final ReceiptTracker tracker;
    private final EventTally tally;
    private final Admission admission;
    private final Outcomes outcomes;
    private final ReplyQueue replies;
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
        this.replies = new ReplyQueue(wakeUp);
        this.span = (long) SPAN_WINDOWS * policy.maxInFlight();
        // With one in flight, one order for all is what per-key order comes to, and rows need not be looked into.
        boolean oneByOne = policy.maxInFlight() == 1 && policy.ordering() != Ordering.NONE;
        Ordering ordering = oneByOne ? Ordering.GLOBAL : policy.ordering();
        this.queue = new PushQueue(ordering);
        Backoff backoff = new Backoff(policy.retry(), seed);
        this.admission =
                new Admission(runId, control, queue, backoff, ordering == Ordering.GLOBAL ? 1 : policy.maxInFlight());
        OutcomeRules rules = new OutcomeRules(policy.retry(), policy.outcomes());
        this.outcomes = new Outcomes(
                runId,
                policy.outcomes().keepRows(),
                replies,
                rules,
                queue,
                tally,
                admission,
                new Retries(policy.retry(), rules, backoff, queue, tally, admission),
                new QuarantineBreaker(policy.quarantine(), policy.outcomes().onQuarantine(), from),
                quarantineListener,
                evidence,
                halt);
    }

    /** Whether one more event may be pushed. */
    public boolean hasRoom(long nowNanos) {
        if (isOver() || queue.hasReady() || queue.isDue(nowNanos) || !admission.hasRoom()) {
            return false;
        }
        return tracker.span() < span && admission.mayLeave(nowNanos);
    }

    private boolean isOver() {
        return halt.isThere() || stopped;
    }

    /** Whether an event is being tried again. */
    public boolean retrying() {
        return queue.retrying();
    }

    /** Takes the next event of the stream, for which there must be room; sends it unless an earlier one of its flow is open. */
    public void push(FramedEvent event, long nowNanos) {
        Push push = new Push(event, tally.taken++);
        tracker.onPush(push);
        if (queue.enter(push)) {
            send(push, nowNanos);
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
        admission.startTurn();
        int sent = 0;
        while (!isOver() && queue.isDue(nowNanos) && admission.hasRoomForRetry()) {
            if (!admission.mayLeave(nowNanos)) {
                waitOutSilence(nowNanos);
                return sent;
            }
            sent += send(queue.pollDue(nowNanos), nowNanos);
        }
        while (!isOver() && queue.hasReady() && admission.hasRoom() && admission.mayLeave(nowNanos)) {
            sent += send(queue.pollReady(), nowNanos);
        }
        return sent;
    }

    private void waitOutSilence(long nowNanos) {
        long silence = admission.nanosOfSilence(nowNanos);
        while (!halt.isThere() && silence > 0 && queue.isDue(nowNanos)) {
            outcomes.onSilence(Objects.requireNonNull(queue.pollDue(nowNanos)), silence, nowNanos);
        }
    }

    /** Nanoseconds until a turn can send something without having been told anything, or {@link Long#MAX_VALUE}. */
    public long nanosToNextWork(long nowNanos) {
        if (isOver()) {
            return Long.MAX_VALUE;
        }
        long retry = admission.hasRoomForRetry() ? queue.nanosToNextRetry(nowNanos) : Long.MAX_VALUE;
        if (retry > 0 && !admission.heldBack()) {
            return retry;
        }
        long permit = admission.nanosToNextSend(nowNanos);
        return retry == 0 ? permit : Math.min(retry, permit);
    }

    /** Envelopes that are out at the sink now. */
    public int out() {
        return queue.out();
    }

    /** Answers that are still to come, of the sink and of who writes evidence. */
    public int awaited() {
        return queue.awaited();
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

    private int send(@Nullable Push next, long nowNanos) {
        Push push = Objects.requireNonNull(next);
        push.nextAttempt(nowNanos);
        queue.onSent(push);
        tally.onSent(push.attempt());
        admission.onSend(push, nowNanos);
        PushReply reply = new PushReply(push, outcomes);
        try {
            sink.push(push, reply);
        } catch (RuntimeException e) {
            // SNK-07 forbids it; whether the envelope left is not known, and the budget bounds how often this is tried.
            LOG.error("the sink threw on event {}", push.eventId(), e);
            reply.onOutcome(
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

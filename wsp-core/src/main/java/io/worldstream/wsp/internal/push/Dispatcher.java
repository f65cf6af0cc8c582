package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.flow.AdaptiveControl;
import io.worldstream.wsp.internal.flow.Backoff;
import io.worldstream.wsp.internal.flow.FixedControl;
import io.worldstream.wsp.internal.flow.FlowControl;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.PushPolicy;
import io.worldstream.wsp.report.EventCounts;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes events through a bounded window and tracks each to its terminal outcome. Retries retryable events with the
 * same bytes, dead-letters those that the policy lets the stream skip, and halts at the rest (contracts 9; design,
 * Pushing). Confined to one thread, except for the callbacks of sink and evidence writer, which only queue.
 */
public final class Dispatcher {
    /** Maximum distance from the slowest event to the newest, in windows; bounds the events behind one retry (I12). */
    private static final int SPAN_WINDOWS = 64;

    /** The same in events, so that a wide window does not fill the heap; the widest window fits. */
    private static final int MAX_SPAN = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final IngressSink sink;
    private final PushQueue queue;
    private final ReceiptTracker tracker;
    private final Admission admission;
    private final Outcomes outcomes;
    private final long span;
    private boolean stopped;

    /**
     * @param runId the run, for evidence and log messages
     * @param policy the window, order and retries
     * @param outcomePolicy the consequences of outcomes that leave the host a choice
     * @param seed the seed of the retry jitter
     * @param from the cursor from which the stream resumes; {@link Cursor#START} for a new stream
     */
    public Dispatcher(
            RunId runId, PushPolicy policy, OutcomePolicy outcomePolicy, long seed, Cursor from, Ports ports) {
        this(runId, policy, outcomePolicy, controlOf(policy), seed, from, ports);
    }

    Dispatcher(
            RunId runId,
            PushPolicy policy,
            OutcomePolicy outcomePolicy,
            FlowControl control,
            long seed,
            Cursor from,
            Ports ports) {
        // With one event in flight, per-key order equals global order, and rows need not be scanned for their keys.
        boolean oneByOne = policy.maxInFlight() == 1 && policy.ordering() != Ordering.NONE;
        Ordering ordering = oneByOne ? Ordering.GLOBAL : policy.ordering();
        sink = ports.sink();
        queue = new PushQueue(ordering, new Backoff(policy.retry(), seed));
        tracker = new ReceiptTracker(from, ports.recycler());
        admission = new Admission(
                runId, control, queue, ordering == Ordering.GLOBAL ? 1 : policy.maxInFlight(), ports.listener());
        outcomes = new Outcomes(runId, policy.retry(), outcomePolicy, queue, tracker, admission, ports);
        span = Math.min((long) SPAN_WINDOWS * policy.maxInFlight(), MAX_SPAN);
    }

    private static FlowControl controlOf(PushPolicy policy) {
        return switch (policy.backpressure()) {
            case ADAPTIVE -> new AdaptiveControl(policy.maxInFlight());
            case FIXED -> new FixedControl(policy.maxInFlight());
        };
    }

    /** Returns whether one more event may be pushed. */
    public boolean hasRoom(long nowNanos) {
        if (isOver() || queue.hasReady() || queue.isDue(nowNanos) || !admission.hasRoom()) {
            return false;
        }
        return tracker.span() < span && admission.mayLeave(nowNanos);
    }

    private boolean isOver() {
        return outcomes.halt() != null || stopped;
    }

    /** Returns whether a retry is in flight or waiting. */
    public boolean retrying() {
        return queue.retrying();
    }

    /** Returns the number of events whose retry is in flight or waiting. */
    public int retries() {
        return queue.retries();
    }

    /**
     * Takes the next event of the stream and sends it, or queues it behind an open event of its flow. Requires {@link
     * #hasRoom}.
     */
    public void push(FramedEvent event, long nowNanos) {
        push(event, tracker.taken(), nowNanos);
    }

    /**
     * As {@link #push(FramedEvent, long)}, for a caller that sends only some events of a stream.
     *
     * @param ordinal the position of the event in the stream, from 0
     */
    public void push(FramedEvent event, long ordinal, long nowNanos) {
        Push push = tracker.onTaken(event, ordinal);
        if (queue.enter(push)) {
            send(push, nowNanos);
        }
    }

    /** Applies replies and sends queued events and due retries; returns the amount of work done. */
    public int doWork(long nowNanos) {
        int work = outcomes.hear(nowNanos);
        if (work > 0) {
            tracker.advance();
        }
        return work + sendWhatWaits(nowNanos);
    }

    /** Sends retries first, because they hold places in the window. */
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
        while (outcomes.halt() == null && silence > 0 && queue.isDue(nowNanos)) {
            outcomes.onSilence(Objects.requireNonNull(queue.pollDue(nowNanos)), silence, nowNanos);
        }
    }

    /** Returns the nanoseconds until a turn can send something without a wake-up, or {@link Long#MAX_VALUE}. */
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

    /** Returns the number of envelopes in flight at the sink. */
    public int out() {
        return queue.out();
    }

    /** Returns the number of outstanding replies from the sink and the evidence writer. */
    public int awaited() {
        return queue.awaited();
    }

    /** Returns whether every pushed event has its terminal outcome. */
    public boolean settled() {
        return tracker.span() == 0;
    }

    /** Returns the reason to stop the run, or null. Once it is set, nothing more is sent. */
    public @Nullable Violation halt() {
        return outcomes.halt();
    }

    /** Stops all sends; replies to pushes in flight are still applied. */
    public void stop() {
        stopped = true;
    }

    /** Returns the number of events taken, including those before the cursor from which the stream resumed. */
    public long taken() {
        return tracker.taken();
    }

    /**
     * Returns the counts of all outcomes so far, including those beyond the settled prefix. The caller supplies the
     * counts of planned events, collapsed rows and bad rows.
     */
    public EventCounts counts(long planned, long collapsed, long badRows) {
        long pushed = tracker.taken() - queue.queued();
        return tracker.settled().report(planned, pushed, tracker.retries(), collapsed, badRows);
    }

    /** Returns the number of events in the settled prefix. */
    public long prefixEvents() {
        return tracker.prefixEvents();
    }

    /** Returns the digest of the settled prefix. */
    public Hex64 prefixDigest() {
        return tracker.prefixDigest();
    }

    /** Returns the cursor at the end of the settled prefix. */
    public Cursor cursor() {
        return tracker.cursor();
    }

    private int send(@Nullable Push next, long nowNanos) {
        Push push = Objects.requireNonNull(next);
        queue.sent(push, nowNanos);
        tracker.onSent(push);
        admission.onSend(push, nowNanos);
        PushReply reply = new PushReply(push, outcomes);
        try {
            sink.push(push, reply);
        } catch (RuntimeException e) {
            // SNK-07 forbids this. The envelope may have left; the retry budget bounds further attempts.
            LOG.error("the sink threw on event {}", push.eventId(), e);
            reply.onOutcome(
                    new PushOutcome.Unknown("the sink threw " + e.getClass().getName()));
        }
        return 1;
    }

    /**
     * The parties that a dispatcher talks to.
     *
     * @param sink receives every envelope
     * @param evidence writes the evidence of quarantined and dead-lettered events
     * @param listener notified of each quarantined or dead-lettered event, and of outages of the gate
     * @param recycler takes back settled events
     * @param wakeUp called, from any thread, when a reply is queued
     */
    public record Ports(
            IngressSink sink,
            EvidenceWriter evidence,
            OutcomeListener listener,
            Consumer<FramedEvent> recycler,
            Runnable wakeUp) {}

    /**
     * Notified of each event that the gate quarantined or the host dead-lettered, and of outages of the gate. Called on
     * the dispatcher's thread.
     */
    public interface OutcomeListener {
        /**
         * Called when the gate quarantined an event.
         *
         * @param eventType the output of the event
         * @param eventId the id of the event
         * @param reasonCodes the gate's reasons
         */
        void onQuarantined(OutputId eventType, EventId eventId, List<String> reasonCodes);

        /**
         * Called when an event was dead-lettered and its evidence is durable.
         *
         * @param eventType the output of the event
         * @param eventId the id of the event
         * @param code the reason
         * @param why the reason in words
         */
        void onDeadLettered(OutputId eventType, EventId eventId, ReasonCode code, String why);

        /**
         * Called for each event that the gate settled, admitted ones included.
         *
         * @param event the event; valid during the call
         * @param outcome the outcome
         * @param receipt the gate's receipt, or null if the outcome follows from answers without one
         */
        default void onSettled(EnvelopeView event, TerminalOutcome outcome, @Nullable Receipt receipt) {}

        /**
         * Called once an outage of the gate lasts.
         *
         * @param awayNanos the time since the first failure of the outage
         * @param why the most recent failure in words
         */
        default void onGateAway(long awayNanos, String why) {}

        /** Called when the gate settles an event for the first time since {@link #onGateAway}. */
        default void onGateBack() {}
    }
}

package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.EventCounts;
import io.worldstream.wsp.StreamPolicy;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.rows.EventTimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes events through a bounded window and sees each to its terminal outcome: retries what is retryable with the same
 * bytes, stops at what is not (contracts 9; design, Pushing). One thread, but for the sink's callbacks, which only queue.
 */
public final class Dispatcher {
    /** How far the window may run ahead of its slowest event, in windows: bounds what waits behind one retry (I12). */
    private static final int SPAN_WINDOWS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final IngressSink sink;
    private final StreamPolicy policy;
    private final OutcomeRules rules;
    private final Backoff backoff;
    private final ReceiptTracker tracker;
    private final QuarantineWatch quarantineWatch;
    private final QuarantineListener quarantineListener;
    private final Runnable wakeUp;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<PushSlot> window = new ArrayList<>();
    private @Nullable Halt halt;
    private long nextOrdinal;
    private long admitted;
    private long duplicate;
    private long quarantined;
    private long retries;

    /**
     * @param sink the only way out
     * @param policy window, retry and quarantine
     * @param seed of the jitter
     * @param recycler takes the events that are done with
     * @param quarantineListener hears of each quarantined event
     * @param wakeUp called, from any thread, when an answer waits
     */
    public Dispatcher(
            IngressSink sink,
            StreamPolicy policy,
            long seed,
            Consumer<FramedEvent> recycler,
            QuarantineListener quarantineListener,
            Runnable wakeUp) {
        this.sink = sink;
        this.policy = policy;
        this.rules = new OutcomeRules(policy.retry());
        this.backoff = new Backoff(policy.retry(), seed);
        this.tracker = new ReceiptTracker(recycler);
        this.quarantineWatch = new QuarantineWatch(policy.quarantine());
        this.quarantineListener = quarantineListener;
        this.wakeUp = wakeUp;
    }

    /** Whether one more event may be pushed. */
    public boolean hasRoom() {
        return window.size() < policy.maxInFlight() && tracker.span() < (long) SPAN_WINDOWS * policy.maxInFlight();
    }

    /** Whether an event is being tried again. */
    public boolean retrying() {
        return window.stream().anyMatch(slot -> slot.state == PushSlot.State.WAITING || slot.attempt() > 1);
    }

    /** Pushes the next event of the stream; there must be room. */
    public void push(FramedEvent event) {
        PushSlot slot = new PushSlot(event, nextOrdinal++);
        window.add(slot);
        tracker.onPush(slot);
        send(slot);
    }

    /** Takes in answers and sends what is to be tried again; returns how much it did. */
    public int doWork(long nowNanos) {
        int work = 0;
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            work++;
            apply(answer.slot, rules.judge(answer.slot, answer.outcome), nowNanos);
        }
        if (work > 0) {
            window.removeIf(slot -> slot.state == PushSlot.State.SETTLED);
            tracker.advance();
        }
        if (halt == null) {
            for (int i = 0; i < window.size(); i++) {
                PushSlot slot = window.get(i);
                if (slot.state == PushSlot.State.WAITING && slot.retryAtNanos - nowNanos <= 0) {
                    retries++;
                    work++;
                    send(slot);
                }
            }
        }
        return work;
    }

    /** Nanoseconds until the next retry, or {@link Long#MAX_VALUE}. */
    public long nanosToNextRetry(long nowNanos) {
        long least = Long.MAX_VALUE;
        if (halt == null) {
            for (PushSlot slot : window) {
                if (slot.state == PushSlot.State.WAITING) {
                    least = Math.min(least, Math.max(slot.retryAtNanos - nowNanos, 0));
                }
            }
        }
        return least;
    }

    /** Envelopes that are out at the sink now. */
    public int out() {
        return (int)
                window.stream().filter(slot -> slot.state == PushSlot.State.OUT).count();
    }

    /** Whether every event that was pushed has its terminal outcome. */
    public boolean settled() {
        return window.isEmpty();
    }

    /** Why the run must stop, or null. */
    public @Nullable Halt halt() {
        return halt;
    }

    /** What became of the events so far; planned and collapsed are the caller's to know. */
    public EventCounts counts(long planned, long collapsed) {
        return new EventCounts(planned, nextOrdinal, admitted, duplicate, quarantined, retries, collapsed);
    }

    /** The digest of the settled prefix. */
    public Hex64 prefixDigest() {
        return tracker.prefixDigest();
    }

    private void send(PushSlot slot) {
        slot.nextAttempt();
        AtomicBoolean answered = new AtomicBoolean();
        PushCallback callback = outcome -> {
            if (answered.compareAndSet(false, true)) {
                answers.add(new Answer(slot, outcome));
                wakeUp.run();
            }
        };
        try {
            sink.push(slot, callback);
        } catch (RuntimeException e) {
            // SNK-07 forbids it; whether the envelope left is not known, and the budget bounds how often this is tried.
            LOG.error("the sink threw on event {}", slot.eventId(), e);
            callback.onOutcome(
                    new PushOutcome.Unknown("the sink threw " + e.getClass().getName()));
        }
    }

    private void apply(PushSlot slot, Verdict verdict, long nowNanos) {
        if (verdict instanceof Verdict.Settled settled) {
            settle(slot, settled.settlement(), settled.reasonCodes());
        } else if (verdict instanceof Verdict.Retry retry) {
            retry(slot, retry, nowNanos);
        } else if (verdict instanceof Verdict.Halt stop) {
            slot.state = PushSlot.State.WAITING;
            stop(slot, stop.code(), stop.why());
        }
    }

    private void settle(PushSlot slot, Verdict.Settlement settlement, List<String> reasons) {
        slot.state = PushSlot.State.SETTLED;
        switch (settlement) {
            case ADMITTED -> admitted++;
            case DUPLICATE -> duplicate++;
            case QUARANTINED -> {
                quarantined++;
                quarantineListener.onQuarantined(slot.eventType(), slot.eventId(), reasons);
                String limit = quarantineWatch.onQuarantined(reasons);
                if (limit != null) {
                    stop(slot, ReasonCode.QUARANTINE_LIMIT, limit);
                }
                return;
            }
        }
        quarantineWatch.onOther();
    }

    private void retry(PushSlot slot, Verdict.Retry retry, long nowNanos) {
        if (retry.thenQuarantine() != null
                && slot.ambiguousTries++ >= policy.retry().ambiguousRetries()) {
            settle(slot, Verdict.Settlement.QUARANTINED, retry.thenQuarantine());
            return;
        }
        if (slot.attempt() == 1) {
            slot.firstFailureNanos = nowNanos;
        }
        long budgetLeft = policy.retry().budget().toNanos() - (nowNanos - slot.firstFailureNanos);
        slot.state = PushSlot.State.WAITING;
        if (budgetLeft <= 0) {
            stop(
                    slot,
                    ReasonCode.RETRY_EXHAUSTED,
                    "after " + slot.attempt() + " tries in "
                            + policy.retry().budget().toMillis() + " ms, the last: " + retry.why());
            return;
        }
        slot.retryAtNanos = nowNanos + Math.min(backoff.delayNanos(slot.attempt(), retry.notBefore()), budgetLeft);
    }

    private void stop(PushSlot slot, ReasonCode code, String why) {
        if (halt == null) {
            String position = "event " + (slot.ordinal + 1) + " of the stream (" + slot.eventType() + ", "
                    + EventTimeText.format(slot.event.tsMicros()) + ", event_id " + slot.eventId() + ")";
            halt = new Halt(code, "stream#event=" + (slot.ordinal + 1), "at " + position + ": " + why);
        }
    }

    private record Answer(PushSlot slot, PushOutcome outcome) {}

    /**
     * Why a run stopped.
     *
     * @param code the stable reason
     * @param path where, for a violation
     * @param message position and reason
     */
    public record Halt(ReasonCode code, String path, String message) {}

    /** Hears of each event that ended in the gate's quarantine. */
    @FunctionalInterface
    public interface QuarantineListener {
        /**
         * An event is quarantined.
         *
         * @param eventType the output
         * @param eventId the event
         * @param reasonCodes the gate's reasons
         */
        void onQuarantined(OutputId eventType, EventId eventId, List<String> reasonCodes);
    }
}

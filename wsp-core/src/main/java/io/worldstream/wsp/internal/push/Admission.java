package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.flow.FlowControl;
import io.worldstream.wsp.internal.flow.RetryAfterFloor;
import io.worldstream.wsp.internal.push.Consequence.Pressure;
import io.worldstream.wsp.internal.push.Dispatcher.OutcomeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether one more envelope may leave, by comparing the envelopes at the gate with the limit of the flow
 * control, and feeds each answer back into that control. Confined to one thread.
 */
final class Admission {
    /** Consecutive failures at which the gate counts as unreachable; fewer may be due to single events. */
    private static final int FAILURES_OF_A_GATE_THAT_IS_AWAY = 4;
    /**
     * Attempts after which an outage counts as lasting, about two seconds of backoff; a shorter one is not probed.
     */
    private static final int TRIES_OF_A_LASTING_ABSENCE = 5;

    private static final long NANOS_OF_A_LASTING_ABSENCE = 10_000_000_000L;
    private static final int MOST_POISON_EVENTS_LOGGED = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final RunId runId;
    private final FlowControl control;
    private final PushQueue queue;
    private final RetryAfterFloor floor = new RetryAfterFloor();
    private final int widest;
    private final OutcomeListener listener;
    private int failuresInARow;
    private long failingSinceNanos;
    private boolean heldBack;
    private boolean toldOutage;
    private int poisonEvents;
    /** Set if the last event sent was one with many attempts; one new event may then leave as a probe. */
    private boolean scoutDue;
    /** Set if the last failure was a throttle, which indicates load and not a poison event. */
    private boolean throttled;

    /**
     * @param runId the run, for log messages
     * @param widest the maximum number of pushes in flight or waiting for a retry
     * @param listener notified of outages of the gate
     */
    Admission(RunId runId, FlowControl control, PushQueue queue, int widest, OutcomeListener listener) {
        this.runId = runId;
        this.control = control;
        this.queue = queue;
        this.widest = widest;
        this.listener = listener;
    }

    /** Returns whether the window has room for an event that was never sent. */
    boolean hasRoom() {
        return queue.held() < widest && inUse() < window();
    }

    /** Returns whether a retry, which holds its place already, may be in flight. */
    boolean hasRoomForRetry() {
        return queue.out() < window();
    }

    /**
     * Returns the number to compare with the window: normally the envelopes at the gate. An event that waits for its
     * retry puts no load on the gate, and must not block others in case it is a poison event. While the gate is
     * unreachable, waiting events count too, so that no more events are tried than the window holds. If the outage
     * lasts, each retry admits one new event as a probe, because the events being retried may all be poison events.
     */
    private int inUse() {
        return isAway() && !scoutDue ? queue.held() : queue.out();
    }

    private boolean isAway() {
        return failuresInARow >= FAILURES_OF_A_GATE_THAT_IS_AWAY;
    }

    private int window() {
        return Math.min(widest, control.window());
    }

    /**
     * Returns whether the control lets an envelope leave. Call it only if one could: a refusal sets {@link
     * #heldBack()}.
     */
    boolean mayLeave(long nowNanos) {
        boolean may = nanosToNextSend(nowNanos) <= 0;
        heldBack |= !may;
        return may;
    }

    /** Returns whether the control has held an envelope back since {@link #startTurn}. */
    boolean heldBack() {
        return heldBack;
    }

    /** Starts the sends of a turn. */
    void startTurn() {
        heldBack = false;
    }

    /** Returns the nanoseconds until the control lets an envelope leave. */
    long nanosToNextSend(long nowNanos) {
        return Math.max(floor.nanosLeft(nowNanos), control.nanosToNextSend(nowNanos));
    }

    /** Returns the nanoseconds left of the silence that the gate asked for with {@code Retry-After}. */
    long nanosOfSilence(long nowNanos) {
        return floor.nanosLeft(nowNanos);
    }

    void onSend(Push push, long nowNanos) {
        scoutDue = !throttled && push.attempt() > TRIES_OF_A_LASTING_ABSENCE;
        control.onSend(nowNanos);
    }

    /** Records a decision of the gate. */
    void onReceipt(Push push, long nowNanos) {
        control.onReceipt(push.sentNanos(), nowNanos, inUse());
        tellReturn();
        if (isAway() && !throttled) {
            // The gate is back: retries need not wait out a backoff that grew during the outage.
            queue.hurry(nowNanos);
        }
        failuresInARow = 0;
    }

    /**
     * Records a failed attempt.
     *
     * @param othersPass whether the gate has settled other events since this one first failed; another failure then
     *     says nothing about the gate
     */
    void onFailedTry(Push push, Consequence.Retry retry, boolean othersPass, long nowNanos) {
        if (retry.pressure() == Pressure.NONE) {
            return;
        }
        throttled = retry.pressure() == Pressure.THROTTLED;
        if (othersPass) {
            logPoison(push, retry.why());
        } else {
            if (failuresInARow++ == 0) {
                failingSinceNanos = nowNanos;
            }
            tellOutage(push, retry.why(), nowNanos);
        }
        if (throttled || !othersPass) {
            long silence = floor.raise(retry.notBefore(), nowNanos);
            // If few were at the gate, load did not cause the failure.
            if (throttled || 3 * queue.out() > window()) {
                control.onRefusal(push.sentNanos(), nowNanos, silence);
            }
        }
    }

    private void tellReturn() {
        if (toldOutage) {
            toldOutage = false;
            listener.onGateBack();
        }
    }

    /** Reports an outage once it lasts, by count or, at a gate that lets requests time out, by time. */
    private void tellOutage(Push push, String why, long nowNanos) {
        boolean lasts = isAway() && push.attempt() >= TRIES_OF_A_LASTING_ABSENCE;
        boolean silent = push.nanosFailing(nowNanos) >= NANOS_OF_A_LASTING_ABSENCE;
        if (!toldOutage && (lasts || silent)) {
            toldOutage = true;
            listener.onGateAway(nowNanos - failingSinceNanos, why);
        }
    }

    /** Logs an event that keeps failing while the gate settles others, once for each of the first such events. */
    private void logPoison(Push push, String why) {
        if (push.attempt() == TRIES_OF_A_LASTING_ABSENCE && poisonEvents < MOST_POISON_EVENTS_LOGGED) {
            poisonEvents++;
            LOG.warn(
                    "run {}: {} ({}, event_id {}) failed {} times while the gate settled others ({}); it is retried"
                            + " until policy.retry_budget_ms is spent{}",
                    runId,
                    push.place(),
                    push.eventType(),
                    push.eventId(),
                    push.attempt(),
                    why,
                    poisonEvents == MOST_POISON_EVENTS_LOGGED ? "; further such events are not logged" : "");
        }
    }
}

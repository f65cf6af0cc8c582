package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.flow.Backoff;
import io.worldstream.wsp.internal.flow.FlowControl;
import io.worldstream.wsp.internal.flow.RetryAfterFloor;
import io.worldstream.wsp.internal.push.Verdict.Pressure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is at the gate, compared with what it can take: whether one more may leave, and what each answer says about that. One
 * thread.
 */
final class Admission {
    /** Fewer may be the fault of single events. */
    private static final int FAILURES_OF_A_GATE_THAT_IS_AWAY = 4;
    /** About two seconds of backoff: a gate that is away for less is not asked for more than it was. */
    private static final int TRIES_OF_A_LASTING_ABSENCE = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final RunId runId;
    private final FlowControl control;
    private final PushQueue queue;
    private final Backoff backoff;
    private final RetryAfterFloor floor = new RetryAfterFloor();
    private final int widest;
    private int failuresInARow;
    private boolean heldBack;
    private boolean saidThatItIsAway;
    /** Whether the last that left was one that has been tried often. */
    private boolean scoutDue;
    /** Whether the last that failed was refused for how much there is: then it is not the event that the gate chokes on. */
    private boolean throttled;

    /**
     * @param runId the run, for who operates it
     * @param widest the most slots that are out or wait for their retry
     */
    Admission(RunId runId, FlowControl control, PushQueue queue, Backoff backoff, int widest) {
        this.runId = runId;
        this.control = control;
        this.queue = queue;
        this.backoff = backoff;
        this.widest = widest;
    }

    /** Whether an event that was never sent has a place. */
    boolean hasRoom() {
        return queue.held() < widest && inUse() < window();
    }

    /** Whether one that has its place already may be out beside those that are. */
    boolean hasRoomForRetry() {
        return queue.out() < window();
    }

    /**
     * What the window is compared with: the envelopes at the gate. One that waits for its retry burdens nobody, and must not
     * hold up others if it fails for good; but while nothing comes through, no more are tried than the window has. When that
     * lasts, one more is tried after each retry: those that are tried again may be the only ones that the gate chokes on.
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

    /** Whether the control lets one leave; asked only where there is one that could. */
    boolean mayLeave(long nowNanos) {
        boolean may = nanosToNextSend(nowNanos) <= 0;
        heldBack |= !may;
        return may;
    }

    /** Whether the control held one back since the turn began to send. */
    boolean heldBack() {
        return heldBack;
    }

    /** A turn begins to send. */
    void startTurn() {
        heldBack = false;
    }

    /** Nanoseconds until the control lets one leave. */
    long nanosToNextSend(long nowNanos) {
        return Math.max(floor.nanosLeft(nowNanos), control.nanosToNextSend(nowNanos));
    }

    /** Nanoseconds for which the gate wants to hear nothing at all. */
    long nanosOfSilence(long nowNanos) {
        return floor.nanosLeft(nowNanos);
    }

    void onSend(Push push, long nowNanos) {
        scoutDue = !throttled && push.attempt() > TRIES_OF_A_LASTING_ABSENCE;
        control.onSend(nowNanos);
    }

    /** The gate decided. */
    void onReceipt(Push push, long nowNanos) {
        control.onReceipt(push.sentNanos, nowNanos, inUse());
        if (isAway()) {
            sayIfItWasSaidToBeAway();
        }
        if (isAway() && !throttled) {
            // It is back: none of those that failed meanwhile need wait out a backoff that was meant for its absence.
            queue.hurry(nowNanos, () -> backoff.delayNanos(1, null));
        }
        failuresInARow = 0;
    }

    /**
     * A try failed.
     *
     * @param othersPass whether the gate settled others since this event first failed: then that it fails again says nothing
     *     about the gate
     */
    void onFailedTry(Push push, Verdict.Retry retry, boolean othersPass, long nowNanos) {
        if (retry.pressure() == Pressure.NONE) {
            return;
        }
        throttled = retry.pressure() == Pressure.THROTTLED;
        if (!othersPass) {
            failuresInARow++;
            sayOnceThatItIsAway(push, retry.why());
        }
        if (throttled || !othersPass) {
            long silence = floor.raise(retry.notBefore(), nowNanos);
            // Where few were at the gate, it is not for too many that it failed.
            if (throttled || 3 * queue.out() > window()) {
                control.onRefusal(push.sentNanos, nowNanos, silence);
            }
        }
    }

    private void sayIfItWasSaidToBeAway() {
        if (saidThatItIsAway) {
            saidThatItIsAway = false;
            LOG.info("run {}: the gate decides again", runId);
        }
    }

    private void sayOnceThatItIsAway(Push push, String why) {
        if (!saidThatItIsAway && isAway() && push.attempt() >= TRIES_OF_A_LASTING_ABSENCE) {
            saidThatItIsAway = true;
            LOG.warn(
                    "run {}: the gate decides nothing any more ({}); what it has not taken is tried again", runId, why);
        }
    }
}

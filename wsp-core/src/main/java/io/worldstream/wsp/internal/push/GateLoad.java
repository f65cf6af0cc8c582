package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.push.Verdict.Pressure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is at the gate, compared with what it can take: whether one more may leave, and what each answer says about that. One
 * thread.
 */
final class GateLoad {
    /** Fewer may be the fault of single events. */
    private static final int FAILURES_OF_A_GATE_THAT_IS_AWAY = 4;
    /** About two seconds of backoff: a gate that is away for less is not asked for more than it was. */
    private static final int TRIES_OF_A_LASTING_ABSENCE = 5;

    private static final Logger LOG = LoggerFactory.getLogger(GateLoad.class);

    private final RunId runId;
    private final FlowControl control;
    private final OpenSlots open;
    private final Backoff backoff;
    private final GateFloor floor = new GateFloor();
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
    GateLoad(RunId runId, FlowControl control, OpenSlots open, Backoff backoff, int widest) {
        this.runId = runId;
        this.control = control;
        this.open = open;
        this.backoff = backoff;
        this.widest = widest;
    }

    /** Whether an event that was never sent has a place. */
    boolean hasRoom() {
        return open.held() < widest && inUse() < window();
    }

    /** Whether one that has its place already may be out beside those that are. */
    boolean hasRoomForRetry() {
        return open.out() < window();
    }

    /**
     * What the window is compared with: the envelopes at the gate. One that waits for its retry burdens nobody, and must not
     * hold up others if it fails for good; but while nothing comes through, no more are tried than the window has. When that
     * lasts, one more is tried after each retry: those that are tried again may be the only ones that the gate chokes on.
     */
    private int inUse() {
        return isAway() && !scoutDue ? open.held() : open.out();
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

    void onSend(PushSlot slot, long nowNanos) {
        scoutDue = !throttled && slot.attempt() > TRIES_OF_A_LASTING_ABSENCE;
        control.onSend(nowNanos);
    }

    /** The gate decided. */
    void onReceipt(PushSlot slot, long nowNanos) {
        control.onReceipt(slot.sentNanos, nowNanos, inUse());
        if (isAway()) {
            sayIfItWasSaidToBeAway();
        }
        if (isAway() && !throttled) {
            // It is back: none of those that failed meanwhile need wait out a backoff that was meant for its absence.
            open.hurry(nowNanos, () -> backoff.delayNanos(1, null));
        }
        failuresInARow = 0;
    }

    /**
     * A try failed.
     *
     * @param othersPass whether the gate settled others since this event first failed: then that it fails again says nothing
     *     about the gate
     */
    void onFailedTry(PushSlot slot, Verdict.Retry retry, boolean othersPass, long nowNanos) {
        if (retry.pressure() == Pressure.NONE) {
            return;
        }
        throttled = retry.pressure() == Pressure.THROTTLED;
        if (!othersPass) {
            failuresInARow++;
            sayOnceThatItIsAway(slot, retry.why());
        }
        if (throttled || !othersPass) {
            long silence = floor.raise(retry.notBefore(), nowNanos);
            // Where few were at the gate, it is not for too many that it failed.
            if (throttled || 3 * open.out() > window()) {
                control.onRefusal(slot.sentNanos, nowNanos, silence);
            }
        }
    }

    private void sayIfItWasSaidToBeAway() {
        if (saidThatItIsAway) {
            saidThatItIsAway = false;
            LOG.info("run {}: the gate decides again", runId);
        }
    }

    private void sayOnceThatItIsAway(PushSlot slot, String why) {
        if (!saidThatItIsAway && isAway() && slot.attempt() >= TRIES_OF_A_LASTING_ABSENCE) {
            saidThatItIsAway = true;
            LOG.warn(
                    "run {}: the gate decides nothing any more ({}); what it has not taken is tried again", runId, why);
        }
    }
}

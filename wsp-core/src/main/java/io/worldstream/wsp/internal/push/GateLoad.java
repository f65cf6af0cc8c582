package io.worldstream.wsp.internal.push;

/**
 * What is at the gate, compared with what it can take: whether one more may leave, and what each answer says about that. One
 * thread.
 */
final class GateLoad {
    /** Fewer may be the fault of single events. */
    private static final int FAILURES_OF_A_GATE_THAT_IS_AWAY = 4;

    private final FlowControl control;
    private final OpenSlots open;
    private final Backoff backoff;
    private final int widest;
    private int failuresInARow;
    private boolean heldBack;

    /** @param widest the most slots that are out or wait for their retry */
    GateLoad(FlowControl control, OpenSlots open, Backoff backoff, int widest) {
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
     * hold up others if it fails for good; but while nothing comes through, no more are tried than the window has.
     */
    private int inUse() {
        return failuresInARow < FAILURES_OF_A_GATE_THAT_IS_AWAY ? open.out() : open.held();
    }

    private int window() {
        return Math.min(widest, control.window());
    }

    /** Whether the control lets one leave; asked only where there is one that could. */
    boolean mayLeave(long nowNanos) {
        boolean may = control.nanosToNextSend(nowNanos) <= 0;
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
        return control.nanosToNextSend(nowNanos);
    }

    /** Nanoseconds for which the gate wants to hear nothing at all. */
    long nanosOfSilence(long nowNanos) {
        return control.nanosOfSilence(nowNanos);
    }

    void onSend(long nowNanos) {
        control.onSend(nowNanos);
    }

    /** The gate decided. */
    void onReceipt(PushSlot slot, long nowNanos) {
        control.onReceipt(slot.sentNanos, nowNanos, inUse());
        if (failuresInARow >= FAILURES_OF_A_GATE_THAT_IS_AWAY) {
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
        switch (retry.pressure()) {
            case THROTTLED -> control.onThrottled(slot.sentNanos, nowNanos, inUse(), retry.notBefore());
            case FAILED -> {
                failuresInARow++;
                if (!othersPass) {
                    control.onFailure(slot.sentNanos, nowNanos, retry.notBefore());
                }
            }
            case NONE -> {}
        }
    }
}

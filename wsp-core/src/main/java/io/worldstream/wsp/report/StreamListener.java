package io.worldstream.wsp.report;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.policy.LeaseHeld;

/**
 * Observes a producer. Every method is called on the engine's thread, once for each transition and in the order in
 * which the transitions happen; by default it does nothing. Return soon, and call back into the producer only through
 * {@link RunControl}. Later versions may add methods, with a default, and fields of events.
 *
 * <p>A run begins with {@link #onAccepted} and ends with either {@link #onFinished} or {@link #onStopped}. One that
 * lost its lease and waits for it ({@link LeaseHeld#WAIT}) is halted with {@link ReasonCode#LEASE_LOST} and then
 * accepted again. After {@link #onFailed} for a run, only {@link #onFinished} follows for it. If {@link
 * WorldStreamProducer#close} gives up waiting for answers, the run's last call is missing.
 *
 * <p>An exception that a listener throws is logged and has no other effect. An {@code Error}, such as a failed
 * assertion, is a defect: it ends the run that the call is about, if that run has not ended, and is reported through
 * {@link #onFailed}.
 */
public interface StreamListener {
    /** A listener that ignores all calls. */
    StreamListener NONE = new StreamListener() {};

    /** Called when a message of the bus is not a READY. */
    default void onIgnored(StreamEvent.Ignored event) {}

    /**
     * Called when a message of the bus is not a JSON object: damaged, or not yet complete. It may be a READY, so it
     * counts as unhandled and is read again when it changes. By default, the same as {@link #onIgnored}.
     */
    default void onUnreadable(StreamEvent.Unreadable event) {
        onIgnored(StreamEvent.Ignored.of(event.delivery(), event.reason()));
    }

    /**
     * Called when the producer takes up a run: its READY was accepted, its saved record is resumed, or it is taken up
     * again after it lost its lease. The run's lease is acquired next, and then its facts are checked.
     */
    default void onAccepted(RunEvent.Accepted event) {}

    /**
     * Called when another host holds an accepted run and the policy is {@link LeaseHeld#WAIT}, at most once for each
     * {@link #onAccepted}. The lease is requested every second until it is free; {@link #onPlanned} then follows.
     */
    default void onLeaseWaiting(RunEvent.LeaseWaiting event) {}

    /** Called when a run has passed its checks and has a plan; its survey follows. */
    default void onPlanned(RunEvent.Planned event) {}

    /** Called when the first event of a run may leave. */
    default void onStarted(RunEvent.Started event) {}

    /**
     * Called when {@link RunControl#pause} has stopped simulated time, before or while the run streams. Not called for
     * a command that changes nothing, or once nothing is left to release.
     */
    default void onPaused(RunEvent.Paused event) {}

    /** Called when {@link RunControl#resume} has ended a pause that {@link #onPaused} reported. */
    default void onResumed(RunEvent.Resumed event) {}

    /**
     * Called when the gate counts as away from a run: it has settled no event of the run while one event failed five
     * times, or for ten seconds. An attempt that the gate throttles counts as failed. The events are retried.
     */
    default void onGateAway(GateEvent.Away event) {}

    /**
     * Called when the gate settles an event for the first time since {@link #onGateAway}. Not called if the run ends
     * first.
     */
    default void onGateBack(GateEvent.Back event) {}

    /** Called when the gate has quarantined an event. */
    default void onQuarantined(GateEvent.Quarantined event) {}

    /** Called when an event has been dead-lettered by the host's policy; the dead letter is durable. */
    default void onDeadLettered(GateEvent.DeadLettered event) {}

    /**
     * Called when a save of a run's checkpoint has failed and will be retried, at its first failure. The run streams on;
     * it halts with {@link ReasonCode#CHECKPOINT_UNAVAILABLE} if no try succeeds within the budget of the checkpoint
     * policy.
     */
    default void onCheckpointFailing(RunEvent.CheckpointFailing event) {}

    /**
     * Called when a run halts: it releases nothing more, and waits for the events in flight. {@link #onFinished}
     * follows with {@link ReadyDisposition#HALTED}, or {@link #onAccepted} after a lost lease. Not called for a defect,
     * which {@link #onFailed} reports.
     */
    default void onHalted(RunEvent.Halted event) {}

    /**
     * Called when a run has ended because of {@link RunControl#stop} or {@link WorldStreamProducer#close}. Its READY
     * stays on the bus, and no {@link #onFinished} follows.
     */
    default void onStopped(RunEvent.Stopped event) {}

    /** Called when a READY has been handled. */
    default void onFinished(StreamEvent.Finished event) {}

    /**
     * Called on a failure that no rule covers: an adapter threw what its rules forbid, the host's executor rejected a
     * task, or memory ran out. {@link WorldStreamProducer#awaitIdle} throws the first such failure.
     *
     * <p>If the event has a run, the failure ended it: {@link #onFinished} follows for it with {@link
     * ReasonCode#DEFECT}, other runs continue, and this one resumes at the next start. If it has none, the failure
     * belongs to no run: the ready source or the ledger could not be read and will be read again, a delivery could not
     * be settled, or the engine itself ended and every run with it.
     */
    default void onFailed(StreamEvent.Failed event) {}
}

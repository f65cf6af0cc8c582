package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.push.Dispatcher;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.GateEvent;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.StreamListener;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reports the transitions of one run to the host's listener, each once, and remembers since when a condition lasts.
 * Confined to the lane's thread.
 */
final class RunReporter implements Dispatcher.OutcomeListener {
    private final ReadySignal ready;
    private final StreamListener listener;
    private final Clock clock;
    private boolean waitsForLease;
    private @Nullable Instant pausedSince;
    private @Nullable Instant gateAwaySince;
    private @Nullable Instant checkpointFailingSince;
    private boolean changed;

    RunReporter(ReadySignal ready, StreamListener listener, Clock clock) {
        this.ready = ready;
        this.listener = listener;
        this.clock = clock;
    }

    /** Returns whether a condition began or ended since the last call. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    @Nullable Instant pausedSince() {
        return pausedSince;
    }

    @Nullable Instant gateAwaySince() {
        return gateAwaySince;
    }

    /** Returns the wall time of the first failure of the last save that failed, or null if none did. */
    @Nullable Instant checkpointFailingSince() {
        return checkpointFailingSince;
    }

    void onAccepted() {
        listener.onAccepted(RunEvent.Accepted.of(ready));
    }

    /** Reports the first of several attempts that find the run held by another host. */
    void onHeld(@Nullable String holder) {
        if (!waitsForLease) {
            waitsForLease = true;
            listener.onLeaseWaiting(RunEvent.LeaseWaiting.of(ready, holder));
        }
    }

    void onPlanned(StreamPlan plan) {
        listener.onPlanned(RunEvent.Planned.of(ready, plan));
    }

    void onStarted(EventCounts events) {
        listener.onStarted(RunEvent.Started.of(ready, events));
    }

    void onPaused() {
        Instant since = clock.wallTime();
        pausedSince = since;
        changed = true;
        listener.onPaused(RunEvent.Paused.of(ready, since));
    }

    void onResumed() {
        Instant since = pausedSince;
        if (since != null) {
            pausedSince = null;
            changed = true;
            listener.onResumed(RunEvent.Resumed.of(ready, since));
        }
    }

    void onCheckpointFailing(String why) {
        Instant since = clock.wallTime();
        checkpointFailingSince = since;
        changed = true;
        listener.onCheckpointFailing(RunEvent.CheckpointFailing.of(ready, since, why));
    }

    /** @param unsaved the reason why the last position could not be saved, or null */
    void onStopped(EventCounts events, @Nullable Violation unsaved) {
        listener.onStopped(RunEvent.Stopped.of(ready, events, unsaved));
    }

    void onHalted(Violation why) {
        listener.onHalted(RunEvent.Halted.of(ready, why));
    }

    @Override
    public void onGateAway(long awayNanos, String why) {
        Instant since = clock.wallTime().minusNanos(awayNanos);
        gateAwaySince = since;
        changed = true;
        listener.onGateAway(GateEvent.Away.of(ready, since, why));
    }

    @Override
    public void onGateBack() {
        Instant since = gateAwaySince;
        if (since != null) {
            gateAwaySince = null;
            changed = true;
            listener.onGateBack(GateEvent.Back.of(ready, since));
        }
    }

    @Override
    public void onQuarantined(OutputId eventType, EventId eventId, List<String> reasonCodes) {
        listener.onQuarantined(GateEvent.Quarantined.of(ready, eventType, eventId, reasonCodes));
    }

    @Override
    public void onDeadLettered(OutputId eventType, EventId eventId, ReasonCode code, String why) {
        listener.onDeadLettered(GateEvent.DeadLettered.of(ready, eventType, eventId, code, why));
    }
}

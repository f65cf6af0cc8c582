package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.report.GateEvent;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each event and passes it to the host's listener, and shields the stream from both. Logs and swallows a {@code
 * RuntimeException}; rethrows an {@code Error}, which is a defect.
 */
final class GuardedListener implements StreamListener {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

    private final StreamListener log = new RunLog();
    private final StreamListener listener;

    GuardedListener(StreamListener listener) {
        this.listener = listener;
    }

    @Override
    public void onIgnored(StreamEvent.Ignored event) {
        guard(StreamListener::onIgnored, event);
    }

    @Override
    public void onUnreadable(StreamEvent.Unreadable event) {
        guard(StreamListener::onUnreadable, event);
    }

    @Override
    public void onAccepted(RunEvent.Accepted event) {
        guard(StreamListener::onAccepted, event);
    }

    @Override
    public void onLeaseWaiting(RunEvent.LeaseWaiting event) {
        guard(StreamListener::onLeaseWaiting, event);
    }

    @Override
    public void onPlanned(RunEvent.Planned event) {
        guard(StreamListener::onPlanned, event);
    }

    @Override
    public void onStarted(RunEvent.Started event) {
        guard(StreamListener::onStarted, event);
    }

    @Override
    public void onPaused(RunEvent.Paused event) {
        guard(StreamListener::onPaused, event);
    }

    @Override
    public void onResumed(RunEvent.Resumed event) {
        guard(StreamListener::onResumed, event);
    }

    @Override
    public void onGateAway(GateEvent.Away event) {
        guard(StreamListener::onGateAway, event);
    }

    @Override
    public void onGateBack(GateEvent.Back event) {
        guard(StreamListener::onGateBack, event);
    }

    @Override
    public void onQuarantined(GateEvent.Quarantined event) {
        guard(StreamListener::onQuarantined, event);
    }

    @Override
    public void onDeadLettered(GateEvent.DeadLettered event) {
        guard(StreamListener::onDeadLettered, event);
    }

    @Override
    public void onCheckpointFailing(RunEvent.CheckpointFailing event) {
        guard(StreamListener::onCheckpointFailing, event);
    }

    @Override
    public void onHalted(RunEvent.Halted event) {
        guard(StreamListener::onHalted, event);
    }

    @Override
    public void onStopped(RunEvent.Stopped event) {
        guard(StreamListener::onStopped, event);
    }

    @Override
    public void onFinished(StreamEvent.Finished event) {
        guard(StreamListener::onFinished, event);
    }

    @Override
    public void onFailed(StreamEvent.Failed event) {
        guard(StreamListener::onFailed, event);
    }

    private <E extends StreamEvent> void guard(BiConsumer<StreamListener, E> call, E event) {
        try {
            call.accept(log, event);
            call.accept(listener, event);
        } catch (RuntimeException e) {
            LOG.error("a stream listener threw; the stream continues", e);
        } catch (Error e) {
            LOG.error("a stream listener failed", e);
            throw e;
        }
    }
}

package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamListener;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shields a stream from its host's listener. Logs and swallows a {@code RuntimeException}; rethrows an {@code Error},
 * which is a defect.
 */
final class GuardedListener implements StreamListener {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

    private final StreamListener listener;

    GuardedListener(StreamListener listener) {
        this.listener = listener;
    }

    @Override
    public void onIgnored(String delivery, String why) {
        guard(() -> listener.onIgnored(delivery, why));
    }

    @Override
    public void onUnreadable(String delivery, String why) {
        guard(() -> listener.onUnreadable(delivery, why));
    }

    @Override
    public void onPlanned(StreamPlan plan) {
        guard(() -> listener.onPlanned(plan));
    }

    @Override
    public void onStarted(RunId runId, EventCounts events) {
        guard(() -> listener.onStarted(runId, events));
    }

    @Override
    public void onQuarantined(RunId runId, OutputId eventType, EventId eventId, List<String> reasonCodes) {
        guard(() -> listener.onQuarantined(runId, eventType, eventId, reasonCodes));
    }

    @Override
    public void onDeadLettered(RunId runId, OutputId eventType, EventId eventId, ReasonCode code) {
        guard(() -> listener.onDeadLettered(runId, eventType, eventId, code));
    }

    @Override
    public void onFinished(RunSummary summary) {
        guard(() -> listener.onFinished(summary));
    }

    @Override
    public void onFailed(@Nullable RunId runId, Throwable cause) {
        guard(() -> listener.onFailed(runId, cause));
    }

    private static void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("a stream listener threw; the stream continues", e);
        } catch (Error e) {
            LOG.error("a stream listener failed", e);
            throw e;
        }
    }
}

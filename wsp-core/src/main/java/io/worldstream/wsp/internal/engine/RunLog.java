package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.plan.OutputRole;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.GateEvent;
import io.worldstream.wsp.report.Lateness;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the life of each run, from the same events that the host's listener receives: at INFO one line each when it is
 * accepted, planned, streams and ends, and at WARN what holds it up or halts it.
 */
final class RunLog implements StreamListener {
    /** A name that hosts can configure, not that of this class. */
    private static final Logger LOG = LoggerFactory.getLogger("io.worldstream.wsp");

    @Override
    public void onAccepted(RunEvent.Accepted event) {
        ReadySignal ready = event.ready();
        LOG.info(
                "run {}: accepted, message {}, facts view {}",
                ready.runId(),
                LogText.quote(ready.messageId()),
                LogText.quote(ready.factsViewRef()));
    }

    @Override
    public void onLeaseWaiting(RunEvent.LeaseWaiting event) {
        LOG.warn(
                "run {} is held by {}; waiting for its lease",
                event.runId(),
                event.holder() == null ? "a host that has just released it" : event.holder());
    }

    @Override
    public void onPlanned(RunEvent.Planned event) {
        StreamPlan plan = event.plan();
        LOG.info(
                "run {}: plan {}, traffic {}, context {}, never streamed {}",
                event.runId(),
                plan.digest(),
                outputs(plan, OutputRole.TRAFFIC),
                outputs(plan, OutputRole.CONTEXT),
                plan.neverStream());
    }

    private static List<OutputId> outputs(StreamPlan plan, OutputRole role) {
        return plan.targets().stream()
                .filter(target -> target.role() == role)
                .map(StreamPlan.Target::outputId)
                .toList();
    }

    @Override
    public void onStarted(RunEvent.Started event) {
        LOG.info(
                "run {}: streaming up to {}, {} of them settled before",
                event.runId(),
                LogText.count(event.events().planned(), "event"),
                event.events().settled());
    }

    @Override
    public void onGateAway(GateEvent.Away event) {
        LOG.warn(
                "run {}: the gate has settled no event since {} ({}); all of them are retried",
                event.runId(),
                event.since(),
                event.reason());
    }

    @Override
    public void onGateBack(GateEvent.Back event) {
        LOG.info("run {}: the gate settles events again", event.runId());
    }

    @Override
    public void onHalted(RunEvent.Halted event) {
        LOG.warn("run {}: halts at {}, {}: {}", event.runId(), event.violation().path(), event.code(), event.reason());
    }

    @Override
    public void onStopped(RunEvent.Stopped event) {
        LOG.info("run {}: stopped, {}", event.runId(), counts(event.events()));
    }

    @Override
    public void onFinished(StreamEvent.Finished event) {
        RunSummary summary = event.summary();
        String run = summary.runId() == null ? "a READY without a valid run id" : "run " + summary.runId();
        ReasonCode code = event.code();
        String result = code == null ? summary.status().toString() : summary.status() + " (" + code + ")";
        if (summary.status() == ReadyDisposition.SKIPPED) {
            LOG.info(
                    "{}: {}: its platform run {}",
                    run,
                    result,
                    summary.violations().get(0).message());
        } else if (summary.events().planned() == 0) {
            LOG.info("{}: {}", run, result);
        } else {
            Lateness.Distribution lateness = summary.lateness().total();
            String late = lateness.events() == 0 ? "" : ", lateness p99 " + lateness.p99Micros() + " us";
            LOG.info("{}: {}, {}{}", run, result, counts(summary.events()), late);
        }
    }

    private static String counts(EventCounts events) {
        return "%d of %s settled (%d admitted, %d duplicate, %d quarantined, %d dead-lettered), %s"
                .formatted(
                        events.settled(),
                        LogText.count(events.planned(), "event"),
                        events.admitted(),
                        events.duplicate(),
                        events.quarantined(),
                        events.deadLettered(),
                        LogText.count(events.retries(), "retry"));
    }
}

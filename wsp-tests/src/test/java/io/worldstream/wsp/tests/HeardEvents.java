package io.worldstream.wsp.tests;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A listener that keeps what it hears. Any thread may read it. */
final class HeardEvents implements StreamListener {
    final List<String> ignored = new CopyOnWriteArrayList<>();
    final List<StreamPlan> planned = new CopyOnWriteArrayList<>();
    final List<EventCounts> started = new CopyOnWriteArrayList<>();
    final List<Quarantined> quarantined = new CopyOnWriteArrayList<>();
    final List<RunSummary> finished = new CopyOnWriteArrayList<>();
    /** By run, or {@code "null"}. */
    final Map<String, Throwable> failed = new ConcurrentHashMap<>();

    record Quarantined(RunId runId, OutputId eventType, EventId eventId, List<String> reasonCodes) {}

    @Override
    public void onIgnored(String delivery, String why) {
        ignored.add(delivery);
    }

    @Override
    public void onPlanned(StreamPlan plan) {
        planned.add(plan);
    }

    @Override
    public void onStarted(RunId runId, EventCounts events) {
        started.add(events);
    }

    @Override
    public void onQuarantined(RunId runId, OutputId eventType, EventId eventId, List<String> reasonCodes) {
        quarantined.add(new Quarantined(runId, eventType, eventId, reasonCodes));
    }

    @Override
    public void onFinished(RunSummary summary) {
        finished.add(summary);
    }

    @Override
    public void onFailed(@Nullable RunId runId, Throwable cause) {
        failed.put(String.valueOf(runId), cause);
    }

    /** The one summary. */
    RunSummary only() {
        if (finished.size() != 1) {
            throw new AssertionError("not one summary: " + finished);
        }
        return finished.get(0);
    }

    List<ReadyDisposition> statuses() {
        return finished.stream().map(RunSummary::status).toList();
    }
}

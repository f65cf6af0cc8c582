package io.worldstream.wsp.tests;

import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.GateEvent;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A listener that keeps what it hears. Any thread may read it. */
final class HeardEvents implements StreamListener {
    /** All events, in order. */
    final List<StreamEvent> all = new CopyOnWriteArrayList<>();

    final List<String> ignored = new CopyOnWriteArrayList<>();
    final List<StreamPlan> planned = new CopyOnWriteArrayList<>();
    final List<EventCounts> started = new CopyOnWriteArrayList<>();
    final List<GateEvent.Quarantined> quarantined = new CopyOnWriteArrayList<>();
    final List<RunSummary> finished = new CopyOnWriteArrayList<>();
    /** By run, or {@code "null"}. */
    final Map<String, Throwable> failed = new ConcurrentHashMap<>();

    @Override
    public void onIgnored(StreamEvent.Ignored event) {
        all.add(event);
        ignored.add(event.delivery());
    }

    @Override
    public void onAccepted(RunEvent.Accepted event) {
        all.add(event);
    }

    @Override
    public void onLeaseWaiting(RunEvent.LeaseWaiting event) {
        all.add(event);
    }

    @Override
    public void onPlanned(RunEvent.Planned event) {
        all.add(event);
        planned.add(event.plan());
    }

    @Override
    public void onStarted(RunEvent.Started event) {
        all.add(event);
        started.add(event.events());
    }

    @Override
    public void onPaused(RunEvent.Paused event) {
        all.add(event);
    }

    @Override
    public void onResumed(RunEvent.Resumed event) {
        all.add(event);
    }

    @Override
    public void onGateAway(GateEvent.Away event) {
        all.add(event);
    }

    @Override
    public void onGateBack(GateEvent.Back event) {
        all.add(event);
    }

    @Override
    public void onQuarantined(GateEvent.Quarantined event) {
        all.add(event);
        quarantined.add(event);
    }

    @Override
    public void onDeadLettered(GateEvent.DeadLettered event) {
        all.add(event);
    }

    @Override
    public void onCheckpointFailing(RunEvent.CheckpointFailing event) {
        all.add(event);
    }

    @Override
    public void onHalted(RunEvent.Halted event) {
        all.add(event);
    }

    @Override
    public void onStopped(RunEvent.Stopped event) {
        all.add(event);
    }

    @Override
    public void onFinished(StreamEvent.Finished event) {
        all.add(event);
        finished.add(event.summary());
    }

    @Override
    public void onFailed(StreamEvent.Failed event) {
        all.add(event);
        failed.put(String.valueOf(event.runId()), event.cause());
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

    /** The names of all events, in order, such as {@code Planned}. */
    List<String> names() {
        return all.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    /** The events of one kind, in order. */
    <E extends StreamEvent> List<E> of(Class<E> kind) {
        return all.stream()
                .filter(kind::isInstance)
                .flatMap(event -> Stream.of(kind.cast(event)))
                .toList();
    }
}

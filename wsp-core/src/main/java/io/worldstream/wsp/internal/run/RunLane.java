package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.EventCounts;
import io.worldstream.wsp.LatenessCause;
import io.worldstream.wsp.ReadySignal;
import io.worldstream.wsp.RunControl;
import io.worldstream.wsp.RunProgress;
import io.worldstream.wsp.RunProgress.Phase;
import io.worldstream.wsp.RunStatus;
import io.worldstream.wsp.RunSummary;
import io.worldstream.wsp.Speedup;
import io.worldstream.wsp.StreamPlan;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.pace.Pacer;
import io.worldstream.wsp.internal.push.Dispatcher;
import io.worldstream.wsp.internal.rows.EventTimeText;
import io.worldstream.wsp.internal.run.Preparation.Planning;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One run, as a state machine: prepare, stream, drain, end. Its engine turns it; nothing in it waits. What takes time is
 * done beside it and comes back through its mailbox. One thread, but for {@link #control}.
 */
final class RunLane {
    /** Releases in one turn at most, so that many lanes share a thread. */
    private static final int RELEASES_PER_TURN = 256;

    private static final long PROGRESS_INTERVAL_NANOS = 50_000_000L;

    private final ReadySignal ready;
    private final EngineParts parts;
    private final Pacer pacer;
    private final Dispatcher dispatcher;
    private final Control control = new Control();
    /** What others have to say, as steps that take the time of the turn in which they are heard. */
    private final Queue<LongConsumer> mailbox = new ConcurrentLinkedQueue<>();

    private final StreamMeter meter = new StreamMeter();
    private Phase phase = Phase.PREPARING;
    private boolean started;
    private boolean stopped;
    private @Nullable StreamPlan plan;
    private @Nullable Survey survey;
    private long plannedRows;
    private @Nullable EventFeed feed;
    private @Nullable FramedEvent head;
    private @Nullable Violation halt;
    private @Nullable RunSummary summary;
    private long wakeNanos = Long.MAX_VALUE;
    private long progressNanos;
    private volatile RunProgress progress;

    RunLane(ReadySignal ready, EngineParts parts) {
        this.ready = ready;
        this.parts = parts;
        this.pacer = new Pacer(
                parts.policy().speedup(),
                parts.policy().latePolicy(),
                parts.policy().rateSchedule());
        this.dispatcher = new Dispatcher(
                parts.sink(),
                parts.policy(),
                parts.seed() ^ ready.runId().hashCode(),
                this::recycle,
                (type, id, reasons) -> parts.listener().onQuarantined(ready.runId(), type, id, reasons),
                parts.wakeUp());
        this.progress = currentProgress();
    }

    /** Begins to prepare. */
    void begin() {
        parts.tasks().execute(() -> tell(prepare()));
    }

    RunControl control() {
        return control;
    }

    ReadySignal ready() {
        return ready;
    }

    /** How the run ended, or null while it has not. */
    @Nullable RunSummary summary() {
        return summary;
    }

    /** Whether the lane needs no more turns. */
    boolean ended() {
        return phase == Phase.ENDED;
    }

    /** Releases nothing more; the lane ends, without a summary, when what is in flight is answered. */
    void stop() {
        stopped = true;
        phase = Phase.DRAINING;
        if (feed != null) {
            feed.close();
        }
    }

    /** Ends at once, without a summary, because of a defect. */
    void abandon() {
        stopped = true;
        end(RunStatus.HALTED, List.of());
    }

    /** One turn; returns how much was done. */
    int doWork() {
        long now = parts.clock().monotonicNanos();
        int work = 0;
        for (LongConsumer step = mailbox.poll(); step != null; step = mailbox.poll()) {
            step.accept(now);
            work++;
        }
        wakeNanos = Long.MAX_VALUE;
        if (phase == Phase.STREAMING || phase == Phase.PAUSED) {
            work += stream(now);
        }
        if (phase == Phase.DRAINING) {
            work += drain(now);
        }
        if (phase != progress.phase() || now - progressNanos > PROGRESS_INTERVAL_NANOS) {
            publishProgress(now);
        }
        return work;
    }

    /** Nanoseconds until a turn can do something without having been told anything. */
    long nanosToNextWork(long nowNanos) {
        long retry = dispatcher.nanosToNextRetry(nowNanos);
        return wakeNanos == Long.MAX_VALUE ? retry : Math.min(retry, Math.max(wakeNanos - nowNanos, 0));
    }

    private void tell(LongConsumer step) {
        mailbox.add(step);
        parts.wakeUp().run();
    }

    /** Beside the lane: checks, plans, and hands on. */
    private LongConsumer prepare() {
        try {
            Planning planning = parts.preparation().plan(ready);
            if (planning instanceof Planning.Refused refused) {
                return now -> refuse(refused.violations());
            }
            Planning.Planned planned = (Planning.Planned) planning;
            return now -> onPlanned(planned);
        } catch (RuntimeException | Error e) {
            return now -> {
                throw e;
            };
        }
    }

    private void onPlanned(Planning.Planned planned) {
        if (stopped) {
            return;
        }
        plan = planned.plan();
        parts.listener().onPlanned(planned.plan());
        parts.tasks().execute(() -> tell(survey(planned)));
    }

    /** Beside the lane: reads the world once. */
    private LongConsumer survey(Planning.Planned planned) {
        try {
            SurveyResult result =
                    parts.preparation().survey(planned, parts.tasks().threadsOfATask());
            return result instanceof SurveyResult.Surveyed surveyed
                    ? now -> onSurveyed(planned.plan(), surveyed.survey())
                    : now -> refuse(((SurveyResult.Refused) result).violations());
        } catch (RuntimeException | Error e) {
            return now -> {
                throw e;
            };
        }
    }

    private void onSurveyed(StreamPlan surveyedPlan, Survey found) {
        if (stopped) {
            return;
        }
        survey = found;
        plannedRows = found.rowsFrom(parts.preparation().startMicros());
        feed = new EventFeed(
                parts.tasks(),
                cancelled -> parts.preparation()
                        .events(surveyedPlan, found, parts.policy().stampEmittedAt(), cancelled),
                parts.policy().limits(),
                parts.wakeUp());
        phase = pacer.paused() ? Phase.PAUSED : Phase.STREAMING;
        parts.listener().onStarted(ready.runId(), counts());
    }

    private int stream(long now) {
        EventFeed events = Objects.requireNonNull(feed);
        int work = dispatcher.doWork(now) + events.doWork();
        int released = 0;
        while (released < RELEASES_PER_TURN && halt == null && phase == Phase.STREAMING && release(events)) {
            released++;
        }
        haltIfTheGateSaysSo();
        return work + released;
    }

    /** Releases the head if it may leave now; otherwise says what holds it. */
    private boolean release(EventFeed events) {
        long now = parts.clock().monotonicNanos();
        FramedEvent event = events.peek();
        if (event == null) {
            onNoEvent(events, now);
            return false;
        }
        if (!started) {
            started = true;
            pacer.start(parts.preparation().anchorMicros(Objects.requireNonNull(plan), event.tsMicros()), now);
        }
        if (event != head) {
            head = event;
            pacer.onHead(event.tsMicros(), now);
        }
        if (pacer.tooLate(now)) {
            halt(violationAt(
                    ReasonCode.LATENESS_LIMIT,
                    event,
                    "it is later than " + parts.policy().latePolicy()));
            return false;
        }
        if (dispatcher.halt() != null || !dispatcher.hasRoom()) {
            pacer.hold(dispatcher.retrying() ? LatenessCause.RETRY : LatenessCause.WINDOW_FULL, now);
            return false;
        }
        long releaseNanos = pacer.releaseNanos(now);
        if (releaseNanos - now > 0) {
            pacer.hold(pacer.waitCause(now), now);
            wakeNanos = releaseNanos;
            return false;
        }
        events.take();
        head = null;
        pacer.release(now);
        meter.onRelease(event.tsMicros(), now);
        if (parts.policy().stampEmittedAt()) {
            event.stampEmittedAt(EventTimeText.micros(parts.clock().wallTime()));
        }
        dispatcher.push(event);
        return true;
    }

    private void onNoEvent(EventFeed events, long now) {
        WspException failure = events.failure();
        if (failure != null) {
            String place = "stream#event=" + (counts().pushed() + 1);
            halt(new Violation(failure.code(), place, "the next event cannot be read: " + failure.getMessage()));
        } else if (events.ended()) {
            phase = Phase.DRAINING;
        } else if (started) {
            pacer.hold(LatenessCause.SOURCE_STARVATION, now);
        }
    }

    private Violation violationAt(ReasonCode code, FramedEvent event, String why) {
        long number = counts().pushed() + 1;
        return new Violation(
                code,
                "stream#event=" + number,
                "at event " + number + " of the stream (" + event.eventType() + ", event_id " + event.eventId() + "): "
                        + why);
    }

    private int drain(long now) {
        int work = dispatcher.doWork(now);
        haltIfTheGateSaysSo();
        boolean givenUp = halt != null || stopped;
        if (givenUp ? dispatcher.out() > 0 : !dispatcher.settled()) {
            return work;
        }
        end(halt == null ? RunStatus.COMPLETED : RunStatus.HALTED, halt == null ? List.of() : List.of(halt));
        return work + 1;
    }

    private void haltIfTheGateSaysSo() {
        Dispatcher.Halt found = dispatcher.halt();
        if (halt == null && found != null) {
            halt(new Violation(found.code(), found.path(), found.message()));
        }
    }

    private void halt(Violation violation) {
        halt = violation;
        phase = Phase.DRAINING;
    }

    private void refuse(List<Violation> violations) {
        end(RunStatus.REFUSED, violations);
    }

    private void end(RunStatus status, List<Violation> violations) {
        phase = Phase.ENDED;
        if (feed != null) {
            feed.close();
        }
        if (!stopped) {
            summary = Summaries.of(ready.runId(), status, violations, plan, survey, counts(), dispatcher, pacer, meter);
        }
    }

    private EventCounts counts() {
        if (survey == null || feed == null) {
            return EventCounts.NONE;
        }
        return dispatcher.counts(feed.planned(plannedRows), feed.collapsed());
    }

    private void recycle(FramedEvent event) {
        Objects.requireNonNull(feed).recycle(event);
    }

    private void publishProgress(long now) {
        progressNanos = now;
        progress = currentProgress();
    }

    private RunProgress currentProgress() {
        Long last = survey == null ? null : survey.lastMicros();
        return new RunProgress(
                phase,
                counts(),
                dispatcher.out(),
                meter.lastEventTime(),
                last == null ? null : Instant.EPOCH.plus(last, ChronoUnit.MICROS),
                pacer.speedup(),
                meter.achievedSpeed());
    }

    private final class Control implements RunControl {
        @Override
        public RunId runId() {
            return ready.runId();
        }

        @Override
        public RunProgress progress() {
            return progress;
        }

        @Override
        public void pause() {
            tell(now -> {
                pacer.pause(now);
                phase = phase == Phase.STREAMING ? Phase.PAUSED : phase;
            });
        }

        @Override
        public void resume() {
            tell(now -> {
                pacer.resume(now);
                phase = phase == Phase.PAUSED ? Phase.STREAMING : phase;
            });
        }

        @Override
        public void changeSpeed(Speedup speedup) {
            Objects.requireNonNull(speedup);
            tell(now -> pacer.changeSpeed(speedup, now));
        }
    }
}

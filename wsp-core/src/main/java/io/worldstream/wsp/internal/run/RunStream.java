package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.pace.Pacer;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.push.Dispatcher;
import io.worldstream.wsp.internal.push.EvidenceWriter;
import io.worldstream.wsp.internal.source.ReadAhead;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.text.EventTimeText;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.LatenessCause;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Streams the events of one run: reads ahead, holds each event until it is due, pushes it, and tracks it to its
 * terminal outcome. Confined to the lane's thread.
 */
final class RunStream {
    /** Maximum releases in one turn, so that many lanes can share a thread. */
    private static final int RELEASES_PER_TURN = 256;

    private final RunContext context;
    private final StreamPlan plan;
    private final Survey survey;
    private final Cursor from;
    private final long rows;
    private final Pacer pacer;
    private final Dispatcher dispatcher;
    private final ReadAhead readAhead;
    private final StreamMeter meter = new StreamMeter();
    private final StepPermit steps = new StepPermit();
    private boolean started;
    private @Nullable FramedEvent head;
    private @Nullable Violation halt;
    private long wakeNanos = Long.MAX_VALUE;

    /**
     * @param from the cursor at which an earlier stream of this plan ended
     * @param pacer decides when an event leaves; the lane pauses and resumes it
     * @param evidence stores the evidence of dead-lettered events
     * @param outcomes notified of outcomes and of outages of the gate
     */
    RunStream(
            RunContext context,
            StreamPlan plan,
            Survey survey,
            Cursor from,
            Pacer pacer,
            EvidenceWriter evidence,
            Dispatcher.OutcomeListener outcomes) {
        this.context = context;
        this.plan = plan;
        this.survey = survey;
        this.from = from;
        this.pacer = pacer;
        rows = survey.rowsFrom(context.preparation().startMicros());
        readAhead = new ReadAhead(
                context.tasks(),
                cancelled -> context.preparation()
                        .events(plan, survey, from, context.policy().envelope().stampEmittedAt(), cancelled),
                from,
                context.policy().limits(),
                context.wakeUp());
        dispatcher = new Dispatcher(
                plan.pins().runId(),
                context.policy().push(),
                context.policy().outcomes(),
                context.seed() ^ plan.pins().runId().hashCode(),
                from,
                new Dispatcher.Ports(context.sink(), evidence, outcomes, readAhead::recycle, context.wakeUp()));
    }

    /**
     * Processes answers and releases the events that may leave.
     *
     * @param mayGoOn asked before each push; returns whether this host still holds the run
     * @return the amount of work done
     */
    int doWork(long now, boolean paused, BooleanSupplier mayGoOn) {
        wakeNanos = Long.MAX_VALUE;
        int work = dispatcher.doWork(now) + readAhead.doWork();
        int released = 0;
        while (released < RELEASES_PER_TURN
                && halt == null
                && (!paused || steps.open())
                && mayGoOn.getAsBoolean()
                && release(paused)) {
            released++;
        }
        haltIfTheGateSaysSo();
        return work + released;
    }

    /** Processes answers and sends due retries, without releasing further events; returns the amount of work done. */
    int drain(long now) {
        wakeNanos = Long.MAX_VALUE;
        int work = dispatcher.doWork(now);
        haltIfTheGateSaysSo();
        return work;
    }

    /** Stops all sends, retries included. */
    void stop() {
        dispatcher.stop();
        readAhead.close();
    }

    /** Returns whether every event of the plan was released. */
    boolean released() {
        return readAhead.ended();
    }

    /** Returns whether every released event has its terminal outcome. */
    boolean settled() {
        return dispatcher.settled();
    }

    /**
     * Returns the number of answers to await before the lease can be released: pushes in flight and evidence writes.
     */
    int awaited() {
        return dispatcher.awaited();
    }

    /** Returns the number of envelopes in flight. */
    int out() {
        return dispatcher.out();
    }

    /** Returns the number of events whose retry is in flight or waiting. */
    int retries() {
        return dispatcher.retries();
    }

    /** Returns the reason to halt the stream, or null. */
    @Nullable Violation halt() {
        return halt;
    }

    /** Returns the cursor at the end of the settled prefix. */
    Cursor cursor() {
        return dispatcher.cursor();
    }

    /** Returns the number of events in the settled prefix. */
    long settledEvents() {
        return dispatcher.prefixEvents();
    }

    EventCounts counts() {
        return dispatcher.counts(readAhead.planned(rows), readAhead.collapsed(), survey.badRows());
    }

    Hex64 digest() {
        return dispatcher.prefixDigest();
    }

    Survey survey() {
        return survey;
    }

    StreamMeter meter() {
        return meter;
    }

    /** Returns the nanoseconds until a turn has work without a wake-up, or {@link Long#MAX_VALUE}. */
    long nanosToNextWork(long nowNanos) {
        long retry = dispatcher.nanosToNextWork(nowNanos);
        return wakeNanos == Long.MAX_VALUE ? retry : Math.min(retry, Math.max(wakeNanos - nowNanos, 0));
    }

    /** Returns the events that may leave while the lane is paused. */
    StepPermit steps() {
        return steps;
    }

    /** Returns the number of events that have left, in this stream and before it. */
    long taken() {
        return dispatcher.taken();
    }

    /**
     * Releases the head if it may leave now; otherwise tells the pacer the cause of the delay and returns false.
     *
     * @param stepping whether the lane is paused, so that only a step lets the head leave
     */
    private boolean release(boolean stepping) {
        long now = context.clock().monotonicNanos();
        FramedEvent event = readAhead.peek();
        if (event == null) {
            onNoEvent(now);
            return false;
        }
        if (!started) {
            started = true;
            pacer.start(anchorMicros(event), now);
        }
        if (event != head) {
            head = event;
            pacer.onHead(event.tsMicros(), now);
        }
        if (pacer.tooLate(now)) {
            halt = violationAt(
                    event, "it is later than " + context.policy().pacing().latePolicy());
            return false;
        }
        if (!dispatcher.hasRoom(now)) {
            pacer.hold(dispatcher.retrying() ? LatenessCause.RETRY : LatenessCause.WINDOW_FULL, now);
            return false;
        }
        if (stepping) {
            if (!steps.take(pacer.headSimMicros())) {
                return false;
            }
            pacer.step();
            leave(event, now);
            return true;
        }
        long releaseNanos = pacer.releaseNanos(now);
        if (releaseNanos - now > 0) {
            pacer.hold(pacer.waitCause(now), now);
            wakeNanos = releaseNanos;
            return false;
        }
        pacer.release(now);
        leave(event, now);
        return true;
    }

    private void leave(FramedEvent event, long now) {
        readAhead.take();
        head = null;
        meter.onRelease(event.tsMicros(), now);
        if (context.policy().envelope().stampEmittedAt()) {
            event.stampEmittedAt(EventTimeText.micros(context.clock().wallTime()));
        }
        dispatcher.push(event, now);
    }

    /** Anchors a resumed stream at its cursor's event time, so that a long pause does not cause a burst. */
    private long anchorMicros(FramedEvent first) {
        return from.events() > 0 ? from.tsMicros() : context.preparation().anchorMicros(plan, first.tsMicros());
    }

    private void onNoEvent(long now) {
        WspException failure = readAhead.failure();
        if (failure != null) {
            String place = "stream#event=" + (dispatcher.taken() + 1);
            halt = new Violation(failure.code(), place, "the next event cannot be read: " + failure.getMessage());
        } else if (started && !readAhead.ended()) {
            pacer.hold(LatenessCause.SOURCE_STARVATION, now);
        }
    }

    private Violation violationAt(FramedEvent event, String why) {
        long number = dispatcher.taken() + 1;
        return new Violation(
                ReasonCode.LATENESS_LIMIT,
                "stream#event=" + number,
                "at event " + number + " of the stream (" + event.eventType() + ", event_id " + event.eventId() + "): "
                        + why);
    }

    private void haltIfTheGateSaysSo() {
        if (halt == null) {
            halt = dispatcher.halt();
        }
    }
}

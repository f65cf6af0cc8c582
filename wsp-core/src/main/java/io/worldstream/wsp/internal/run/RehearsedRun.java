package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.ControlMessage;
import io.worldstream.wsp.EnvelopeConsumer;
import io.worldstream.wsp.Explanation;
import io.worldstream.wsp.ReadySignal;
import io.worldstream.wsp.RunStatus;
import io.worldstream.wsp.RunSummary;
import io.worldstream.wsp.StreamPlan;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.frame.StreamDigest;
import io.worldstream.wsp.internal.pace.FiguresMeter;
import io.worldstream.wsp.internal.push.Cursor;
import io.worldstream.wsp.internal.read.Cancellation;
import io.worldstream.wsp.internal.run.Preparation.Planning;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes the way of a run without pacing and pushing. Immutable; any thread may use it. */
public final class RehearsedRun {
    private final Preparation preparation;

    /** @param preparation the way from a READY to rows */
    public RehearsedRun(Preparation preparation) {
        this.preparation = preparation;
    }

    /** Plans, surveys and counts; an interrupt ends it with a {@link java.util.concurrent.CancellationException}. */
    public Explanation explain(ReadySignal ready) {
        Cancellation interrupt = Cancellation.byInterrupt();
        Planning planning = preparation.plan(ready, interrupt);
        if (planning instanceof Planning.Refused refused) {
            return explained(ended(ready, RunStatus.REFUSED, null, refused.violations()), null);
        }
        Planning.Planned planned = (Planning.Planned) planning;
        SurveyResult result = preparation.survey(planned, Runtime.getRuntime().availableProcessors(), interrupt);
        if (result instanceof SurveyResult.Refused refused) {
            return explained(ended(ready, RunStatus.REFUSED, planned.plan(), refused.violations()), planned.plan());
        }
        Survey survey = ((SurveyResult.Surveyed) result).survey();
        try {
            return count(planned.plan(), survey, interrupt);
        } catch (WspException e) {
            return explained(halted(ready, planned.plan(), e), planned.plan());
        }
    }

    private static Explanation explained(RunSummary summary, @Nullable StreamPlan plan) {
        return new Explanation(summary, plan, null, List.of());
    }

    private Explanation count(StreamPlan plan, Survey survey, Cancellation interrupt) {
        FiguresMeter meter = null;
        FramedEvent event = new FramedEvent();
        try (EventReader events = preparation.events(plan, survey, Cursor.START, false, interrupt)) {
            while (events.next(event)) {
                meter = meter == null ? preparation.meter(plan, survey, event.tsMicros()) : meter;
                meter.add(event.tsMicros());
            }
            return new Explanation(
                    Summaries.rehearsed(plan, survey, events, null),
                    plan,
                    meter == null ? null : meter.figures(),
                    preparation.remarks(survey));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Plans, surveys, merges and frames; an interrupt ends it with a {@link java.util.concurrent.CancellationException}. */
    public RunSummary preview(ReadySignal ready, EnvelopeConsumer out) throws IOException {
        Cancellation interrupt = Cancellation.byInterrupt();
        Planning planning = preparation.plan(ready, interrupt);
        if (planning instanceof Planning.Refused refused) {
            return ended(ready, RunStatus.REFUSED, null, refused.violations());
        }
        Planning.Planned planned = (Planning.Planned) planning;
        SurveyResult result = preparation.survey(planned, Runtime.getRuntime().availableProcessors(), interrupt);
        if (result instanceof SurveyResult.Refused refused) {
            return ended(ready, RunStatus.REFUSED, planned.plan(), refused.violations());
        }
        Survey survey = ((SurveyResult.Surveyed) result).survey();
        try {
            return frameAll(planned.plan(), survey, out, interrupt);
        } catch (WspException e) {
            return halted(ready, planned.plan(), e);
        }
    }

    /** How a READY that is not valid ends. */
    public RunSummary refuse(ControlMessage.Invalid invalid) {
        return Summaries.withoutStream(invalid.runId(), RunStatus.REFUSED, invalid.violations());
    }

    private RunSummary frameAll(StreamPlan plan, Survey survey, EnvelopeConsumer out, Cancellation interrupt)
            throws IOException {
        FramedEvent event = new FramedEvent();
        StreamDigest digest = new StreamDigest();
        try (EventReader events = preparation.events(plan, survey, Cursor.START, false, interrupt)) {
            while (events.next(event)) {
                digest.add(event.id());
                out.accept(event.view());
            }
            return Summaries.rehearsed(plan, survey, events, digest.value());
        }
    }

    private static RunSummary halted(ReadySignal ready, StreamPlan plan, WspException e) {
        return ended(ready, RunStatus.HALTED, plan, List.of(new Violation(e.code(), "stream", e.getMessage())));
    }

    private static RunSummary ended(
            ReadySignal ready, RunStatus status, @Nullable StreamPlan plan, List<Violation> violations) {
        return Summaries.withoutStream(
                ready.runId(), status, violations, plan == null ? null : plan.digest(), List.of());
    }
}

package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.pace.FiguresMeter;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.internal.source.EventReader;
import io.worldstream.wsp.internal.source.Preparation;
import io.worldstream.wsp.internal.source.Preparation.Planning;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyResult;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.report.EnvelopeConsumer;
import io.worldstream.wsp.report.Explanation;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes the way of a run without pacing and pushing. Immutable; any thread may use it. */
public final class DryRunner {
    private final Preparation preparation;

    /** @param preparation the way from a READY to rows */
    public DryRunner(Preparation preparation) {
        this.preparation = preparation;
    }

    /** Plans, surveys and counts; an interrupt ends it with a {@link java.util.concurrent.CancellationException}. */
    public Explanation explain(ReadySignal ready) {
        Cancellation interrupt = Cancellation.byInterrupt();
        Planning planning = preparation.plan(ready, interrupt);
        if (planning instanceof Planning.Refused refused) {
            return explained(ended(ready, ReadyDisposition.REFUSED, null, refused.violations()), null);
        }
        Planning.Planned planned = (Planning.Planned) planning;
        SurveyResult result = preparation.survey(planned, Runtime.getRuntime().availableProcessors(), interrupt);
        if (result instanceof SurveyResult.Refused refused) {
            return explained(
                    ended(ready, ReadyDisposition.REFUSED, planned.plan(), refused.violations()), planned.plan());
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
                    Summaries.dryRun(plan, survey, events, null),
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
            return ended(ready, ReadyDisposition.REFUSED, null, refused.violations());
        }
        Planning.Planned planned = (Planning.Planned) planning;
        SurveyResult result = preparation.survey(planned, Runtime.getRuntime().availableProcessors(), interrupt);
        if (result instanceof SurveyResult.Refused refused) {
            return ended(ready, ReadyDisposition.REFUSED, planned.plan(), refused.violations());
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
        return Summaries.withoutStream(invalid.runId(), ReadyDisposition.REFUSED, invalid.violations());
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
            return Summaries.dryRun(plan, survey, events, digest.value());
        }
    }

    private static RunSummary halted(ReadySignal ready, StreamPlan plan, WspException e) {
        return ended(ready, ReadyDisposition.HALTED, plan, List.of(new Violation(e.code(), "stream", e.getMessage())));
    }

    private static RunSummary ended(
            ReadySignal ready, ReadyDisposition status, @Nullable StreamPlan plan, List<Violation> violations) {
        return Summaries.withoutStream(
                ready.runId(), status, violations, plan == null ? null : plan.digest(), List.of());
    }
}

package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.pace.FiguresMeter;
import io.worldstream.wsp.internal.pace.RateMeter;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.internal.source.EventReader;
import io.worldstream.wsp.internal.source.Preparation;
import io.worldstream.wsp.internal.source.Preparation.Planning;
import io.worldstream.wsp.internal.survey.OutputView;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyResult;
import io.worldstream.wsp.internal.survey.SurveyedOutput;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.AdmissionPolicy;
import io.worldstream.wsp.report.EnvelopeConsumer;
import io.worldstream.wsp.report.Explanation;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.SortSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Executes a run without pacing or pushing. Blocks on the oracle. Immutable and thread-safe. */
public final class DryRunner {
    private final Preparation preparation;
    private final AdmissionPolicy admission;

    /**
     * @param preparation turns a READY into a plan and its events
     * @param admission determines which READYs are passed over
     */
    public DryRunner(Preparation preparation, AdmissionPolicy admission) {
        this.preparation = preparation;
        this.admission = admission;
    }

    /**
     * Plans, surveys and counts the events of a READY.
     *
     * @param gateLatency the mean latency of the gate, above zero, for which the rate is computed that the stream
     *     sustains; or null
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
     */
    public Explanation explain(ReadySignal ready, @Nullable Duration gateLatency) {
        if (ready.isOutOfScopeOf(admission)) {
            return explained(skipped(ready), null);
        }
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
            return count(planned.plan(), survey, gateLatency, interrupt);
        } catch (WspException e) {
            return explained(halted(ready, planned.plan(), e), planned.plan());
        }
    }

    private static Explanation explained(RunSummary summary, @Nullable StreamPlan plan) {
        return Explanation.builder(summary).plan(plan).build();
    }

    private Explanation count(StreamPlan plan, Survey survey, @Nullable Duration gateLatency, Cancellation interrupt) {
        FiguresMeter meter = null;
        RateMeter rate = gateLatency == null ? null : preparation.rateMeter(plan, gateLatency);
        FramedEvent event = new FramedEvent();
        try (EventReader events = preparation.events(plan, survey, Cursor.START, false, interrupt)) {
            while (events.next(event)) {
                meter = meter == null ? preparation.meter(plan, survey, event.tsMicros()) : meter;
                meter.add(event.tsMicros());
                if (rate != null) {
                    rate.add(event.eventType(), event.rowText());
                }
            }
            return Explanation.builder(Summaries.dryRun(plan, survey, events, null))
                    .plan(plan)
                    .figures(meter == null ? null : meter.figures(rate == null ? null : rate.rate()))
                    .remarks(preparation.remarks(survey))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Plans, surveys, merges and frames the events of a READY and passes each envelope to a consumer.
     *
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
     */
    public RunSummary preview(ReadySignal ready, EnvelopeConsumer out) throws IOException {
        if (ready.isOutOfScopeOf(admission)) {
            return skipped(ready);
        }
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

    /**
     * Plans and surveys a READY, and writes the sorted views that its outputs lack.
     *
     * @throws IllegalStateException if there is no store for views
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
     */
    public SortSummary sort(ReadySignal ready) {
        if (!preparation.keepsViews()) {
            throw new IllegalStateException("a sort needs a store for sorted views");
        }
        if (ready.isOutOfScopeOf(admission)) {
            return new SortSummary(skipped(ready), List.of());
        }
        Cancellation interrupt = Cancellation.byInterrupt();
        Planning planning = preparation.plan(ready, interrupt);
        if (planning instanceof Planning.Refused refused) {
            return new SortSummary(ended(ready, ReadyDisposition.REFUSED, null, refused.violations()), List.of());
        }
        Planning.Planned planned = (Planning.Planned) planning;
        SurveyResult result = preparation.survey(planned, Runtime.getRuntime().availableProcessors(), interrupt);
        if (result instanceof SurveyResult.Refused refused) {
            return new SortSummary(
                    ended(ready, ReadyDisposition.REFUSED, planned.plan(), refused.violations()), List.of());
        }
        Survey survey = ((SurveyResult.Surveyed) result).survey();
        return new SortSummary(
                ended(ready, ReadyDisposition.COMPLETED, planned.plan(), List.of()),
                survey.outputs().stream().map(output -> sorted(survey, output)).toList());
    }

    private SortSummary.Output sorted(Survey survey, SurveyedOutput output) {
        OutputView view = output.view();
        SortSummary.Result result;
        if (view != null) {
            result = view.fresh() ? SortSummary.Result.SORTED : SortSummary.Result.HAS_VIEW;
        } else {
            result = preparation.sortsAtEachStart(survey, output)
                    ? SortSummary.Result.NOT_KEPT
                    : SortSummary.Result.IN_ORDER;
        }
        return new SortSummary.Output(
                output.target().outputId(),
                result,
                view == null ? 0 : view.view().sizeBytes());
    }

    /** Returns the summary of an invalid READY. */
    public RunSummary refuse(ControlMessage.Invalid invalid) {
        return Summaries.withoutStream(invalid.runId(), new RunOutcome.Refused(invalid.violations(), false));
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

    private RunSummary skipped(ReadySignal ready) {
        return Summaries.withoutStream(ready.runId(), new RunOutcome.Skipped(Summaries.outOfScope(ready, admission)));
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

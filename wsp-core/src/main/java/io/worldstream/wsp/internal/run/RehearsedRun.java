package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.ControlMessage;
import io.worldstream.wsp.EnvelopeConsumer;
import io.worldstream.wsp.Explanation;
import io.worldstream.wsp.ReadySignal;
import io.worldstream.wsp.RunStatus;
import io.worldstream.wsp.RunSummary;
import io.worldstream.wsp.StreamPlan;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.EnvelopeFramer;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.frame.StreamDigest;
import io.worldstream.wsp.internal.order.WorldRows;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.run.Preparation.Planning;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyResult;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes the way of a run without pacing and pushing. Immutable; any thread may use it. */
public final class RehearsedRun {
    private final Preparation preparation;

    /** @param preparation the way from a READY to rows */
    public RehearsedRun(Preparation preparation) {
        this.preparation = preparation;
    }

    /** Plans and surveys. */
    public Explanation explain(ReadySignal ready) {
        Planning planning = preparation.plan(ready);
        if (planning instanceof Planning.Refused refused) {
            return new Explanation(ended(ready, RunStatus.REFUSED, null, refused.violations()), null);
        }
        Planning.Planned planned = (Planning.Planned) planning;
        SurveyResult result = preparation.survey(planned);
        RunSummary summary = result instanceof SurveyResult.Surveyed surveyed
                ? Summaries.rehearsed(planned.plan(), surveyed.survey(), null)
                : ended(ready, RunStatus.REFUSED, planned.plan(), ((SurveyResult.Refused) result).violations());
        return new Explanation(summary, planned.plan());
    }

    /** Plans, surveys, merges and frames. */
    public RunSummary preview(ReadySignal ready, EnvelopeConsumer out) throws IOException {
        Planning planning = preparation.plan(ready);
        if (planning instanceof Planning.Refused refused) {
            return ended(ready, RunStatus.REFUSED, null, refused.violations());
        }
        Planning.Planned planned = (Planning.Planned) planning;
        SurveyResult result = preparation.survey(planned);
        if (result instanceof SurveyResult.Refused refused) {
            return ended(ready, RunStatus.REFUSED, planned.plan(), refused.violations());
        }
        Survey survey = ((SurveyResult.Surveyed) result).survey();
        try {
            return Summaries.rehearsed(planned.plan(), survey, frameAll(planned.plan(), survey, out));
        } catch (WspException e) {
            Violation violation = new Violation(e.code(), "stream", e.getMessage());
            return ended(ready, RunStatus.HALTED, planned.plan(), List.of(violation));
        }
    }

    /** How a READY that is not valid ends. */
    public RunSummary refuse(ControlMessage.Invalid invalid) {
        return Summaries.withoutStream(invalid.runId(), RunStatus.REFUSED, invalid.violations());
    }

    private Hex64 frameAll(StreamPlan plan, Survey survey, EnvelopeConsumer out) throws IOException {
        EnvelopeFramer framer = preparation.framer(plan, false);
        FramedEvent event = new FramedEvent();
        StreamDigest digest = new StreamDigest();
        try (WorldRows rows = preparation.open(plan, survey)) {
            for (Row row = rows.merge().next(); row != null; row = rows.merge().next()) {
                framer.frame(row, event);
                digest.add(event.id());
                out.accept(event.view());
            }
        }
        return digest.value();
    }

    private static RunSummary ended(
            ReadySignal ready, RunStatus status, @Nullable StreamPlan plan, List<Violation> violations) {
        return Summaries.withoutStream(
                ready.runId(), status, violations, plan == null ? null : plan.digest(), List.of());
    }
}

package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.lease.RunRecord;
import io.worldstream.wsp.internal.push.EvidenceWriter;
import io.worldstream.wsp.internal.source.Preparation.Planning;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyResult;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings a run to its first event: plans it, checks the plan against the saved record, surveys the world, and writes
 * the evidence of bad rows. Blocking work runs off the lane's thread; everything else is confined to it.
 */
final class RunStart {
    private final ReadySignal ready;
    private final RunContext context;
    private final EvidenceWriter evidence;
    private final @Nullable RunRecord kept;
    private final LaneMailbox mailbox;
    private final Steps steps;
    private volatile boolean cancelled;

    /**
     * @param evidence stores the evidence of bad rows
     * @param kept the saved record of the run, or null if it has none
     * @param steps notified of progress, on the lane's thread
     */
    RunStart(
            ReadySignal ready,
            RunContext context,
            EvidenceWriter evidence,
            @Nullable RunRecord kept,
            LaneMailbox mailbox,
            Steps steps) {
        this.ready = ready;
        this.context = context;
        this.evidence = evidence;
        this.kept = kept;
        this.mailbox = mailbox;
        this.steps = steps;
    }

    void begin() {
        find(this::plan);
    }

    /** Cancels the work off the lane's thread and discards its result. */
    void cancel() {
        cancelled = true;
    }

    private void find(Supplier<Runnable> task) {
        mailbox.run(() -> {
            try {
                Runnable found = task.get();
                return now -> unlessCancelled(found);
            } catch (CancellationException e) {
                return now -> unlessCancelled(() -> {
                    throw e;
                });
            }
        });
    }

    private void unlessCancelled(Runnable found) {
        if (!cancelled) {
            found.run();
        }
    }

    /** Checks and plans, off the lane's thread. */
    private Runnable plan() {
        Planning planning = context.preparation().plan(ready, () -> cancelled);
        return planning instanceof Planning.Refused refused
                ? () -> steps.onRefused(refused.violations())
                : () -> onPlanned((Planning.Planned) planning);
    }

    private void onPlanned(Planning.Planned planned) {
        Hex64 digest = planned.plan().digest();
        if (kept != null
                && kept.cursor().events() > 0
                && !digest.equals(kept.plan().digest())) {
            steps.onRefused(List.of(Summaries.planChanged(
                    kept, digest, "to resume it, or restart the run to stream it from its start")));
            return;
        }
        steps.onPlanned(planned.plan(), () -> unlessCancelled(() -> find(() -> survey(planned))));
    }

    /** Surveys the world, off the lane's thread. */
    private Runnable survey(Planning.Planned planned) {
        int threads = context.tasks().beginSurvey();
        SurveyResult result;
        try {
            result = context.preparation().survey(planned, threads, () -> cancelled);
        } finally {
            context.tasks().endSurvey(threads);
        }
        return result instanceof SurveyResult.Surveyed surveyed
                ? () -> keepEvidence(planned.plan(), surveyed.survey())
                : () -> steps.onRefused(((SurveyResult.Refused) result).violations());
    }

    private void keepEvidence(StreamPlan plan, Survey survey) {
        Consumer<LongConsumer> whileItLasts = step -> mailbox.post(now -> unlessCancelled(() -> step.accept(now)));
        new RowEvidence(ready.runId(), survey, evidence, whileItLasts).write(failure -> {
            if (failure == null) {
                steps.onReady(plan, survey);
            } else {
                steps.onHalted(failure);
            }
        });
    }

    /** Receives the progress of a start, on the lane's thread. */
    interface Steps {
        /**
         * Called when the run has a plan that matches its saved record, if any.
         *
         * @param proceed continues with the survey
         */
        void onPlanned(StreamPlan plan, Runnable proceed);

        /** Called when the run may stream. */
        void onReady(StreamPlan plan, Survey survey);

        /** Called when the run is refused and must not stream. */
        void onRefused(List<Violation> violations);

        /** Called when the evidence of a row could not be stored. */
        void onHalted(Violation why);
    }
}

package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.lease.LeaseSession;
import io.worldstream.wsp.internal.lease.RunRecord;
import io.worldstream.wsp.internal.source.Preparation.Planning;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyResult;
import io.worldstream.wsp.internal.tasks.Offload;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run on its way to its first event: planned, held against what is kept of it, surveyed, and the evidence of its bad rows
 * written. What takes time is done beside the lane. The lane's thread.
 */
final class RunStart {
    private final ReadySignal ready;
    private final RunContext context;
    private final LeaseSession session;
    private final @Nullable RunRecord kept;
    private final Offload offload;
    private final Consumer<LongConsumer> lane;
    private final Steps steps;
    private volatile boolean cancelled;

    /**
     * @param kept what is kept of the run, or null
     * @param lane takes a step to the lane's thread
     * @param steps hears how far it is
     */
    RunStart(
            ReadySignal ready,
            RunContext context,
            LeaseSession session,
            @Nullable RunRecord kept,
            Offload offload,
            Consumer<LongConsumer> lane,
            Steps steps) {
        this.ready = ready;
        this.context = context;
        this.session = session;
        this.kept = kept;
        this.offload = offload;
        this.lane = lane;
        this.steps = steps;
    }

    void begin() {
        find(this::plan);
    }

    /** Ends what is being done off the lane; whatever is found out from now on is not told. */
    void cancel() {
        cancelled = true;
    }

    private void find(Supplier<Runnable> task) {
        offload.run(() -> {
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

    /** Beside the lane: checks and plans. */
    private Runnable plan() {
        Planning planning = context.preparation().plan(ready, () -> cancelled);
        return planning instanceof Planning.Refused refused
                ? () -> steps.onRefused(refused.violations())
                : () -> onPlanned((Planning.Planned) planning);
    }

    private void onPlanned(Planning.Planned planned) {
        Hex64 digest = planned.plan().digest();
        if (kept != null && kept.cursor().events() > 0 && !digest.equals(kept.planDigest())) {
            steps.onRefused(List.of(new Violation(
                    ReasonCode.CHECKPOINT_MISMATCH,
                    "checkpoint#/plan_digest",
                    "the run was begun under plan " + kept.planDigest() + " and now has plan " + digest
                            + ": it goes on under the first, or starts over when it is restarted")));
            return;
        }
        steps.onPlanned(planned.plan());
        find(() -> survey(planned));
    }

    /** Beside the lane: reads the world once. */
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
        Consumer<LongConsumer> whileItLasts = step -> lane.accept(now -> unlessCancelled(() -> step.accept(now)));
        new RowEvidence(ready.runId(), survey, session::record, whileItLasts).write(failure -> {
            if (failure == null) {
                steps.onReady(plan, survey);
            } else {
                steps.onHalted(failure);
            }
        });
    }

    /** Hears, on the lane's thread, how far a run has come. */
    interface Steps {
        /** It has a plan, which goes with what is kept of it. */
        void onPlanned(StreamPlan plan);

        /** It may stream. */
        void onReady(StreamPlan plan, Survey survey);

        /** It must not stream. */
        void onRefused(List<Violation> violations);

        /** Evidence of a row could not be kept. */
        void onHalted(Violation why);
    }
}

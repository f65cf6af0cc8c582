package io.worldstream.wsp.internal.source;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.EnvelopeFramer;
import io.worldstream.wsp.internal.frame.FlowFields;
import io.worldstream.wsp.internal.join.JoinResult;
import io.worldstream.wsp.internal.join.JoinSurface;
import io.worldstream.wsp.internal.join.RunFacts;
import io.worldstream.wsp.internal.order.OrderedRows;
import io.worldstream.wsp.internal.order.RepeatedKeys;
import io.worldstream.wsp.internal.pace.FiguresMeter;
import io.worldstream.wsp.internal.plan.Planner;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.seal.SealedReads;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyResult;
import io.worldstream.wsp.internal.survey.SurveyedOutput;
import io.worldstream.wsp.internal.survey.Surveyor;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.internal.text.EventTimeText;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.TrafficWindow;
import io.worldstream.wsp.policy.KeyCheck;
import io.worldstream.wsp.policy.StartAt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * From a READY to a surveyed plan and its rows: the way that a run, an explanation and a preview have in common. Blocks on
 * the oracle. Immutable; any thread may use it.
 */
public final class Preparation {
    private final WorldAccess access;
    private final Catalogue catalogue;
    private final SealedReads reads;
    private final Planner planner;

    /**
     * @param access the way to a plan's world
     * @param catalogue what outputs there are
     * @param reads how its bytes are read
     */
    public Preparation(WorldAccess access, Catalogue catalogue, SealedReads reads) {
        this.access = access;
        this.catalogue = catalogue;
        this.reads = reads;
        this.planner = new Planner(access.policy());
    }

    /**
     * Checks a READY and derives its plan.
     *
     * @throws CancellationException if nobody wants it any more
     */
    public Planning plan(ReadySignal ready, Cancellation cancellation) {
        JoinResult joined =
                new JoinSurface(reads.over(access.oracle(), cancellation), catalogue, access.policy()).check(ready);
        if (joined instanceof JoinResult.Refused refused) {
            return new Planning.Refused(refused.violations());
        }
        RunFacts facts = ((JoinResult.Joined) joined).facts();
        return new Planning.Planned(
                planner.plan(facts),
                facts.targets().stream().map(RunFacts.TrafficTarget::parts).toList());
    }

    /**
     * Reads the whole world of a plan once; sorts it by key where the policy wants to know of every key that repeats.
     *
     * @param threads how many threads it may take, of each kind; with 1 all is done within the call
     * @throws CancellationException if nobody wants it any more
     */
    public SurveyResult survey(Planning.Planned planned, int threads, Cancellation cancellation) {
        WorldAccess patient = access.over(reads, cancellation);
        SurveyResult result = new Surveyor(patient).survey(planned.plan(), planned.parts(), threads);
        if (access.policy().keyCheck() == KeyCheck.INSTANT || !(result instanceof SurveyResult.Surveyed surveyed)) {
            return result;
        }
        List<Violation> repeated = repeatedKeys(patient, planned.plan(), surveyed.survey());
        return repeated.isEmpty() ? result : new SurveyResult.Refused(repeated);
    }

    private static List<Violation> repeatedKeys(WorldAccess patient, StreamPlan plan, Survey survey) {
        try {
            return new RepeatedKeys(patient, plan, survey).find();
        } catch (WspException e) {
            return List.of(new Violation(e.code(), "stream", e.getMessage()));
        } catch (IOException e) {
            return List.of(new Violation(
                    ReasonCode.SPILL_FAILED, "stream", "the check of all keys could not end: " + e.getMessage()));
        }
    }

    /**
     * The events of a surveyed plan, from where the policy lets its stream begin.
     *
     * @param from what an earlier stream is through with; it goes on behind that
     * @param stampEmittedAt whether to leave room for the wall time of the push
     * @param cancellation ends the reading of them
     */
    public EventReader events(
            StreamPlan plan, Survey survey, Cursor from, boolean stampEmittedAt, Cancellation cancellation) {
        long fromMicros = from.events() == 0 ? startMicros() : from.tsMicros();
        return new EventReader(
                new OrderedRows(access.over(reads, cancellation), plan, survey, fromMicros),
                new EnvelopeFramer(plan, stampEmittedAt, FlowFields.of(plan, access.policy())),
                survey.rows() == 0 ? null : access.policy().startAt(),
                from);
    }

    /** Counts what a plan's events ask of the door, of which the first is at an instant. */
    public FiguresMeter meter(StreamPlan plan, Survey survey, long firstMicros) {
        Long lastMicros = survey.lastMicros();
        return new FiguresMeter(
                access.policy(),
                anchorMicros(plan, firstMicros),
                firstMicros,
                lastMicros == null ? firstMicros : lastMicros);
    }

    /** The simulated time at which the stream of a plan starts, whose first event is at an instant. */
    public long anchorMicros(StreamPlan plan, long firstMicros) {
        TrafficWindow window = plan.window();
        long anchor = Math.max(startMicros(), window == null ? Long.MIN_VALUE : EventTimeText.micros(window.start()));
        return anchor == Long.MIN_VALUE ? firstMicros : anchor;
    }

    /** What in the way in which a world is stored costs time at each start, for people. */
    public List<String> remarks(Survey survey) {
        List<String> remarks = new ArrayList<>();
        for (SurveyedOutput output : survey.outputs()) {
            OutputId outputId = output.target().outputId();
            long unsorted =
                    output.parts().stream().filter(part -> !part.sorted()).count();
            if (unsorted > 0) {
                remarks.add(outputId + ": " + unsorted + " of " + output.parts().size()
                        + " parts are not in order of event time"
                        + (access.policy().maxDisorder(outputId) == null
                                ? " and are sorted before the first event"
                                : " and are put in order within the declared max_disorder"));
            }
            long whole = output.parts().stream()
                    .filter(part -> part.rows() > 0 && !part.index().leadsIn())
                    .count();
            if (whole > 0) {
                remarks.add(outputId + ": " + whole + " of " + output.parts().size()
                        + " parts can be read from their first row only (gzip): a later start reads what it skips");
            }
        }
        return remarks;
    }

    /** Rows before it are not streamed. */
    public long startMicros() {
        StartAt startAt = access.policy().startAt();
        return startAt == null ? Long.MIN_VALUE : EventTimeText.micros(startAt.eventTime());
    }

    /** What a READY leads to. */
    public sealed interface Planning {
        /**
         * A plan.
         *
         * @param plan the plan
         * @param parts for each of its targets, the parts that its locator names
         */
        record Planned(StreamPlan plan, List<List<OraclePart>> parts) implements Planning {
            public Planned {
                parts = List.copyOf(parts);
            }
        }

        /**
         * A refusal.
         *
         * @param violations what was found, at least one
         */
        record Refused(List<Violation> violations) implements Planning {
            public Refused {
                violations = List.copyOf(violations);
            }
        }
    }
}

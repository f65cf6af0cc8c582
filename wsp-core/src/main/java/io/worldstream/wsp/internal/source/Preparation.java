package io.worldstream.wsp.internal.source;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.frame.EnvelopeFramer;
import io.worldstream.wsp.internal.join.JoinResult;
import io.worldstream.wsp.internal.join.JoinSurface;
import io.worldstream.wsp.internal.join.RunFacts;
import io.worldstream.wsp.internal.order.OrderedRows;
import io.worldstream.wsp.internal.order.RepeatedKeys;
import io.worldstream.wsp.internal.order.WorldSort;
import io.worldstream.wsp.internal.pace.FiguresMeter;
import io.worldstream.wsp.internal.pace.RateMeter;
import io.worldstream.wsp.internal.plan.Planner;
import io.worldstream.wsp.internal.plan.ProducerCheck;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.seal.PartOpener;
import io.worldstream.wsp.internal.seal.SealedReads;
import io.worldstream.wsp.internal.survey.OutputView;
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
import io.worldstream.wsp.policy.SecondLook;
import io.worldstream.wsp.policy.StartAt;
import io.worldstream.wsp.policy.StreamPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a READY into a surveyed plan and its events, for a run, an explanation or a preview. Blocks on the oracle.
 * Immutable and thread-safe.
 */
public final class Preparation {
    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

    private final WorldAccess access;
    private final Catalogue catalogue;
    private final SealedReads reads;
    private final StreamPolicy policy;
    private final Planner planner;
    private final ProducerCheck producers;

    /**
     * @param access opens the world of a plan
     * @param catalogue the catalogue of outputs
     * @param reads reads sealed bytes, with retries
     * @param policy the host's settings, of which each room below gets its groups
     * @throws WspException {@code CONFIG_INVALID} if the host's principal is not among the producers of the policy
     */
    public Preparation(WorldAccess access, Catalogue catalogue, SealedReads reads, StreamPolicy policy) {
        this.access = access.withSecondLook(policy.read().secondLook());
        this.catalogue = catalogue;
        this.reads = reads;
        this.policy = policy;
        this.planner = new Planner(policy);
        this.producers = new ProducerCheck(policy);
    }

    /**
     * Checks a READY and derives its plan.
     *
     * @throws CancellationException if the work was cancelled
     */
    public Planning plan(ReadySignal ready, Cancellation cancellation) {
        JoinResult joined = new JoinSurface(reads.over(access.oracle(), cancellation), catalogue, policy).check(ready);
        if (joined instanceof JoinResult.Refused refused) {
            return new Planning.Refused(refused.violations());
        }
        RunFacts facts = ((JoinResult.Joined) joined).facts();
        StreamPlan plan = planner.plan(facts);
        List<Violation> notAllowed = producers.check(plan);
        if (!notAllowed.isEmpty()) {
            return new Planning.Refused(notAllowed);
        }
        return new Planning.Planned(
                plan, facts.targets().stream().map(RunFacts.Target::parts).toList());
    }

    /**
     * Reads the whole world of a plan once, except outputs that have a sorted view. Sorts it by key if the policy checks
     * all keys for repetitions. Writes the sorted views that are missing, if the host has a store for them.
     *
     * @param threads the maximum number of threads of each kind; with 1 the calling thread does all the work
     * @throws CancellationException if the work was cancelled
     */
    public SurveyResult survey(Planning.Planned planned, int threads, Cancellation cancellation) {
        warnOfChangeableParts(planned);
        WorldAccess patient = access.over(reads, cancellation);
        Surveyor surveyor = new Surveyor(patient, policy.read(), policy.outcomes());
        SurveyResult result = surveyor.survey(planned.plan(), planned.parts(), threads);
        if (!(result instanceof SurveyResult.Surveyed surveyed)) {
            return result;
        }
        if (policy.read().keyCheck() != KeyCheck.INSTANT) {
            List<Violation> repeated = repeatedKeys(patient, planned.plan(), surveyed.survey());
            if (!repeated.isEmpty()) {
                return new SurveyResult.Refused(repeated);
            }
        }
        return new SurveyResult.Surveyed(new WorldSort(patient, planned.plan(), policy.read(), surveyor, reads.clock())
                .sort(surveyed.survey(), threads));
    }

    private void warnOfChangeableParts(Planning.Planned planned) {
        List<OraclePart> changeable = planned.parts().stream()
                .flatMap(List::stream)
                .filter(part -> !PartOpener.isImmutable(part))
                .toList();
        if (policy.read().secondLook() == SecondLook.CRC32C && !changeable.isEmpty()) {
            LOG.warn(
                    "policy.second_look is crc32c, but the store does not promise that {}, {} among them, stay as they are:"
                            + " bytes that are damaged after the survey are found, bytes that are forged are not",
                    LogText.count(changeable.size(), "part"),
                    LogText.quotePath(changeable.get(0).path()));
        }
    }

    private static List<Violation> repeatedKeys(WorldAccess patient, StreamPlan plan, Survey survey) {
        try {
            return new RepeatedKeys(patient, plan, survey).find();
        } catch (WspException e) {
            return List.of(new Violation(e.code(), "stream", e.getMessage()));
        } catch (IOException e) {
            return List.of(new Violation(
                    ReasonCode.SPILL_FAILED, "stream", "the check for repeated keys failed: " + e.getMessage()));
        }
    }

    /**
     * Opens the events of a surveyed plan, from the start that the policy sets or from a cursor.
     *
     * @param from the cursor of an earlier stream, after which reading resumes; {@link Cursor#START} for a new stream
     * @param stampEmittedAt whether envelopes reserve room for the wall time of the push
     * @param cancellation cancels reading
     */
    public EventReader events(
            StreamPlan plan, Survey survey, Cursor from, boolean stampEmittedAt, Cancellation cancellation) {
        long fromMicros = from.events() == 0 ? startMicros() : from.tsMicros();
        return new EventReader(
                new OrderedRows(
                        access.over(reads, cancellation), plan, survey, fromMicros, policy.read(), policy.push()),
                new EnvelopeFramer(plan, stampEmittedAt),
                survey.rows() == 0 ? null : policy.read().startAt(),
                from);
    }

    /**
     * Returns a meter of the load that a plan's events put on the gate.
     *
     * @param firstMicros event time of the first event, in microseconds since the epoch
     */
    public FiguresMeter meter(StreamPlan plan, Survey survey, long firstMicros) {
        Long lastMicros = survey.lastMicros();
        return new FiguresMeter(
                policy.pacing(),
                anchorMicros(plan, firstMicros),
                firstMicros,
                lastMicros == null ? firstMicros : lastMicros);
    }

    /**
     * Returns a meter of the rate that a plan's stream sustains.
     *
     * @param gateLatency the mean latency of the gate, above zero
     */
    public RateMeter rateMeter(StreamPlan plan, Duration gateLatency) {
        return new RateMeter(
                policy,
                gateLatency,
                plan.targets().stream().map(StreamPlan.Target::outputId).toList());
    }

    /**
     * Returns the simulated time at which the stream of a plan starts, in microseconds since the epoch.
     *
     * @param firstMicros event time of the first event
     */
    public long anchorMicros(StreamPlan plan, long firstMicros) {
        TrafficWindow window = plan.window();
        long anchor = Math.max(startMicros(), window == null ? Long.MIN_VALUE : EventTimeText.micros(window.start()));
        return anchor == Long.MIN_VALUE ? firstMicros : anchor;
    }

    /** Returns whether some rows of an output are sorted each time its stream starts from its first event. */
    public boolean sortsAtEachStart(Survey survey, SurveyedOutput output) {
        return WorldSort.sorts(survey, output, policy.read(), policy.limits());
    }

    /** Returns whether there is a store for sorted views. */
    public boolean keepsViews() {
        return access.views().available();
    }

    /** Returns human-readable remarks on the layout of a world that slows every start down. */
    public List<String> remarks(Survey survey) {
        List<String> remarks = new ArrayList<>();
        for (SurveyedOutput output : survey.outputs()) {
            OutputId outputId = output.target().outputId();
            long unsorted =
                    output.parts().stream().filter(part -> !part.sorted()).count();
            OutputView view = output.view();
            if (view != null) {
                remarks.add(outputId + ": is read from its sorted view ("
                        + LogText.count(view.view().sizeBytes(), "byte") + "), not from its "
                        + LogText.count(output.parts().size(), "part")
                        + (unsorted == 0
                                ? ""
                                : ", of which " + unsorted + (unsorted == 1 ? " is" : " are")
                                        + " not in order of event time"));
                continue;
            }
            if (unsorted > 0) {
                remarks.add(outputId + ": " + unsorted + " of "
                        + LogText.count(output.parts().size(), "part")
                        + (unsorted == 1 ? " is" : " are") + " not in order of event time and "
                        + (unsorted == 1 ? "is" : "are")
                        + (policy.read().maxDisorder(outputId) == null
                                ? " sorted before the first event"
                                : " put in order within the declared max_disorder"));
            }
            long whole = output.parts().stream()
                    .filter(part -> part.rows() > 0 && !part.index().leadsIn())
                    .count();
            if (whole > 0) {
                remarks.add(outputId + ": " + whole + " of "
                        + LogText.count(output.parts().size(), "part")
                        + " can be read from the first row only (gzip): a later start reads what it skips");
            }
        }
        return remarks;
    }

    /** Returns the event time before which rows are not streamed; {@link Long#MIN_VALUE} if the policy sets none. */
    public long startMicros() {
        StartAt startAt = policy.read().startAt();
        return startAt == null ? Long.MIN_VALUE : EventTimeText.micros(startAt.eventTime());
    }

    /** The result of planning a READY. */
    public sealed interface Planning {
        /**
         * The READY is valid and has a plan.
         *
         * @param plan the plan
         * @param parts for each target of the plan, the parts that its locator names
         */
        record Planned(StreamPlan plan, List<List<OraclePart>> parts) implements Planning {
            public Planned {
                parts = List.copyOf(parts);
            }
        }

        /**
         * The READY is refused.
         *
         * @param violations the findings, at least one
         */
        record Refused(List<Violation> violations) implements Planning {
            public Refused {
                violations = List.copyOf(violations);
            }
        }
    }
}

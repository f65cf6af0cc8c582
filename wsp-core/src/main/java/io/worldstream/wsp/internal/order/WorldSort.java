package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyThreads;
import io.worldstream.wsp.internal.survey.SurveyedOutput;
import io.worldstream.wsp.internal.survey.SurveyedPart;
import io.worldstream.wsp.internal.survey.Surveyor;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.ReadPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sorts a surveyed world once: writes a sorted view of each output with parts that would otherwise be sorted at each
 * start. Outputs are sorted one after another, each on all threads. Blocks on the oracle, on the spill space and on the
 * store of views. Any thread may use it.
 */
public final class WorldSort {
    private static final Logger LOG = LoggerFactory.getLogger(WorldSort.class);

    /** The number of rows below which no threads are started. */
    private static final long WORTH_THREADS_ROWS = 1 << 14;

    private final WorldAccess access;
    private final StreamPlan plan;
    private final ReadPolicy read;
    private final Surveyor surveyor;
    private final Clock clock;

    /**
     * @param access access to the world
     * @param plan the plan
     * @param read determines how far parts may be out of order
     * @param surveyor the surveyor of the world
     * @param clock measures the progress of a sort
     */
    public WorldSort(WorldAccess access, StreamPlan plan, ReadPolicy read, Surveyor surveyor, Clock clock) {
        this.access = access;
        this.plan = plan;
        this.read = read;
        this.surveyor = surveyor;
        this.clock = clock;
    }

    /**
     * Returns the survey with a view of each output that needs one. An output whose view cannot be kept is left as it
     * is, and sorted when it is streamed.
     *
     * @param threads the maximum number of threads of each kind; with 1 the calling thread does all the work
     * @throws CancellationException if the work is cancelled
     */
    public Survey sort(Survey survey, int threads) {
        if (!access.views().available()) {
            return survey;
        }
        Set<SurveyedPart> surplus = SortedFirst.surplus(survey, read, access.limits(), Long.MIN_VALUE);
        List<SurveyedOutput> outputs = new ArrayList<>(survey.outputs());
        for (int output = 0; output < outputs.size(); output++) {
            if (SortedFirst.sorts(outputs.get(output), read, surplus)) {
                int index = output;
                SurveyedOutput surveyed = outputs.get(output);
                outputs.set(output, surveyor.sortOnce(plan, output, surveyed, () -> sorted(index, surveyed, threads)));
            }
        }
        return new Survey(outputs);
    }

    /** Returns whether some rows of an output are sorted each time its stream starts from its first event. */
    public static boolean sorts(Survey survey, SurveyedOutput output, ReadPolicy read, Limits limits) {
        return SortedFirst.sorts(output, read, SortedFirst.surplus(survey, read, limits, Long.MIN_VALUE));
    }

    private SurveyedOutput sorted(int output, SurveyedOutput surveyed, int most) {
        access.cancellation().throwIfCancelled();
        long rows =
                surveyed.parts().stream().mapToLong(SurveyedPart::windowRows).sum();
        SortProgress progress = new SortProgress(surveyed.target().outputId(), rows, clock);
        try (SurveyThreads threads = new SurveyThreads(rows < WORTH_THREADS_ROWS ? 1 : most)) {
            OutputSort sort = new OutputSort(access, plan, output, surveyed, threads, progress);
            try {
                SurveyedOutput viewed = surveyor.keepView(plan, output, surveyed, threads, sort::writeTo);
                if (viewed.view() != null) {
                    progress.end(viewed.view().view().sizeBytes());
                }
                return viewed;
            } finally {
                close(sort);
            }
        }
    }

    private static void close(OutputSort sort) {
        try {
            sort.close();
        } catch (IOException e) {
            LOG.warn("the spill files of a sort could not all be removed", e);
        }
    }
}

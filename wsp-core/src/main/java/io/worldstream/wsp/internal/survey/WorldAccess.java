package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.seal.SealedReads;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.StreamPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to read a world.
 *
 * @param oracle where the parts are
 * @param formats how rows may be stored
 * @param policy what the host decided
 * @param spill room for what is sorted, or null if the host has none
 * @param surveys where surveys are kept, or null if they are not
 * @param cancellation ends what is done with it
 */
public record WorldAccess(
        OracleReader oracle,
        RowFormats formats,
        StreamPolicy policy,
        @Nullable SpillSpace spill,
        @Nullable SurveyStore surveys,
        Cancellation cancellation) {
    /** A way that is always wanted. */
    public WorldAccess(
            OracleReader oracle,
            RowFormats formats,
            StreamPolicy policy,
            @Nullable SpillSpace spill,
            @Nullable SurveyStore surveys) {
        this(oracle, formats, policy, spill, surveys, Cancellation.NEVER);
    }

    /** The way for one piece of work, patient and cancellable. */
    public WorldAccess over(SealedReads reads, Cancellation wanted) {
        return new WorldAccess(reads.over(oracle, wanted), formats, policy, spill, surveys, wanted);
    }

    /**
     * A parser of an output's rows.
     *
     * @param output the output's place in the plan
     */
    public RowParser parser(StreamPlan plan, int output) {
        return new RowParser(output, plan.targets().get(output), plan.pins(), policy.limits());
    }
}

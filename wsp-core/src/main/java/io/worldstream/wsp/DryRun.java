package io.worldstream.wsp;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.run.DryRunner;
import io.worldstream.wsp.internal.seal.SealedReads;
import io.worldstream.wsp.internal.source.Preparation;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.EnvelopeConsumer;
import io.worldstream.wsp.report.Explanation;
import io.worldstream.wsp.report.RunSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A run without gate and without waiting: everything is checked and read as {@link WorldStreamProducer} would, nothing is
 * pushed and nothing is remembered. Blocks on the oracle. Immutable; any thread may use it.
 */
public final class DryRun {
    private final DryRunner run;

    private DryRun(Builder from) {
        WorldAccess access = new WorldAccess(
                from.oracle, new RowFormats(from.rowFormats), from.policy, from.spillSpace, from.surveyStore);
        SealedReads reads =
                new SealedReads(from.policy.readRetryBudget(), from.maxOpenParts, new SystemClock(), () -> true);
        run = new DryRunner(new Preparation(access, from.catalogue, reads));
    }

    /** A dry run of worlds in JSON Lines, sorted in memory where they are not in order. */
    public DryRun(OracleReader oracle, Catalogue catalogue, StreamPolicy policy) {
        this(builder(oracle, catalogue, policy));
    }

    /**
     * Starts to put a dry run together.
     *
     * @param oracle where sealed objects are read
     * @param catalogue what outputs there are
     * @param policy what the host decides; the plan's digest and the envelopes follow from it
     */
    public static Builder builder(OracleReader oracle, Catalogue catalogue, StreamPolicy policy) {
        return new Builder(oracle, catalogue, policy);
    }

    /**
     * Says what a READY would lead to; reads the whole world to know.
     *
     * @throws CancellationException if the thread is interrupted, which it then still is; within milliseconds, unless the
     *     oracle blocks
     */
    public Explanation explain(ReadySignal ready) {
        return run.explain(ready);
    }

    /**
     * Hands out the whole stream, in order, {@code emitted_at_utc} left out.
     *
     * @param ready the run
     * @param out takes the envelopes
     * @return how it would end; {@code stream_digest} is over all events
     * @throws IOException what the consumer throws
     * @throws CancellationException if the thread is interrupted, as for {@link #explain}
     */
    public RunSummary preview(ReadySignal ready, EnvelopeConsumer out) throws IOException {
        return run.preview(ready, out);
    }

    /** How a READY that is not valid would end. */
    public RunSummary refuse(ControlMessage.Invalid invalid) {
        return run.refuse(invalid);
    }

    /** Collects the parts of a dry run. Not for use by several threads. */
    public static final class Builder {
        private final OracleReader oracle;
        private final Catalogue catalogue;
        private final StreamPolicy policy;
        private final List<RowFormat> rowFormats = new ArrayList<>();
        private @Nullable SpillSpace spillSpace;
        private @Nullable SurveyStore surveyStore;
        private int maxOpenParts = SealedReads.MAX_OPEN_PARTS;

        private Builder(OracleReader oracle, Catalogue catalogue, StreamPolicy policy) {
            this.oracle = Objects.requireNonNull(oracle);
            this.catalogue = Objects.requireNonNull(catalogue);
            this.policy = Objects.requireNonNull(policy);
        }

        /** One more way in which rows may be stored; asked before those added later and before JSON Lines. */
        public Builder rowFormat(RowFormat value) {
            rowFormats.add(Objects.requireNonNull(value));
            return this;
        }

        /** Room for sorting what does not fit in memory. */
        public Builder spillSpace(SpillSpace value) {
            spillSpace = Objects.requireNonNull(value);
            return this;
        }

        /** Where surveys are kept. */
        public Builder surveyStore(SurveyStore value) {
            surveyStore = Objects.requireNonNull(value);
            return this;
        }

        /**
         * How many parts may be open at once, as {@link WorldStreamProducer.Builder#maxOpenParts} has it. Default: 256.
         *
         * @param value at least 1
         */
        public Builder maxOpenParts(int value) {
            maxOpenParts = SealedReads.requireOpenParts(value);
            return this;
        }

        /** The dry run. */
        public DryRun build() {
            return new DryRun(this);
        }
    }
}

package io.worldstream.wsp;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.api.WspException;
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
import io.worldstream.wsp.report.SortSummary;
import io.worldstream.wsp.report.StreamFigures;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A run without a gate and without waiting. Checks and reads everything that {@link WorldStreamProducer} would, but
 * pushes nothing and saves no state of the run. Calls block on the oracle. Immutable; any thread may use it.
 */
public final class DryRun {
    private final DryRunner run;

    private DryRun(Builder from) {
        WorldAccess access = new WorldAccess(
                        from.oracle,
                        new RowFormats(from.rowFormats),
                        from.policy.limits(),
                        from.spillSpace,
                        from.surveyStore)
                .withViews(from.sortedStore);
        SealedReads reads =
                new SealedReads(from.policy.read().retryBudget(), from.maxOpenParts, new SystemClock(), () -> true);
        run = new DryRunner(new Preparation(access, from.catalogue, reads, from.policy), from.policy.admission());
    }

    /** Creates a dry run for worlds stored as JSON Lines; parts that are out of order are sorted in memory. */
    public DryRun(OracleReader oracle, Catalogue catalogue, StreamPolicy policy) {
        this(builder(oracle, catalogue, policy));
    }

    /**
     * Returns a builder.
     *
     * @param oracle reads sealed objects
     * @param catalogue describes the outputs
     * @param policy the host's settings; they determine the plan's digest and the envelopes
     */
    public static Builder builder(OracleReader oracle, Catalogue catalogue, StreamPolicy policy) {
        return new Builder(oracle, catalogue, policy);
    }

    /**
     * Explains the run that a READY would start. Reads the whole world.
     *
     * @throws CancellationException if the thread is interrupted; its interrupt status stays set. Thrown within
     *     milliseconds of the interrupt unless the oracle blocks
     */
    public Explanation explain(ReadySignal ready) {
        return run.explain(ready, null);
    }

    /**
     * Explains the run that a READY would start, with the rate that its stream sustains at a gate of a given latency
     * ({@link StreamFigures#sustainableRate()}). Reads the whole world. Needs at most some 20 MB more than without a
     * latency, however many flows there are.
     *
     * @param ready announces the run
     * @param gateLatency the mean time that the gate takes to answer, above zero
     * @throws IllegalArgumentException if the latency is not above zero
     * @throws CancellationException if the thread is interrupted, as for {@link #explain(ReadySignal)}
     */
    public Explanation explain(ReadySignal ready, Duration gateLatency) {
        if (gateLatency.isZero() || gateLatency.isNegative()) {
            throw new IllegalArgumentException("the latency of a gate is above zero, not " + gateLatency);
        }
        return run.explain(ready, gateLatency);
    }

    /**
     * Streams every envelope to a consumer, in order and without {@code emitted_at_utc}.
     *
     * @param ready announces the run
     * @param out receives the envelopes
     * @return the summary of the run; {@code stream_digest} covers all events
     * @throws IOException if the consumer throws it
     * @throws CancellationException if the thread is interrupted, as for {@link #explain(ReadySignal)}
     */
    public RunSummary preview(ReadySignal ready, EnvelopeConsumer out) throws IOException {
        return run.preview(ready, out);
    }

    /**
     * Sorts the world of a READY ahead of its run: checks it like a run, and writes the sorted views that its outputs
     * lack, on all cores.
     *
     * @throws IllegalStateException if the dry run has no store for {@linkplain Builder#sortedViews sorted views}
     * @throws CancellationException if the thread is interrupted, as for {@link #explain}; no half view is left
     */
    public SortSummary sort(ReadySignal ready) {
        return run.sort(ready);
    }

    /** Returns the summary with which an invalid READY would end. */
    public RunSummary refuse(ControlMessage.Invalid invalid) {
        return run.refuse(invalid);
    }

    /** Builds a dry run. Not thread-safe. */
    public static final class Builder {
        private final OracleReader oracle;
        private final Catalogue catalogue;
        private final StreamPolicy policy;
        private final List<RowFormat> rowFormats = new ArrayList<>();
        private @Nullable SpillSpace spillSpace;
        private @Nullable SurveyStore surveyStore;
        private @Nullable SortedStore sortedStore;
        private int maxOpenParts = SealedReads.MAX_OPEN_PARTS;

        private Builder(OracleReader oracle, Catalogue catalogue, StreamPolicy policy) {
            this.oracle = Objects.requireNonNull(oracle, "oracle");
            this.catalogue = Objects.requireNonNull(catalogue, "catalogue");
            this.policy = policy.requireConsistent();
        }

        /** Adds a row format. Formats are asked in the order in which they are added, and JSON Lines last. */
        public Builder rowFormat(RowFormat value) {
            rowFormats.add(Objects.requireNonNull(value, "rowFormat"));
            return this;
        }

        /** Sets the space for sorting rows that do not fit in memory. Default: none. */
        public Builder spillSpace(SpillSpace value) {
            spillSpace = Objects.requireNonNull(value, "spillSpace");
            return this;
        }

        /** Sets the store for surveys. Default: none; surveys are not saved. */
        public Builder surveyStore(SurveyStore value) {
            surveyStore = Objects.requireNonNull(value, "surveyStore");
            return this;
        }

        /**
         * Sets the store for sorted views, as in {@link WorldStreamProducer.Builder#sortedViews}. Default: none; parts
         * that are out of order are sorted each time.
         */
        public Builder sortedViews(SortedStore value) {
            sortedStore = Objects.requireNonNull(value, "sortedViews");
            return this;
        }

        /**
         * Sets how many parts may be open at once, as in {@link WorldStreamProducer.Builder#maxOpenParts}. Default:
         * 256.
         *
         * @param value at least 1
         */
        public Builder maxOpenParts(int value) {
            maxOpenParts = SealedReads.requireOpenParts(value);
            return this;
        }

        /**
         * Returns the dry run.
         *
         * @throws WspException {@code CONFIG_INVALID} if the policy's producers do not list the host's principal
         */
        public DryRun build() {
            return new DryRun(this);
        }
    }
}

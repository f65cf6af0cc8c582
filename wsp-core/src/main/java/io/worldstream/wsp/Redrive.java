package io.worldstream.wsp;

import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.lease.RunStore;
import io.worldstream.wsp.internal.run.Redriver;
import io.worldstream.wsp.internal.seal.SealedReads;
import io.worldstream.wsp.internal.source.Preparation;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.report.RedriveStoppedException;
import io.worldstream.wsp.report.RedriveSummary;
import io.worldstream.wsp.report.RedrivenEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends events that the gate quarantined again, with the bytes that it quarantined, once the gate is mended. For operators.
 *
 * <pre>{@code
 * Redrive redrive = Redrive.builder(oracle, catalogue, gate, policy)
 *         .state(checkpoints, lease, deadLetters)
 *         .build();
 * RedriveSummary summary = redrive.send(runId, event -> log(event.eventId(), event.attempt().outcome()));
 * }</pre>
 *
 * <p>Dead letters keep no payloads: a redrive reads the events from the sealed world, after all checks of a run and under
 * the plan with which the run streamed, and sends an event only if its envelope has the digest in its record. It holds
 * the lease of the run, so that no host streams the run meanwhile; a run that a host holds is refused. A run that is
 * unfinished and held by nobody may be redriven: its next stream sends what lies behind its cursor again, and the gate
 * answers DUPLICATE.
 *
 * <p>Each outcome is appended to the event's record before the next redrive can see it. A redrive that is killed leaves
 * its outcomes behind, and the next one sends what is still open. {@link LedgerEntry#redriven} counts the events that are
 * on the bus since.
 *
 * <p>Calls block on the oracle, the stores and the gate. Immutable; any thread may use it.
 */
public final class Redrive {
    private final Redriver redriver;

    private Redrive(Builder from) {
        if (from.checkpoints == null || from.lease == null || from.deadLetters == null) {
            throw new IllegalStateException("a redrive needs state: checkpoints, lease and dead letters");
        }
        WorldAccess access = new WorldAccess(
                        from.oracle,
                        new RowFormats(from.rowFormats),
                        from.policy.limits(),
                        from.spillSpace,
                        from.surveyStore)
                .withViews(from.sortedStore);
        SealedReads reads =
                new SealedReads(from.policy.read().retryBudget(), from.maxOpenParts, from.clock, () -> true);
        redriver = new Redriver(new Redriver.Parts(
                new Preparation(access, from.catalogue, reads, from.policy),
                from.policy,
                from.ingress,
                RunStore.in(from.checkpoints, from.lease, from.deadLetters),
                from.deadLetters,
                from.clock,
                from.auditSink));
    }

    /**
     * Returns a builder.
     *
     * @param oracle reads sealed objects
     * @param catalogue describes the outputs
     * @param ingress receives the envelopes; the caller closes it
     * @param policy the host's settings, as they were when the run streamed
     */
    public static Builder builder(OracleReader oracle, Catalogue catalogue, IngressSink ingress, StreamPolicy policy) {
        return new Builder(oracle, catalogue, ingress, policy);
    }

    /** As {@link #send(RunId, Set, Consumer)}, for all quarantined events that are not on the bus yet. */
    public RedriveSummary send(RunId run, Consumer<RedrivenEvent> each) {
        return send(run, Set.of(), each);
    }

    /**
     * Sends quarantined events of a run again, in stream order and without waiting for their event time. Retries, window and
     * quarantine limits are those of the policy; an event that the gate rejects or does not settle in time fails alone.
     *
     * @param run the run
     * @param events the events to send; all that are not on the bus yet if it is empty. One that is on the bus already is
     *     passed over
     * @param each receives each outcome once it is durable, on the calling thread
     * @return the summary; refused with all findings if a check of the run fails, or if its plan has changed
     * @throws IllegalArgumentException if the run has no saved record, or an event is not among those that the gate
     *     quarantined
     * @throws WspException {@code LEASE_HELD} if a host holds the run; {@code CHECKPOINT_UNAVAILABLE} if the saved record,
     *     the lease or the dead letters cannot be read or written; {@code CHECKPOINT_CORRUPT} or {@code QUARANTINE_CORRUPT}
     *     if they are damaged; {@code AUDIT_UNAVAILABLE} or {@code AUDIT_CORRUPT} if the redrive cannot be recorded
     * @throws RedriveStoppedException if the thread is interrupted; its interrupt status stays set. The events in flight
     *     are awaited and recorded first
     */
    public RedriveSummary send(RunId run, Set<EventId> events, Consumer<RedrivenEvent> each) {
        try {
            return redriver.run(run, Set.copyOf(events), each);
        } catch (IOException e) {
            throw new WspException(
                    ReasonCode.CHECKPOINT_UNAVAILABLE,
                    "the state of run " + run + " cannot be read or written: " + e.getMessage(),
                    e);
        }
    }

    /** Builds a redrive. Not thread-safe. */
    public static final class Builder {
        private final OracleReader oracle;
        private final Catalogue catalogue;
        private final IngressSink ingress;
        private final StreamPolicy policy;
        private final List<RowFormat> rowFormats = new ArrayList<>();
        private @Nullable CheckpointStore checkpoints;
        private @Nullable RunLease lease;
        private @Nullable DeadLetterStore deadLetters;
        private @Nullable SpillSpace spillSpace;
        private @Nullable SurveyStore surveyStore;
        private @Nullable SortedStore sortedStore;
        private @Nullable AuditSink auditSink;
        private Clock clock = new SystemClock();
        private int maxOpenParts = SealedReads.MAX_OPEN_PARTS;

        private Builder(OracleReader oracle, Catalogue catalogue, IngressSink ingress, StreamPolicy policy) {
            this.oracle = Objects.requireNonNull(oracle, "oracle");
            this.catalogue = Objects.requireNonNull(catalogue, "catalogue");
            this.ingress = Objects.requireNonNull(ingress, "ingress");
            this.policy = policy.requireConsistent();
        }

        /** Sets the store, the lease and the dead letters that the producers of the run use. Required. */
        public Builder state(CheckpointStore store, RunLease runLease, DeadLetterStore deadLetterStore) {
            checkpoints = Objects.requireNonNull(store, "store");
            lease = Objects.requireNonNull(runLease, "runLease");
            deadLetters = Objects.requireNonNull(deadLetterStore, "deadLetterStore");
            return this;
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

        /** Sets the store for surveys. Default: none; the world is read twice. */
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
         * Sets the sink that records a redrive before the first event is sent, as in {@link
         * WorldStreamProducer.Builder#auditSink}. Default: none.
         */
        public Builder auditSink(AuditSink value) {
            auditSink = Objects.requireNonNull(value, "auditSink");
            return this;
        }

        /** Sets the clock. Default: the machine's clocks. */
        public Builder clock(Clock value) {
            clock = Objects.requireNonNull(value, "clock");
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
         * Returns the redrive.
         *
         * @throws IllegalStateException if {@link #state} was not set
         */
        public Redrive build() {
            return new Redrive(this);
        }
    }
}

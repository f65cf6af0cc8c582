package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunState;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended on this host. It determines the saved state, the summary, the settlement of the READY and the
 * listener's callbacks, each by one method:
 *
 * <pre>
 * outcome    saved      summary    READY settled                            listener
 * Completed  COMPLETED  COMPLETED  DONE                                     onFinished
 * Duplicate  nothing    DUPLICATE  DONE                                     onFinished
 * Skipped    nothing    SKIPPED    SKIPPED                                  onFinished
 * Refused    REFUSED*   REFUSED    REFUSED                                  onFinished
 * Halted     HALTED*    HALTED     DONE if the next host resumes the halt   onHalted, onFinished
 *                                  from the ledger, otherwise HALTED
 * LeaseLost  nothing    HALTED     HALTED                                   onHalted, onFinished
 * Stopped    unfinished none       stays on the bus                         onStopped
 * Defect     nothing    HALTED     HALTED                                   onFailed, onFinished
 *
 * * unless the outcome says otherwise
 * </pre>
 *
 * <p>A run that lost its lease and is taken up again here has no summary yet; its READY waits for the end of the next
 * attempt. Immutable.
 */
public sealed interface RunOutcome {
    /**
     * Returns the state to save with the run's last record, or null to leave the saved record unchanged.
     *
     * @param unfinished the state that shows how far the run has come
     */
    @Nullable RunState saved(RunState unfinished);

    /** Returns what the summary says, or null if the run gets no summary because it continues later. */
    @Nullable ReadyDisposition disposition();

    /** Returns the causes: one of a halt, all of a refusal, otherwise none. */
    List<Violation> violations();

    /**
     * Returns how the READY is settled, or null if it stays on the bus unsettled.
     *
     * @param durable whether saved records outlast the process
     */
    @Nullable Settlement settlement(boolean durable);

    /** Returns the cause to report to the listener at once, while events may still be in flight; null if none. */
    default @Nullable Violation halt() {
        return null;
    }

    /** Returns the outcome of a run whose last record was to be saved and could not be. */
    default RunOutcome ifUnsaved(Violation why) {
        return this;
    }

    /** Returns the outcome of a run whose end could not be recorded in the audit trail, so that nothing of it is saved. */
    default RunOutcome ifUnrecorded(Violation why) {
        return ifUnsaved(why);
    }

    /** Returns the kind of the audit record that precedes the end of the run, or null if there is none. */
    default @Nullable AuditKind recordedAs() {
        return AuditKind.HALTED;
    }

    /** Returns whether every event of the run has its terminal outcome, so that another READY is a duplicate. */
    default boolean runComplete() {
        return false;
    }

    /** Returns the outcome of a run that must not continue, for a cause that can be saved. */
    static RunOutcome haltedBy(Violation cause) {
        return cause.code() == ReasonCode.LEASE_LOST ? new LeaseLost(cause) : new Halted(cause, null);
    }

    /** Returns the outcome of a run that must not continue because it can no longer be saved. */
    static RunOutcome unsavable(Violation why) {
        return why.code() == ReasonCode.LEASE_LOST ? new LeaseLost(why) : new Halted(why, why);
    }

    /** Every event of the plan has a terminal outcome. */
    record Completed() implements RunOutcome {
        @Override
        public RunState saved(RunState unfinished) {
            return RunState.COMPLETED;
        }

        @Override
        public ReadyDisposition disposition() {
            return ReadyDisposition.COMPLETED;
        }

        @Override
        public List<Violation> violations() {
            return List.of();
        }

        @Override
        public Settlement settlement(boolean durable) {
            return Settlement.DONE;
        }

        @Override
        public AuditKind recordedAs() {
            return AuditKind.COMPLETED;
        }

        /** Becomes a halt: the ledger shows the next host an unfinished run. */
        @Override
        public RunOutcome ifUnsaved(Violation why) {
            return unsavable(why);
        }

        @Override
        public boolean runComplete() {
            return true;
        }
    }

    /**
     * The run is streaming or complete already; nothing was done.
     *
     * @param state what the run is, for a sentence such as "this run is complete already"
     */
    record Duplicate(String state) implements RunOutcome {
        /** The saved record of the run says that it is complete. */
        static final Duplicate COMPLETE = new Duplicate("is complete");

        @Override
        public @Nullable RunState saved(RunState unfinished) {
            return null;
        }

        @Override
        public ReadyDisposition disposition() {
            return ReadyDisposition.DUPLICATE;
        }

        @Override
        public List<Violation> violations() {
            return List.of();
        }

        @Override
        public Settlement settlement(boolean durable) {
            return Settlement.DONE;
        }

        @Override
        public @Nullable AuditKind recordedAs() {
            return null;
        }

        @Override
        public boolean runComplete() {
            return true;
        }
    }

    /**
     * The run is not for this host, which is bound to another platform run.
     *
     * @param why the reason, with code {@code RUN_NOT_ALLOWED}
     */
    record Skipped(Violation why) implements RunOutcome {
        @Override
        public @Nullable RunState saved(RunState unfinished) {
            return null;
        }

        @Override
        public ReadyDisposition disposition() {
            return ReadyDisposition.SKIPPED;
        }

        @Override
        public List<Violation> violations() {
            return List.of(why);
        }

        @Override
        public Settlement settlement(boolean durable) {
            return Settlement.SKIPPED;
        }

        @Override
        public @Nullable AuditKind recordedAs() {
            return null;
        }
    }

    /**
     * Nothing was streamed.
     *
     * @param violations the causes
     * @param recorded whether the ledger shows the refusal; false if it is about this READY or this host, not the run
     */
    record Refused(List<Violation> violations, boolean recorded) implements RunOutcome {
        private static final Set<ReasonCode> OF_THE_HOST =
                EnumSet.of(ReasonCode.RUN_NOT_ALLOWED, ReasonCode.PRODUCER_NOT_ALLOWED);

        public Refused {
            violations = List.copyOf(violations);
        }

        /** Returns the refusal of a run that was prepared: recorded, unless this host is what may not stream the run. */
        static Refused whenPrepared(List<Violation> violations) {
            return new Refused(violations, violations.stream().noneMatch(why -> OF_THE_HOST.contains(why.code())));
        }

        @Override
        public @Nullable RunState saved(RunState unfinished) {
            return recorded ? RunState.REFUSED : null;
        }

        @Override
        public ReadyDisposition disposition() {
            return ReadyDisposition.REFUSED;
        }

        /**
         * Settles a conflict as done, since the first announcement remains valid. Another refusal may end with the next
         * start: the host or the world may be mended, and of two platform runs only the facts view tells the right one.
         */
        @Override
        public Settlement settlement(boolean durable) {
            boolean conflict = violations.stream().anyMatch(why -> why.code() == ReasonCode.READY_CONFLICT);
            return conflict ? Settlement.DONE : Settlement.REFUSED;
        }

        @Override
        public AuditKind recordedAs() {
            return AuditKind.READY_REFUSED;
        }

        /** Leaves the READY on the bus, even if it conflicts with another one. */
        @Override
        public RunOutcome ifUnrecorded(Violation why) {
            return new Refused(List.of(why), false);
        }
    }

    /**
     * The run stopped at a position.
     *
     * @param cause the reason
     * @param unsaved the reason why the ledger does not show the halt, or null if it does
     */
    record Halted(Violation cause, @Nullable Violation unsaved) implements RunOutcome {
        @Override
        public @Nullable RunState saved(RunState unfinished) {
            return unsaved == null ? RunState.HALTED : null;
        }

        @Override
        public ReadyDisposition disposition() {
            return ReadyDisposition.HALTED;
        }

        @Override
        public List<Violation> violations() {
            return List.of(cause);
        }

        /**
         * Settles a saved halt as done, since the ledger resumes it, not the bus. A configuration error is the
         * exception: it stays on the bus, so that the next start picks it up once it is fixed.
         */
        @Override
        public Settlement settlement(boolean durable) {
            boolean resumes = durable && unsaved == null && cause.code() != ReasonCode.CONFIG_INVALID;
            return resumes ? Settlement.DONE : Settlement.HALTED;
        }

        @Override
        public Violation halt() {
            return cause;
        }

        @Override
        public RunOutcome ifUnsaved(Violation why) {
            return new Halted(cause, why);
        }
    }

    /**
     * Another host may hold the run, so that this one must neither continue nor save it.
     *
     * @param cause the reason, with code {@code LEASE_LOST}
     */
    record LeaseLost(Violation cause) implements RunOutcome {
        @Override
        public AuditKind recordedAs() {
            return AuditKind.LEASE_LOST;
        }

        @Override
        public @Nullable RunState saved(RunState unfinished) {
            return null;
        }

        @Override
        public ReadyDisposition disposition() {
            return ReadyDisposition.HALTED;
        }

        @Override
        public List<Violation> violations() {
            return List.of(cause);
        }

        @Override
        public Settlement settlement(boolean durable) {
            return Settlement.HALTED;
        }

        @Override
        public Violation halt() {
            return cause;
        }
    }

    /**
     * The host stopped the run, which continues later from its saved position.
     *
     * @param unsaved the reason why the last position could not be saved, or null
     */
    record Stopped(@Nullable Violation unsaved) implements RunOutcome {
        @Override
        public RunState saved(RunState unfinished) {
            return unfinished;
        }

        @Override
        public @Nullable ReadyDisposition disposition() {
            return null;
        }

        @Override
        public List<Violation> violations() {
            return List.of();
        }

        @Override
        public @Nullable Settlement settlement(boolean durable) {
            return null;
        }

        @Override
        public RunOutcome ifUnsaved(Violation why) {
            return new Stopped(why);
        }
    }

    /**
     * The run ended in the middle of its work. Its saved record stays as it is, and the next start resumes it.
     *
     * @param cause the failure that no rule covers
     */
    record Defect(Throwable cause) implements RunOutcome {
        @Override
        public @Nullable RunState saved(RunState unfinished) {
            return null;
        }

        @Override
        public ReadyDisposition disposition() {
            return ReadyDisposition.HALTED;
        }

        @Override
        public List<Violation> violations() {
            return List.of(Summaries.defect(cause));
        }

        @Override
        public Settlement settlement(boolean durable) {
            return Settlement.HALTED;
        }
    }
}

package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.report.EventCounts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records the actions of one run before they take effect. An action runs on the lane's thread once it is on record. Confined
 * to the lane's thread.
 */
final class RunAudit {
    private final ReadySignal ready;
    private final RunContext context;
    private final RunPosition position;
    private final RunEnding ending;
    private final LaneMailbox mailbox;
    private final Consumer<Violation> halt;

    /** @param halt halts the run when a step of it could not be recorded */
    RunAudit(
            ReadySignal ready,
            RunContext context,
            RunPosition position,
            RunEnding ending,
            LaneMailbox mailbox,
            Consumer<Violation> halt) {
        this.ready = ready;
        this.context = context;
        this.position = position;
        this.ending = ending;
        this.mailbox = mailbox;
        this.halt = halt;
    }

    /** Returns whether the host has an audit sink. */
    boolean active() {
        return context.audit().active();
    }

    /**
     * Records that a READY was accepted.
     *
     * @param step the action
     * @param refuse refuses the READY if it could not be recorded
     */
    void accepted(Runnable step, Consumer<Violation> refuse) {
        append(AuditKind.READY_ACCEPTED, onceRecorded(step, refuse), entry -> AuditTexts.ready(entry, ready));
    }

    /** Records that this host holds the run, before it prepares it. */
    void leaseTaken(long epoch, Runnable step) {
        append(AuditKind.LEASE_TAKEN, onceRecorded(step, halt), entry -> entry.detail("epoch", String.valueOf(epoch)));
    }

    /** Records the plan of the run, before it counts. */
    void planned(StreamPlan plan, Runnable step) {
        append(
                AuditKind.PLANNED,
                onceRecorded(step, halt),
                entry -> entry.detail("plan_digest", plan.digest().value())
                        .detail("never_stream", AuditTexts.names(plan.neverStream())));
    }

    /** Records that the run may stream, before it does. */
    void started(Runnable step) {
        append(AuditKind.STARTED, onceRecorded(step, halt), entry -> entry.position(position.settledEvents()));
    }

    /** Returns what runs a step that is on record, unless the run has come to an end meanwhile. */
    private Consumer<@Nullable WspException> onceRecorded(Runnable step, Consumer<Violation> otherwise) {
        return failure -> {
            if (ending.decided()) {
                return;
            }
            if (failure == null) {
                step.run();
            } else {
                otherwise.accept(Summaries.unrecorded(failure));
            }
        };
    }

    /**
     * Records a dead letter that is about to be stored.
     *
     * @param then called on the lane's thread: with null if it may be, or with the reason why not
     */
    void deadLettered(DeadLetter letter, Consumer<@Nullable WspException> then) {
        boolean quarantined = letter.kind() == DeadLetter.Kind.GATE_QUARANTINE;
        append(
                quarantined ? AuditKind.QUARANTINED : AuditKind.DEAD_LETTERED,
                then,
                entry -> AuditTexts.letter(entry, letter));
    }

    /**
     * Records how the run ends, unless nothing was done that would have to be recorded.
     *
     * @param then called on the lane's thread: with null if the end may take effect, or with the reason why not
     */
    void ended(RunOutcome how, Consumer<@Nullable WspException> then) {
        AuditKind kind = how.recordedAs();
        if (kind == null) {
            then.accept(null);
            return;
        }
        EventCounts counts = position.counts();
        Consumer<AuditEntry.Builder> content = entry -> {
            AuditTexts.findings(entry, how.violations());
            entry.detail("outcome", AuditTexts.lower(how.getClass().getSimpleName()));
            AuditTexts.counts(entry, counts);
            RunStream stream = position.stream();
            if (stream != null) {
                entry.detail("stream_digest", stream.digest().value());
            }
        };
        if (counts.quarantined() == 0 || !active() || context.store().recordsDeadLetters()) {
            append(kind, then, content);
            return;
        }
        // Events that left no dead letter are recorded by count.
        append(
                AuditKind.QUARANTINED,
                failure -> {
                    if (failure == null) {
                        append(kind, then, content);
                    } else {
                        then.accept(failure);
                    }
                },
                entry -> entry.detail("events", String.valueOf(counts.quarantined())));
    }

    /**
     * Records a control action, or its refusal, with one try.
     *
     * @param then called on the lane's thread, unless the lane has ended before
     */
    void command(AuditEntry entry, Recorded then) {
        context.audit().appendOnce(entry, failure -> mailbox.post(now -> then.accept(failure, now)));
    }

    /** Records a refusal with one try, also after the end of the lane; {@code then} is called on the engine's thread. */
    void note(AuditEntry entry, Consumer<@Nullable WspException> then) {
        context.audit().appendOnce(entry, then);
    }

    /** Begins the entry of an action of this run, at its position. */
    AuditEntry.Builder entry(AuditKind kind) {
        AuditEntry.Builder entry =
                AuditEntry.builder(kind, context.clock().wallTime()).run(ready.runId());
        if (position.stream() != null || position.settledEvents() > 0) {
            Cursor cursor = position.cursor();
            entry.position(cursor.events());
            if (cursor.events() > 0) {
                entry.eventTime(Instant.EPOCH.plus(cursor.tsMicros(), ChronoUnit.MICROS));
            }
        }
        return entry;
    }

    private void append(AuditKind kind, Consumer<@Nullable WspException> then, Consumer<AuditEntry.Builder> content) {
        if (!active()) {
            then.accept(null);
            return;
        }
        AuditEntry.Builder entry = entry(kind);
        content.accept(entry);
        context.audit().append(entry.build(), failure -> mailbox.post(now -> then.accept(failure)));
    }

    /** Takes in the result of an append. */
    interface Recorded {
        /**
         * Called with null if the entry is on record, or with the reason why it is not.
         *
         * @param nowNanos the time of the lane's turn
         */
        void accept(@Nullable WspException failure, long nowNanos);
    }
}

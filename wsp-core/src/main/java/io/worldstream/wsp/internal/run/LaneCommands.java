package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.pace.Pacer;
import io.worldstream.wsp.report.ControlJournal;
import io.worldstream.wsp.report.ControlRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place through which all control actions on a run pass, one at a time and in order: each is decided, recorded in
 * the audit trail, decided again if that took time, carried out, and answered. Confined to the lane's thread, except for
 * {@link #journal}.
 */
final class LaneCommands {
    private static final Logger LOG = LoggerFactory.getLogger("io.worldstream.wsp");

    private final RunId runId;
    private final LaneActions actions;
    private final RunPosition position;
    private final Pacer pacer;
    private final RunAudit audit;
    private final Clock clock;
    private final Journal journal = new Journal();
    private final Deque<Asked> waiting = new ArrayDeque<>();
    /** The action that is being handled; the later ones wait. */
    private @Nullable Asked current;

    private boolean ended;

    LaneCommands(LaneActions actions, RunPosition position, Pacer pacer, RunAudit audit, Clock clock) {
        this.runId = actions.runId();
        this.actions = actions;
        this.position = position;
        this.pacer = pacer;
        this.audit = audit;
        this.clock = clock;
    }

    /** Returns the actions that took effect so far. Safe from any thread. */
    ControlJournal journal() {
        return journal.snapshot();
    }

    /** Returns the state in which the stream starts. */
    LaneState firstState() {
        return actions.firstState();
    }

    /**
     * Handles an action once all earlier ones are answered. An action that is refused, or cannot be recorded, changes
     * nothing.
     *
     * @param by the command that asks for the action, or null if the host itself does
     * @param answer receives the answer: within this call if the host has no audit trail and nothing waits, and no later
     *     than at the end of the lane
     */
    void handle(ControlAction action, @Nullable ControlCommand by, long now, Consumer<ControlAnswer> answer) {
        waiting.addLast(new Asked(action, by, answer));
        if (ended) {
            refuseWaiting();
        } else {
            handleNext(now);
        }
    }

    /** Refuses what is not answered yet, and every later action. To be called when the lane has ended. */
    void onEnded() {
        ended = true;
        Asked unfinished = current;
        if (unfinished != null) {
            waiting.addFirst(unfinished);
            current = null;
        }
        refuseWaiting();
    }

    private void refuseWaiting() {
        for (Asked asked = waiting.pollFirst(); asked != null; asked = waiting.pollFirst()) {
            ControlAnswer.Refused refusal = asked.refusal;
            if (refusal == null) {
                refusal = new ControlAnswer.Refused(ReasonCode.CONTROL_REFUSED, "run " + runId + " has ended");
                noteRefusal(asked, refusal);
            }
            asked.answer.accept(refusal);
        }
    }

    private void handleNext(long now) {
        while (current == null && !waiting.isEmpty()) {
            Asked next = waiting.removeFirst();
            current = next;
            begin(next, now);
        }
    }

    private void begin(Asked asked, long now) {
        LaneActions.Decision decision = actions.decide(asked.action, asked.by != null, now);
        if (decision instanceof LaneActions.Refusal refusal) {
            refuse(asked, refusal.answer());
        } else if (!audit.active()) {
            carryOut(asked, decision, now);
        } else {
            audit.command(entry(kind(asked.action), asked).build(), (failure, later) -> {
                if (current == asked) {
                    onRecorded(asked, failure, later);
                    handleNext(later);
                }
            });
        }
    }

    private void onRecorded(Asked asked, @Nullable WspException failure, long now) {
        if (failure == null) {
            // The run may have gone on while the record was written.
            carryOut(asked, actions.decide(asked.action, asked.by != null, now), now);
            return;
        }
        LOG.warn("run {}: {} did not happen: {}: {}", runId, asked.action, failure.code(), failure.getMessage());
        answer(
                asked,
                new ControlAnswer.Refused(
                        failure.code(),
                        "run " + runId + ": " + asked.action + " did not happen: " + failure.getMessage()));
    }

    private void carryOut(Asked asked, LaneActions.Decision decision, long now) {
        if (decision instanceof LaneActions.Effective effective) {
            ControlRecord record = record(asked.action, now);
            journal.add(record);
            log(asked, record);
            effective.effect().accept(now);
            answer(asked, new ControlAnswer.InEffect());
        } else if (decision instanceof LaneActions.Refusal refusal) {
            refuse(asked, refusal.answer());
        }
    }

    /** Refuses an action once the refusal is on record, or cannot be recorded. */
    private void refuse(Asked asked, ControlAnswer.Refused refusal) {
        if (!audit.active()) {
            answer(asked, refusal);
            return;
        }
        asked.refusal = refusal;
        audit.command(refused(asked, refusal), (failure, later) -> {
            if (current == asked) {
                logUnrecorded(failure);
                answer(asked, refusal);
                handleNext(later);
            }
        });
    }

    /** Records a refusal that is not awaited. */
    private void noteRefusal(Asked asked, ControlAnswer.Refused refusal) {
        if (!audit.active()) {
            return;
        }
        try {
            audit.note(refused(asked, refusal), this::logUnrecorded);
        } catch (RuntimeException e) {
            LOG.error("run {}: the refusal of a command could not be recorded", runId, e);
        }
    }

    private void answer(Asked asked, ControlAnswer answer) {
        current = null;
        asked.answer.accept(answer);
    }

    private ControlRecord record(ControlAction action, long now) {
        RunStream stream = position.stream();
        return new ControlRecord(
                action,
                clock.wallTime(),
                Duration.ofNanos(pacer.elapsedNanos(now)),
                stream == null ? 0 : stream.taken(),
                pacer.simulatedTime(now));
    }

    private void log(Asked asked, ControlRecord record) {
        ControlCommand by = asked.by;
        LOG.info(
                "run {}: {} takes effect after {} events, at event time {}{}",
                runId,
                asked.action,
                record.events(),
                record.eventTime(),
                by == null
                        ? ""
                        : ", asked for by " + LogText.quote(by.actor()) + " (" + LogText.quote(by.authority()) + "): "
                                + LogText.quote(by.reason()));
    }

    private void logUnrecorded(@Nullable WspException failure) {
        if (failure != null) {
            LOG.warn(
                    "run {}: the refusal of a command is not on record: {}: {}",
                    runId,
                    failure.code(),
                    failure.getMessage());
        }
    }

    private AuditEntry.Builder entry(AuditKind kind, Asked asked) {
        AuditEntry.Builder entry = audit.entry(kind);
        AuditTexts.action(entry, asked.action);
        if (asked.by != null) {
            AuditTexts.command(entry, asked.by);
        }
        if (kind == AuditKind.SPEED_CHANGED && asked.action instanceof ControlAction.Speed speed) {
            entry.detail("from", pacer.speedup().toString()).detail("to", AuditTexts.text(speed.speedup()));
        }
        return entry;
    }

    private AuditEntry refused(Asked asked, ControlAnswer.Refused refusal) {
        AuditEntry.Builder entry = entry(AuditKind.CONTROL_REFUSED, asked);
        AuditTexts.refusal(entry, refusal);
        return entry.build();
    }

    private static AuditKind kind(ControlAction action) {
        if (action instanceof ControlAction.Pause) {
            return AuditKind.PAUSED;
        } else if (action instanceof ControlAction.Resume) {
            return AuditKind.RESUMED;
        } else if (action instanceof ControlAction.Speed) {
            return AuditKind.SPEED_CHANGED;
        } else if (action instanceof ControlAction.Cap) {
            return AuditKind.CAP_CHANGED;
        } else if (action instanceof ControlAction.Drain) {
            return AuditKind.DRAINED;
        } else if (action instanceof ControlAction.Stop) {
            return AuditKind.HALTED;
        }
        return AuditKind.STEPPED;
    }

    /** An action that somebody asks for. */
    private static final class Asked {
        private final ControlAction action;
        private final @Nullable ControlCommand by;
        private final Consumer<ControlAnswer> answer;
        /** Set while the refusal is being recorded. */
        private ControlAnswer.@Nullable Refused refusal;

        Asked(ControlAction action, @Nullable ControlCommand by, Consumer<ControlAnswer> answer) {
            this.action = action;
            this.by = by;
            this.answer = answer;
        }
    }
}

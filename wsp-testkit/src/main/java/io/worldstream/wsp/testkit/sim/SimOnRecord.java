package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records that one process knows to be durable. Checks that each act of the process was on record before (I13): each
 * record covers one act, so that a second one needs another record. A record without an act is allowed, an act without a
 * record never. One thread.
 */
final class SimOnRecord {
    private final SimSetting setting;
    private final boolean drawn;
    private final Map<RunId, OfRun> runs = new HashMap<>();
    /** Records that cover no act yet: of control actions, dead letters and results. */
    private final Map<String, Integer> uncovered = new HashMap<>();
    /** Refusals of commands that the process tried to record, and those that it owes. */
    private final Map<String, Integer> refusalsTried = new HashMap<>();

    private final Map<String, Integer> refusalsOwed = new HashMap<>();
    private boolean started;
    private boolean stopped;

    /** @param drawn whether the hosts of the schedule have audit trails; if not, nothing is checked */
    SimOnRecord(SimSetting setting, boolean drawn) {
        this.setting = setting;
        this.drawn = drawn;
    }

    /** The records of the latest attempt of a run, which begins when its lease is taken. */
    private static final class OfRun {
        private final Set<AuditKind> recorded = EnumSet.noneOf(AuditKind.class);
        private final Set<AuditKind> missed = EnumSet.noneOf(AuditKind.class);
    }

    /** Called when the process tries to append an entry. */
    void onAppend(AuditEntry entry) {
        if (stopped) {
            broken("a record of " + entry.kind().wireName() + " after that of the end of the host");
        }
        if (!started && entry.kind() != AuditKind.HOST_STARTED) {
            broken("a record of " + entry.kind().wireName() + " before that of the start of the host");
        }
        if (entry.kind() == AuditKind.CONTROL_REFUSED) {
            String sender = entry.detail().getOrDefault("key", String.valueOf(entry.actor()));
            refusalsTried.merge(sender + ", " + entry.detail().get("code"), 1, Integer::sum);
        }
    }

    /** Called when an entry could not be appended, as far as the process knows. */
    void onMissed(AuditEntry entry) {
        RunId run = entry.runId();
        if (run != null) {
            of(run).missed.add(entry.kind());
        }
    }

    /** Called when an entry is durable, and the process is about to know it. */
    void onRecorded(AuditEntry entry) {
        started |= entry.kind() == AuditKind.HOST_STARTED;
        stopped |= entry.kind() == AuditKind.HOST_STOPPED;
        RunId run = entry.runId();
        if (run == null) {
            return;
        }
        String action = entry.detail().get("action");
        String event = entry.detail().get("event_id");
        if (entry.kind() == AuditKind.CONTROL_REFUSED) {
            return;
        }
        if (action != null) {
            add(ofAction(run, action, entry.detail().get("key")));
            return;
        }
        if (event != null) {
            add(ofEvent(run, entry.kind(), event));
        }
        if (entry.kind() == AuditKind.LEASE_TAKEN) {
            runs.put(run, new OfRun());
        }
        of(run).recorded.add(entry.kind());
        add(ofResult(run, entry.kind()));
    }

    /**
     * Called when the process answers that a control action is in effect.
     *
     * @param key the key of the command, or null if the host itself asked for the action
     */
    void onInEffect(RunId run, ControlAction action, @Nullable String key) {
        cover(ofAction(run, action.toString(), key), "run " + run + ": " + action + " took effect");
    }

    /** Called when the process, or a source, refuses a request; the record may follow. */
    void onRefused(String sender, ReasonCode code) {
        refusalsOwed.merge(sender + ", " + code, 1, Integer::sum);
    }

    /** Called when the process pushes an event of a run. */
    void onPush(RunId run) {
        require(run, AuditKind.LEASE_TAKEN, "an event left");
        require(run, AuditKind.PLANNED, "an event left");
        require(run, AuditKind.STARTED, "an event left");
        if (drawn && (!started || stopped)) {
            broken("an event left a host that is not on record as running");
        }
    }

    /** Called when a dead letter, or the record of a quarantined event, is about to be durable. */
    void onDeadLetter(DeadLetter letter) {
        AuditKind kind =
                letter.kind() == DeadLetter.Kind.GATE_QUARANTINE ? AuditKind.QUARANTINED : AuditKind.DEAD_LETTERED;
        EventId event = letter.eventId();
        if (event != null) {
            cover(ofEvent(letter.runId(), kind, event.value()), "a dead letter of event " + event + " was stored");
        }
    }

    /** Called when the process saves the record of a run. */
    void onSaved(RunId run, RunState state) {
        switch (state) {
            case COMPLETED -> require(run, AuditKind.COMPLETED, "it was saved as complete");
            case HALTED -> require(run, AuditKind.HALTED, "it was saved as halted");
            case REFUSED -> require(run, AuditKind.READY_REFUSED, "it was saved as refused");
            default -> {}
        }
    }

    /** Called when the process reports the result of a run. */
    void onFinished(RunSummary summary) {
        RunId run = summary.runId();
        if (run == null || summary.reason() == ReasonCode.AUDIT_UNAVAILABLE) {
            return;
        }
        OfRun attempt = of(run);
        boolean counted = summary.events().quarantined() > 0
                && !setting.options().hosts().durable()
                && summary.status() == ReadyDisposition.COMPLETED;
        if (counted) {
            require(run, AuditKind.QUARANTINED, "quarantined events were reported");
        }
        switch (summary.status()) {
            case COMPLETED -> cover(ofResult(run, AuditKind.COMPLETED), "run " + run + " was reported complete");
            case REFUSED -> cover(ofResult(run, AuditKind.READY_REFUSED), "run " + run + " was reported refused");
            case HALTED -> {
                // A run that cannot be recorded as halted stops nevertheless, and its saved state stays. One that was
                // lost
                // before is reported as halted, whatever ended the later attempt.
                boolean tried = attempt.missed.contains(AuditKind.HALTED)
                        || attempt.missed.contains(AuditKind.LEASE_LOST)
                        || attempt.missed.contains(AuditKind.QUARANTINED)
                        || attempt.recorded.contains(AuditKind.READY_REFUSED);
                if (!tried && !coversAny(run)) {
                    broken("run " + run + " was reported as halted without a record");
                }
            }
            default -> {}
        }
    }

    private boolean coversAny(RunId run) {
        return !drawn || take(ofResult(run, AuditKind.HALTED)) || take(ofResult(run, AuditKind.LEASE_LOST));
    }

    /** Checks, once the process is idle, that it tried to record each refusal of a command. */
    void checkAtRest() {
        if (drawn) {
            refusalsOwed.forEach((refusal, owed) -> {
                int tried = refusalsTried.getOrDefault(refusal, 0);
                if (tried < owed) {
                    broken("of " + owed + " refusals (" + refusal + ") the host recorded, or tried to, " + tried);
                }
            });
        }
    }

    private void require(RunId run, AuditKind kind, String what) {
        if (drawn && !of(run).recorded.contains(kind)) {
            broken("run " + run + ": " + what + " without a record of " + kind.wireName() + " in this attempt");
        }
    }

    private void cover(String subject, String what) {
        if (drawn && !take(subject)) {
            broken(what + " without a record of its own");
        }
    }

    private void add(String subject) {
        uncovered.merge(subject, 1, Integer::sum);
    }

    private boolean take(String subject) {
        int count = uncovered.getOrDefault(subject, 0);
        uncovered.put(subject, Math.max(count - 1, 0));
        return count > 0;
    }

    private OfRun of(RunId run) {
        return runs.computeIfAbsent(run, key -> new OfRun());
    }

    private void broken(String what) {
        setting.checks().broken("I13", what);
    }

    private static String ofAction(RunId run, String action, @Nullable String key) {
        return run + ", " + action + (key == null ? "" : ", key " + key);
    }

    private static String ofEvent(RunId run, AuditKind kind, String event) {
        return run + ", " + kind.wireName() + ", event " + event;
    }

    private static String ofResult(RunId run, AuditKind kind) {
        return run + ", " + kind.wireName();
    }
}

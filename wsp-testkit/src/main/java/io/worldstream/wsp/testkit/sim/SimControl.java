package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ControlDesk;
import io.worldstream.wsp.api.ControlSource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.report.ControlJournal;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.testkit.sim.SimTrace.Step;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The control source of one process: submits what its senders ask for, and checks the answers. A key acts at most once in
 * the life of the process, and its command gets one answer, however often it is sent; another command under the same key
 * is refused; an action takes effect only at the host that holds the run, and enters the journal once. One thread.
 */
final class SimControl implements ControlSource {
    private final SimSetting setting;
    private final SimProcess process;
    private final Map<String, Key> keys = new HashMap<>();
    /** The number of actions that took effect on each run, as the answers say. */
    private final IdentityHashMap<RunControl, Long> effects = new IdentityHashMap<>();

    private @Nullable ControlDesk desk;

    SimControl(SimSetting setting, SimProcess process) {
        this.setting = setting;
        this.process = process;
    }

    @Override
    public void open(ControlDesk opened) {
        desk = opened;
    }

    @Override
    public void close() {
        desk = null;
    }

    /** The commands that were sent with a key. */
    private static final class Key {
        private ControlCommand command;
        private @Nullable ControlAnswer answer;

        Key(ControlCommand command) {
            this.command = command;
        }

        boolean isFor(ControlCommand other) {
            return command.runId().equals(other.runId())
                    && command.action().equals(other.action())
                    && command.actor().equals(other.actor());
        }

        /** Returns whether the host may have forgotten the key: what could not be recorded may be sent again. */
        boolean free() {
            return answer instanceof ControlAnswer.Refused refused && isUnrecorded(refused);
        }
    }

    /** Returns whether a command was refused because it could not be recorded. */
    static boolean isUnrecorded(ControlAnswer.Refused refused) {
        return refused.code() == ReasonCode.AUDIT_UNAVAILABLE || refused.code() == ReasonCode.AUDIT_CORRUPT;
    }

    /**
     * Sends a command, unless the process is dead or closed.
     *
     * @param then receives the answer, if there is one
     */
    void send(ControlCommand command, Consumer<ControlAnswer> then) {
        ControlDesk open = desk;
        if (open == null || !process.alive()) {
            return;
        }
        note(Step.CONTROL, command, command.action());
        Key key = keys.computeIfAbsent(command.key(), name -> new Key(command));
        int[] answers = new int[1];
        open.submit(command, answer -> {
            note(Step.REPLY, command, answer);
            if (++answers[0] > 1) {
                broken(command, "got two answers, the second is " + answer);
            }
            check(key, command, answer);
            RunControl run = process.control(command.runId());
            if (run != null) {
                checkJournal(run);
            }
            then.accept(answer);
        });
        process.turnSoon();
    }

    /** Refuses a request that is no command of somebody who may ask. */
    void refuse(String actor, ReasonCode code, String why) {
        ControlDesk open = desk;
        if (open != null && process.alive()) {
            process.audit().onRecord().onRefused(actor, code);
            open.refused(actor, new ControlAnswer.Refused(code, why));
            process.turnSoon();
        }
    }

    private void check(Key key, ControlCommand command, ControlAnswer answer) {
        ControlAnswer first = key.answer;
        boolean own = key.isFor(command);
        if (own && first != null && first.equals(answer)) {
            return;
        }
        if (key.free()
                && answer instanceof ControlAnswer.Refused refused
                && refused.code() == ReasonCode.CONTROL_INVALID) {
            // Another command with this key came first, and has no answer yet.
            owe(command, refused);
        } else if ((own && first == null) || key.free()) {
            key.command = command;
            key.answer = answer;
            onFirst(command, answer);
        } else if (answer instanceof ControlAnswer.Refused refused) {
            boolean reused = !own && refused.code() == ReasonCode.CONTROL_INVALID;
            if (!reused && !process.closing() && !isUnrecorded(refused)) {
                broken(command, "got " + answer + ", but its key was used by " + key.command + " and got " + first);
            }
            owe(command, refused);
        } else {
            broken(command, "took effect, but its key was used by " + key.command + " and got " + first);
        }
    }

    private void onFirst(ControlCommand command, ControlAnswer answer) {
        RunId run = command.runId();
        if (answer instanceof ControlAnswer.Refused refused) {
            owe(command, refused);
            return;
        }
        RunControl control = process.control(run);
        if (control == null) {
            broken(command, "took effect, but the host has no such run");
            return;
        }
        if (setting.options().hosts().durable() && !setting.lease().holds(process, run)) {
            broken(command, "took effect at a host that does not hold the run");
        }
        onInEffect(control, command.action(), command.key());
    }

    private void owe(ControlCommand command, ControlAnswer.Refused refused) {
        if (!isUnrecorded(refused)) {
            process.audit().onRecord().onRefused(command.key(), refused.code());
        }
    }

    /**
     * Called when an action takes effect.
     *
     * @param key the key of its command, or null if the host itself asked for it
     */
    void onInEffect(RunControl run, ControlAction action, @Nullable String key) {
        process.audit().onRecord().onInEffect(run.runId(), action, key);
        process.obey(run, action);
        effects.merge(run, 1L, Long::sum);
        checkJournal(run);
    }

    private void checkJournal(RunControl run) {
        ControlJournal journal = run.journal();
        long entered = journal.records().size() + journal.omitted();
        long answered = effects.getOrDefault(run, 0L);
        if (entered != answered) {
            setting.checks()
                    .broken(
                            "CTL",
                            "the journal of run " + run.runId() + " has " + entered + " actions, but " + answered
                                    + " were answered to be in effect");
        }
    }

    private void note(Step step, ControlCommand command, Object what) {
        setting.trace()
                .step(
                        step,
                        process.number(),
                        command.key().hashCode(),
                        what.toString().hashCode());
        setting.trace().remark(command.key() + " " + command.action(), what);
    }

    private void broken(ControlCommand command, String what) {
        setting.checks().broken("CTL", command + " " + what);
    }
}

package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ControlDesk;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of control sources: queues them for the engine, answers repeated ones from memory, and lets each act
 * once. A key keeps no answer that only says that its action could not be recorded. Bounded. The desk is thread-safe; everything else is confined to the engine's thread.
 */
final class ControlIntake implements ControlDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ControlIntake.class);

    private static final int MOST_WAITING = 1_024;
    private static final int MOST_KEYS = 10_000;

    private final HostAudit audit;
    private final RefusalNotes notes;
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    /** Number of requests without an answer. */
    private final AtomicInteger waiting = new AtomicInteger();

    private final Runnable wakeUp;
    private volatile boolean closed;
    private final Set<Handled> unanswered = new HashSet<>();

    private final Map<String, Handled> byKey = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Handled> eldest) {
            return size() > MOST_KEYS;
        }
    };

    /**
     * @param audit records the refusals that no lane records
     * @param wakeUp called, from any thread, when a command was submitted
     */
    ControlIntake(HostAudit audit, Runnable wakeUp) {
        this.audit = audit;
        this.wakeUp = wakeUp;
        notes = new RefusalNotes(audit, MOST_WAITING);
    }

    @Override
    public void submit(ControlCommand command, Consumer<ControlAnswer> answer) {
        Request request = new Request(command, answer);
        if (waiting.incrementAndGet() > MOST_WAITING) {
            refuseAndNote(request, refusal("too many commands wait to be handled; send it again later"));
            return;
        }
        requests.add(request);
        if (closed) {
            refuseQueued(refusal("this host is closing"));
        }
        wakeUp.run();
    }

    @Override
    public void refused(String actor, ControlAnswer.Refused refusal) {
        LOG.warn("a command of {} was refused, {}: {}", LogText.quote(actor), refusal.code(), refusal.why());
        notes.add(null, actor, refusal);
        wakeUp.run();
    }

    /**
     * Handles what was submitted, as far as the audit trail has room; returns the amount of work done.
     *
     * @param handler hands a command to its run, which answers it now or on a later turn; returns false if no run takes it
     */
    int doWork(BiPredicate<ControlCommand, Consumer<ControlAnswer>> handler) {
        int work = notes.doWork();
        if (!audit.started()) {
            WspException failure = audit.failure();
            if (failure != null) {
                refuseQueued(new ControlAnswer.Refused(
                        failure.code(), "this host has not started: " + failure.getMessage()));
            }
            return work;
        }
        while (audit.hasRoom()) {
            Request request = requests.poll();
            if (request == null) {
                break;
            }
            handle(request, handler);
            work++;
        }
        return work;
    }

    /** Returns whether every refusal is recorded or being recorded. */
    boolean recorded() {
        return notes.isEmpty() || !audit.started();
    }

    /** Refuses what is queued, and every later command. */
    void close() {
        closed = true;
        refuseQueued(refusal("this host is closing"));
    }

    /** Closes, and refuses what has no answer yet, since the engine has ended. */
    void fail() {
        close();
        for (Handled handled : List.copyOf(unanswered)) {
            settle(handled, new ControlAnswer.Refused(ReasonCode.DEFECT, "this host has failed; see its log"));
        }
    }

    private void handle(Request request, BiPredicate<ControlCommand, Consumer<ControlAnswer>> handler) {
        ControlCommand command = request.command();
        Handled handled = byKey.computeIfAbsent(command.key(), key -> new Handled(command));
        ControlAnswer answer = handled.answer;
        if (!handled.isFor(command)) {
            refuseUnhandled(
                    command,
                    new ControlAnswer.Refused(
                            ReasonCode.CONTROL_INVALID,
                            "the key " + LogText.quote(command.key())
                                    + " was used for another command; choose a new one"),
                    refusal -> answer(request, refusal));
        } else if (answer != null) {
            answer(request, answer);
        } else {
            handled.waiting.add(request);
            if (unanswered.add(handled)) {
                decide(handled, command, handler);
            }
        }
    }

    private void decide(
            Handled handled, ControlCommand command, BiPredicate<ControlCommand, Consumer<ControlAnswer>> handler) {
        if (!handler.test(command, answer -> settle(handled, answer))) {
            refuseUnhandled(
                    command,
                    new ControlAnswer.Refused(
                            ReasonCode.CONTROL_RUN_UNKNOWN,
                            "this host does not stream run " + command.runId()
                                    + ": it has ended or stopped, was not announced, or waits for a place"),
                    refusal -> settle(handled, refusal));
        }
    }

    private void refuseUnhandled(
            ControlCommand command, ControlAnswer.Refused refusal, Consumer<ControlAnswer.Refused> then) {
        audit.controlRefused(command, command.actor(), refusal, () -> then.accept(refusal));
    }

    private void settle(Handled handled, ControlAnswer answer) {
        if (unanswered.remove(handled)) {
            // Without an answer to repeat, the key acts when it is sent again.
            handled.answer = unrecorded(answer) ? null : answer;
            handled.waiting.forEach(each -> answer(each, answer));
            handled.waiting.clear();
        }
    }

    /** Returns whether an action did not happen because it could not be recorded. */
    private static boolean unrecorded(ControlAnswer answer) {
        return answer instanceof ControlAnswer.Refused refused
                && (refused.code() == ReasonCode.AUDIT_UNAVAILABLE || refused.code() == ReasonCode.AUDIT_CORRUPT);
    }

    private void refuseQueued(ControlAnswer.Refused refusal) {
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            refuseAndNote(request, refusal);
        }
    }

    /** Refuses a command on any thread; the record follows. */
    private void refuseAndNote(Request request, ControlAnswer.Refused refusal) {
        notes.add(request.command(), request.command().actor(), refusal);
        answer(request, refusal);
    }

    private static ControlAnswer.Refused refusal(String why) {
        return new ControlAnswer.Refused(ReasonCode.CONTROL_REFUSED, why);
    }

    private void answer(Request request, ControlAnswer answer) {
        waiting.decrementAndGet();
        ControlCommand command = request.command();
        if (answer instanceof ControlAnswer.Refused refused) {
            LOG.warn(
                    "run {}: {} by {} was refused, {}: {}",
                    command.runId(),
                    command.action(),
                    LogText.quote(command.actor()),
                    refused.code(),
                    refused.why());
        }
        try {
            request.answer().accept(answer);
        } catch (RuntimeException e) {
            LOG.warn("the answer to a command could not be given to its source", e);
        }
    }

    private record Request(ControlCommand command, Consumer<ControlAnswer> answer) {}

    /** The command of a key, and its answer once there is one to repeat. */
    private static final class Handled {
        private final RunId runId;
        private final ControlAction action;
        private final String actor;
        private final List<Request> waiting = new ArrayList<>(1);
        private @Nullable ControlAnswer answer;

        Handled(ControlCommand command) {
            runId = command.runId();
            action = command.action();
            actor = command.actor();
        }

        boolean isFor(ControlCommand other) {
            return runId.equals(other.runId()) && action.equals(other.action()) && actor.equals(other.actor());
        }
    }
}

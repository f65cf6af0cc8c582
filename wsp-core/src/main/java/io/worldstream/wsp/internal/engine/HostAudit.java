package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.plan.PolicyDigest;
import io.worldstream.wsp.internal.run.AuditTexts;
import io.worldstream.wsp.internal.run.AuditTrail;
import io.worldstream.wsp.internal.run.RunContext;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what belongs to no lane: the start and the end of the host, and READYs and commands that are refused without one. The engine
 * does nothing before its start is on record, which is tried every second. Confined to the engine's thread, except where
 * stated.
 */
final class HostAudit {
    private static final Logger LOG = LoggerFactory.getLogger(HostAudit.class);
    private static final long ASK_AGAIN_NANOS = 1_000_000_000L;

    private final RunContext context;
    private final AuditTrail trail;
    private State state = State.NEW;
    private long tryAtNanos;
    private volatile @Nullable WspException failure;

    /** The state of the host, as the audit trail has it. */
    private enum State {
        NEW,
        STARTING,
        STARTED,
        STOPPING,
        STOPPED
    }

    HostAudit(RunContext context) {
        this.context = context;
        trail = context.audit();
        tryAtNanos = context.clock().monotonicNanos();
        if (!trail.active()) {
            state = State.STARTED;
        }
    }

    /** Returns whether the start of the host is on record. */
    boolean started() {
        return state == State.STARTED;
    }

    /** Returns whether the end of the host is on record, or was given up. */
    boolean stopped() {
        return state == State.STOPPED;
    }

    /** Returns why the start of the host could not be recorded at the last try, or null. Safe from any thread. */
    @Nullable WspException failure() {
        return failure;
    }

    /** Records the start of the host if that is due, and takes in results; returns the amount of work done. */
    int doWork() {
        if (!trail.active() || (state == State.STARTED && trail.idle())) {
            return 0;
        }
        long now = context.clock().monotonicNanos();
        int work = 0;
        if (state == State.NEW && tryAtNanos - now <= 0) {
            state = State.STARTING;
            AuditEntry.Builder entry = entry(AuditKind.HOST_STARTED);
            context.ports().hostDetails().forEach((name, value) -> entry.detail(name, AuditTexts.text(value)));
            entry.detail("policy_digest", PolicyDigest.of(context.policy()).value());
            trail.appendOnce(entry.build(), this::onStarted);
            work++;
        }
        return work + trail.doWork(now);
    }

    /** Returns the nanoseconds until there is work, or {@link Long#MAX_VALUE}. */
    long nanosToNextWork(long nowNanos) {
        long retry = trail.nanosToNextWork(nowNanos);
        return state == State.NEW ? Math.min(retry, Math.max(tryAtNanos - nowNanos, 0)) : retry;
    }

    private void onStarted(@Nullable WspException failed) {
        WspException before = failure;
        failure = failed;
        if (state != State.STARTING) {
            return;
        }
        state = failed == null ? State.STARTED : State.NEW;
        if (failed != null) {
            tryAtNanos = context.clock().monotonicNanos() + ASK_AGAIN_NANOS;
            if (before == null || !String.valueOf(before.getMessage()).equals(failed.getMessage())) {
                LOG.warn("the host does not start, retrying every second: {}: {}", failed.code(), failed.getMessage());
            }
        }
    }

    /** Records the end of the host, once; a host that is not on record has none. */
    void stop() {
        if (state == State.STOPPING || state == State.STOPPED) {
            return;
        }
        if (state != State.STARTED || !trail.active()) {
            state = State.STOPPED;
            return;
        }
        state = State.STOPPING;
        trail.appendOnce(entry(AuditKind.HOST_STOPPED).build(), failed -> {
            state = State.STOPPED;
            if (failed != null) {
                LOG.warn("the end of the host is not on record: {}: {}", failed.code(), failed.getMessage());
            }
        });
    }

    /**
     * Records a refusal for which no lane runs.
     *
     * @param message the name of the message, or null if no message was refused
     * @param then called with null if it is on record, or with the reason why it must not take effect
     */
    void refused(
            @Nullable RunId run,
            @Nullable String message,
            List<Violation> findings,
            Consumer<@Nullable WspException> then) {
        if (!trail.active()) {
            then.accept(null);
            return;
        }
        AuditEntry.Builder entry = entry(AuditKind.READY_REFUSED).run(run);
        AuditTexts.findings(entry, findings);
        if (message != null) {
            entry.detail("message", AuditTexts.text(message));
        }
        trail.append(entry.build(), then);
    }

    /**
     * Records, with one try, the refusal of a command for which no lane runs.
     *
     * @param command the command, or null if what was sent is not one
     * @param actor who sent it, or null if there are several
     * @param then called when the refusal is on record, or cannot be recorded; at once without an audit sink
     */
    void controlRefused(
            @Nullable ControlCommand command, @Nullable String actor, ControlAnswer.Refused refusal, Runnable then) {
        if (!trail.active()) {
            then.run();
            return;
        }
        AuditEntry.Builder entry = entry(AuditKind.CONTROL_REFUSED);
        if (command != null) {
            entry.run(command.runId());
            AuditTexts.command(entry, command);
            AuditTexts.action(entry, command.action());
        } else if (actor != null) {
            entry.actor(AuditTexts.actor(actor));
        }
        AuditTexts.refusal(entry, refusal);
        trail.appendOnce(entry.build(), failed -> {
            if (failed != null) {
                LOG.warn("the refusal of a command is not on record: {}: {}", failed.code(), failed.getMessage());
            }
            then.run();
        });
    }

    /** Returns whether the host has an audit sink. Safe from any thread. */
    boolean active() {
        return trail.active();
    }

    /** Returns whether more entries may be caused by messages from outside. */
    boolean hasRoom() {
        return trail.hasRoom();
    }

    private AuditEntry.Builder entry(AuditKind kind) {
        return AuditEntry.builder(kind, context.clock().wallTime());
    }
}

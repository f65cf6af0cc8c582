package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.tasks.BackgroundTasks;
import io.worldstream.wsp.internal.tasks.RetryingTask;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends the entries of an engine to the host's audit sink, off the engine's thread, one at a time and in the order in
 * which they were decided. An action takes effect in the callback of its entry. A host without a sink has each callback
 * called at once. Confined to the engine's thread.
 */
public final class AuditTrail {
    /** Maximum number of entries that wait before intake stops. */
    private static final int MOST_WAITING = 64;

    private static final String WHAT = "an action could not be recorded in the audit trail";

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final @Nullable AuditSink sink;
    private final LaneMailbox results;
    private final RetryingTask patient;
    private final RetryingTask hasty;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    /** Set while an append that the host's executor rejected fails, on the engine's thread. */
    private volatile @Nullable Throwable rejection;

    /**
     * @param sink stores the entries; null for a host without an audit trail
     * @param tasks runs the appends off the engine's thread
     * @param patience the retry budget of an append
     * @param wakeUp called, from any thread, when an append has ended
     */
    public AuditTrail(@Nullable AuditSink sink, BackgroundTasks tasks, Duration patience, Runnable wakeUp) {
        this.sink = sink;
        results = new LaneMailbox(tasks, wakeUp);
        patient = new RetryingTask(this::offload, WHAT, ReasonCode.AUDIT_UNAVAILABLE, patience.toNanos());
        hasty = new RetryingTask(this::offload, WHAT, ReasonCode.AUDIT_UNAVAILABLE, 0);
    }

    /** Returns the trail of a host that records nothing. */
    public static AuditTrail none() {
        return new AuditTrail(null, new BackgroundTasks(Runnable::run, 1), Duration.ZERO, () -> {});
    }

    /** Returns whether the host has an audit sink. */
    public boolean active() {
        return sink != null;
    }

    /**
     * Appends an entry. Failures are retried within the budget.
     *
     * @param then called on the engine's thread: with null when the entry is stored, so that its action may take effect, or
     *     with the reason why it must not
     */
    public void append(AuditEntry entry, Consumer<@Nullable WspException> then) {
        add(new Pending(entry, patient, then));
    }

    /** As {@link #append}, with one try: for an action whose caller can repeat it, and would not expect it a minute later. */
    public void appendOnce(AuditEntry entry, Consumer<@Nullable WspException> then) {
        add(new Pending(entry, hasty, then));
    }

    /** Returns whether more entries may be caused by messages from outside. */
    public boolean hasRoom() {
        return waiting.size() < MOST_WAITING;
    }

    /** Returns whether every entry was appended, or given up, and its callback called. */
    public boolean idle() {
        return waiting.isEmpty() && patient.idle() && hasty.idle();
    }

    /** Takes in the results of appends and starts the next one; returns the amount of work done. */
    public int doWork(long nowNanos) {
        int work = patient.doWork(nowNanos) + hasty.doWork(nowNanos);
        for (int ended = results.drain(nowNanos); ended > 0; ended = results.drain(nowNanos)) {
            work += ended;
            startNext();
        }
        return work;
    }

    /** Returns the nanoseconds until the next retry, or {@link Long#MAX_VALUE}. */
    public long nanosToNextWork(long nowNanos) {
        return Math.min(patient.nanosToNextWork(nowNanos), hasty.nanosToNextWork(nowNanos));
    }

    private void add(Pending pending) {
        if (sink == null) {
            pending.then.accept(null);
            return;
        }
        waiting.addLast(pending);
        startNext();
    }

    private void startNext() {
        AuditSink stores = sink;
        if (stores == null || !patient.idle() || !hasty.idle()) {
            return;
        }
        Pending next = waiting.pollFirst();
        if (next != null) {
            next.task.begin(() -> store(stores, next.entry), next.then);
        }
    }

    /** Runs an append off the engine's thread; one that the host's executor rejects fails. */
    private void offload(Supplier<LongConsumer> append) {
        try {
            results.run(append);
        } catch (RuntimeException | Error e) {
            rejection = e;
            LongConsumer failed = append.get();
            rejection = null;
            results.post(failed);
        }
    }

    /** An action must not happen whatever keeps it from being recorded: a defect in the sink is a failure like others. */
    private void store(AuditSink stores, AuditEntry entry) throws IOException {
        Throwable rejected = rejection;
        if (rejected != null) {
            throw defect("the host's executor rejected the append", rejected);
        }
        try {
            stores.append(entry);
        } catch (IOException | WspException e) {
            throw e;
        } catch (Throwable e) {
            throw defect("a defect made the audit sink fail", e);
        }
    }

    private static WspException defect(String what, Throwable cause) {
        LOG.error("{}", what, cause);
        return new WspException(ReasonCode.AUDIT_UNAVAILABLE, what + ": " + cause, cause);
    }

    private record Pending(AuditEntry entry, RetryingTask task, Consumer<@Nullable WspException> then) {}
}

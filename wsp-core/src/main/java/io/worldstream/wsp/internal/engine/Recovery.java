package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.lease.RunStore;
import io.worldstream.wsp.internal.run.RunContext;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.report.RunState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the saved records of all runs off the engine's thread: at the start, before any READY is taken, and when the
 * host asks to resume halted runs. Confined to the engine's thread, except where stated.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final long ASK_AGAIN_NANOS = 1_000_000_000L;

    private final RunContext context;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean haltedAsked = new AtomicBoolean();
    private boolean halted;
    private boolean done;
    private boolean reading;
    private long readAtNanos;
    private final Defects defects;
    private volatile @Nullable Throwable failure;

    Recovery(RunContext context, Defects defects) {
        this.context = context;
        this.defects = defects;
        readAtNanos = context.clock().monotonicNanos();
    }

    /** Requests that halted runs resume as well. Safe from any thread. */
    void askForHalted() {
        haltedAsked.set(true);
        context.wakeUp().run();
    }

    /** Returns whether every requested read has completed. Until then the meaning of a READY is unknown. */
    boolean done() {
        return done && !haltedAsked.get();
    }

    /** Returns the failure of the last read, or null if it succeeded. Safe from any thread. */
    @Nullable Throwable failure() {
        return failure;
    }

    /** Starts a read if one is due; returns the result of a completed read, or null. */
    @Nullable Found doWork() {
        if (haltedAsked.getAndSet(false)) {
            halted = true;
            done = false;
        }
        if (!done && !reading && readAtNanos - context.clock().monotonicNanos() <= 0) {
            reading = true;
            startReading();
        }
        Answer answer = answers.poll();
        if (answer == null) {
            return null;
        }
        reading = false;
        sayWhatIsNew(answer.failure);
        failure = answer.failure;
        done = answer.failure == null;
        readAtNanos = context.clock().monotonicNanos() + (done ? 0 : ASK_AGAIN_NANOS);
        return done ? new Found(answer.runs, halted) : null;
    }

    /** Returns the nanoseconds until the next read, or {@link Long#MAX_VALUE}. */
    long nanosToNextWork(long nowNanos) {
        return done || reading ? Long.MAX_VALUE : Math.max(readAtNanos - nowNanos, 0);
    }

    private void startReading() {
        try {
            context.tasks().execute(() -> {
                answers.add(read(context.store()));
                context.wakeUp().run();
            });
        } catch (Throwable e) {
            answers.add(new Answer(List.of(), e));
        }
    }

    private static Answer read(RunStore store) {
        List<Kept> runs = new ArrayList<>();
        try {
            for (RunId run : store.runs()) {
                read(store, run).ifPresent(runs::add);
            }
            return new Answer(runs, null);
        } catch (IOException e) {
            return new Answer(
                    List.of(),
                    new WspException(
                            ReasonCode.CHECKPOINT_UNAVAILABLE,
                            "the saved records of runs cannot be read: " + e.getMessage(),
                            e));
        } catch (Throwable e) {
            return new Answer(List.of(), e);
        }
    }

    private static Optional<Kept> read(RunStore store, RunId run) throws IOException {
        try {
            return store.read(run).map(record -> new Kept(run, record.ready(), record.state(), null));
        } catch (WspException e) {
            return Optional.of(new Kept(run, null, null, e));
        }
    }

    /** Reports a failure that differs from the previous one, so that a lasting outage is reported once. */
    private void sayWhatIsNew(@Nullable Throwable found) {
        Throwable before = failure;
        if (found == null || (before != null && before.toString().equals(found.toString()))) {
            return;
        }
        if (found instanceof WspException) {
            LOG.warn("{}; retrying every second", found.getMessage());
        } else {
            defects.report("a defect prevents reading the saved records of runs; retrying every second", found);
        }
    }

    /**
     * The saved record of a run, without its cursor, which the lane reads when it takes the run.
     *
     * @param ready the READY that announced the run; null if the record is damaged
     * @param state the saved state; null if the record is damaged
     * @param damage the damage to the record, or null
     */
    record Kept(
            RunId run,
            @Nullable ReadySignal ready,
            @Nullable RunState state,
            @Nullable WspException damage) {}

    /**
     * The saved records of all runs.
     *
     * @param runs the runs that have a record
     * @param halted whether halted runs resume as well
     */
    record Found(List<Kept> runs, boolean halted) {
        Found {
            runs = List.copyOf(runs);
        }
    }

    private record Answer(List<Kept> runs, @Nullable Throwable failure) {}
}

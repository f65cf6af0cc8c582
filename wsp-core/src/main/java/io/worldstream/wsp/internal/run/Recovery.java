package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.ledger.RunKeeping;
import io.worldstream.wsp.internal.ledger.RunRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept of all runs, read beside the engine: at the start, before any READY is taken, and when the host asks for what
 * halted. The engine's thread, but for what says so.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final long ASK_AGAIN_NANOS = 1_000_000_000L;

    private final EngineParts parts;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean haltedAsked = new AtomicBoolean();
    private boolean halted;
    private boolean done;
    private boolean reading;
    private long readAtNanos;
    private volatile @Nullable WspException failure;

    Recovery(EngineParts parts) {
        this.parts = parts;
        readAtNanos = parts.clock().monotonicNanos();
    }

    /** Has runs that halted go on too. Safe from any thread. */
    void askForHalted() {
        haltedAsked.set(true);
        parts.wakeUp().run();
    }

    /** Whether all that was asked for has been read: until then it is not known what a READY means. */
    boolean done() {
        return done && !haltedAsked.get();
    }

    /** Why it could not be read when it was last tried, or null. Safe from any thread. */
    @Nullable WspException failure() {
        return failure;
    }

    /** Reads where there is something to read; gives what was found, or null. */
    @Nullable Found doWork() {
        if (haltedAsked.getAndSet(false)) {
            halted = true;
            done = false;
        }
        if (!done && !reading && readAtNanos - parts.clock().monotonicNanos() <= 0) {
            reading = true;
            parts.tasks().execute(() -> {
                answers.add(read(parts.keeping()));
                parts.wakeUp().run();
            });
        }
        Answer answer = answers.poll();
        if (answer == null) {
            return null;
        }
        reading = false;
        failure = answer.failure;
        done = answer.failure == null;
        readAtNanos = parts.clock().monotonicNanos() + (done ? 0 : ASK_AGAIN_NANOS);
        return done ? new Found(answer.runs, halted) : null;
    }

    /** Nanoseconds until it is read again, or {@link Long#MAX_VALUE}. */
    long nanosToNextWork(long nowNanos) {
        return done || reading ? Long.MAX_VALUE : Math.max(readAtNanos - nowNanos, 0);
    }

    private static Answer read(RunKeeping keeping) {
        List<Kept> runs = new ArrayList<>();
        try {
            for (RunId run : keeping.runs()) {
                runs.add(read(keeping, run));
            }
            return new Answer(runs, null);
        } catch (IOException e) {
            LOG.warn("what is kept of runs cannot be read now: {}", e.getMessage());
            return new Answer(
                    List.of(),
                    new WspException(
                            ReasonCode.CHECKPOINT_UNAVAILABLE,
                            "what is kept of runs cannot be read: " + e.getMessage(),
                            e));
        }
    }

    private static Kept read(RunKeeping keeping, RunId run) throws IOException {
        try {
            return new Kept(run, keeping.read(run).orElse(null), null);
        } catch (WspException e) {
            return new Kept(run, null, e);
        }
    }

    /**
     * What is kept of a run.
     *
     * @param record null if it is damaged, or gone by now
     * @param damage what is wrong with it, or null
     */
    record Kept(
            RunId run, @Nullable RunRecord record, @Nullable WspException damage) {}

    /**
     * What is kept of all runs.
     *
     * @param runs of which something is kept
     * @param halted whether those that halted go on too
     */
    record Found(List<Kept> runs, boolean halted) {
        Found {
            runs = List.copyOf(runs);
        }
    }

    private record Answer(List<Kept> runs, @Nullable WspException failure) {}
}

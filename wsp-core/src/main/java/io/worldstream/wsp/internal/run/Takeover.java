package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.LeaseHeld;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.ledger.RunKeeping;
import io.worldstream.wsp.internal.ledger.RunRecord;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a run: its lease, then what is kept of it; asks again for as long as another holds it (I9). The lane's thread. */
final class Takeover {
    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);
    private static final long ASK_AGAIN_NANOS = 1_000_000_000L;

    private final EngineParts parts;
    private final RunKeeping keeping;
    private final RunId run;
    private final Beside beside;
    private final PatientTask taking;
    private BiConsumer<Tenure, @Nullable RunRecord> onTaken = (tenure, record) -> {};
    private Runnable onHeld = () -> {};
    private Consumer<WspException> onFailed = failure -> {};
    /** Set beside the lane, before the lane hears of it. */
    private volatile @Nullable Taken found;

    /** Used beside the lane only, where one thing is done at a time. */
    private boolean saidThatItWaits;

    private boolean waiting;
    private boolean stopped;
    private long askAgainNanos;

    Takeover(EngineParts parts, RunId run, Beside beside) {
        this.parts = parts;
        this.keeping = parts.keeping();
        this.run = run;
        this.beside = beside;
        taking = new PatientTask(
                beside,
                "the run could not be taken",
                ReasonCode.CHECKPOINT_UNAVAILABLE,
                parts.policy().checkpoint().patience().toNanos());
    }

    /**
     * Starts to take the run.
     *
     * @param taken hears of the run in this host's hands, and of what is kept of it, or null if nothing is
     * @param held hears, each time, that another holds it
     * @param failed hears why it cannot be taken
     */
    void begin(BiConsumer<Tenure, @Nullable RunRecord> taken, Runnable held, Consumer<WspException> failed) {
        onTaken = taken;
        onHeld = held;
        onFailed = failed;
        ask();
    }

    /** Lets go what was granted and has not been handed over, after a defect. */
    void abandon() {
        stop();
        Taken taken = found;
        if (taken != null) {
            beside.run(() -> {
                release(taken.grant);
                return now -> {};
            });
        }
    }

    /** Asks no more; what is asked now is still heard of. */
    void stop() {
        stopped = true;
        waiting = false;
    }

    /** Whether the run may yet fall into this host's hands. */
    boolean underWay() {
        return waiting || !taking.idle();
    }

    int doWork(long nowNanos) {
        if (waiting && askAgainNanos - nowNanos <= 0) {
            ask();
            return 1;
        }
        return taking.doWork(nowNanos);
    }

    long nanosToNextWork(long nowNanos) {
        return waiting ? Math.max(askAgainNanos - nowNanos, 0) : taking.nanosToNextWork(nowNanos);
    }

    private void ask() {
        waiting = false;
        taking.begin(() -> found = take(), this::onAnswer);
    }

    private void onAnswer(@Nullable WspException failure) {
        if (failure != null && failure.code() != ReasonCode.LEASE_LOST) {
            onFailed.accept(failure);
            return;
        }
        Taken taken = failure == null ? found : null;
        if (taken != null) {
            Tenure tenure = new Tenure(
                    keeping,
                    taken.grant,
                    taken.askedNanos,
                    taken.record == null ? 0 : taken.record.cursor().events(),
                    beside,
                    parts.policy().checkpoint());
            found = null;
            onTaken.accept(tenure, taken.record);
            return;
        }
        waiting = !stopped;
        askAgainNanos = parts.clock().monotonicNanos() + ASK_AGAIN_NANOS;
        onHeld.run();
    }

    /** Beside the lane. Null if another holds the run. */
    private @Nullable Taken take() throws IOException {
        long askedNanos = parts.clock().monotonicNanos();
        Optional<RunLease.Grant> grant = keeping.acquire(run);
        if (grant.isEmpty()) {
            sayOnceThatItWaits();
            return null;
        }
        try {
            RunRecord record = keeping.open(run, grant.get().epoch()).orElse(null);
            return new Taken(grant.get(), askedNanos, record);
        } catch (Throwable e) {
            release(grant.get());
            throw e;
        }
    }

    /** Beside the lane. */
    private void sayOnceThatItWaits() throws IOException {
        if (!saidThatItWaits && parts.policy().leaseHeld() == LeaseHeld.WAIT) {
            saidThatItWaits = true;
            String holder = keeping.holder(run).orElse("a host that just let go");
            LOG.warn("run {} is held by {}; it is taken when it is free", run, holder);
        }
    }

    private static void release(RunLease.Grant grant) {
        try {
            grant.release();
        } catch (IOException e) {
            LOG.warn("the lease could not be released and runs out: {}", e.getMessage());
        }
    }

    private record Taken(
            RunLease.Grant grant, long askedNanos, @Nullable RunRecord record) {}
}

package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An in-memory lease on the test's clock, which fails on request. Several producers may share one, as processes share a
 * folder; {@link #as} gives each its own name. Any thread may use it.
 */
public final class InMemoryRunLease implements RunLease {
    /** The term of {@link #InMemoryRunLease(Clock)}. */
    public static final Duration DEFAULT_TERM = Duration.ofSeconds(10);

    private static final String NAMELESS = "a producer of the test";

    private final Clock clock;
    private final Duration term;
    private final Map<RunId, Long> epochs = new HashMap<>();
    private final Map<RunId, Held> holders = new HashMap<>();
    private final ScriptedFailures looks =
            new ScriptedFailures("the holder of the run cannot be determined, as scripted");
    private final ScriptedFailures acquires = new ScriptedFailures("the lease cannot be acquired, as scripted");
    private final ScriptedFailures renews = new ScriptedFailures("the lease cannot be renewed, as scripted");
    private final ScriptedFailures releases = new ScriptedFailures("the lease cannot be released, as scripted");

    /**
     * Creates a lease that nobody holds, with a term of {@link #DEFAULT_TERM}.
     *
     * @param clock measures the terms of all producers that share the lease
     */
    public InMemoryRunLease(Clock clock) {
        this(clock, DEFAULT_TERM);
    }

    /**
     * Creates a lease that nobody holds.
     *
     * @param clock measures the terms of all producers that share the lease
     * @param term the term; positive
     */
    public InMemoryRunLease(Clock clock, Duration term) {
        if (term.isNegative() || term.isZero()) {
            throw new IllegalArgumentException("a term must be positive: " + term);
        }
        this.clock = clock;
        this.term = term;
    }

    private record Held(long epoch, String owner, long sinceNanos) {
        /** Keeps the later of two concurrent renewals, because the call that began first may finish last. */
        Held renewedAt(long nanos) {
            return nanos - sinceNanos > 0 ? new Held(epoch, owner, nanos) : this;
        }
    }

    /**
     * Returns this lease for one of the producers that share it.
     *
     * @param owner the name that {@link #holder} returns for runs that this producer holds
     */
    public RunLease as(String owner) {
        return new RunLease() {
            @Override
            public Optional<Grant> acquire(RunId run) throws IOException {
                return InMemoryRunLease.this.acquire(run, owner);
            }

            @Override
            public Optional<String> holder(RunId run) throws IOException {
                return InMemoryRunLease.this.holder(run);
            }
        };
    }

    /** Makes all calls fail, like an unreachable lease, until called with false ({@code LEA-06}). */
    public synchronized void setUnavailable(boolean unavailable) {
        List.of(looks, acquires, renews, releases).forEach(each -> each.always(unavailable));
    }

    /** Makes the next {@code count} acquires fail; they grant nothing. */
    public synchronized void failNextAcquires(int count) {
        acquires.next(count);
    }

    /** Makes the next {@code count} renewals fail; the term keeps running. */
    public synchronized void failNextRenewals(int count) {
        renews.next(count);
    }

    /** Makes the next {@code count} releases fail; the run stays held until its term ends. */
    public synchronized void failNextReleases(int count) {
        releases.next(count);
    }

    /**
     * Takes a run from its holder, as if the term had ended and another had acquired and released the run: the holder's
     * next renewal is false ({@code LEA-03}).
     */
    public synchronized void takeAway(RunId run) {
        epochs.merge(run, 1L, Long::sum);
        holders.remove(run);
    }

    @Override
    public Optional<Grant> acquire(RunId run) throws IOException {
        return acquire(run, NAMELESS);
    }

    @Override
    public synchronized Optional<String> holder(RunId run) throws IOException {
        looks.strike();
        Held held = holders.get(run);
        return held == null || hasRunOut(held, clock.monotonicNanos()) ? Optional.empty() : Optional.of(held.owner());
    }

    /** Returns the epoch of the last grant of a run, even if that grant has ended; 0 if there was none. */
    public synchronized long epoch(RunId run) {
        return epochs.getOrDefault(run, 0L);
    }

    private Optional<Grant> acquire(RunId run, String owner) throws IOException {
        long began = clock.monotonicNanos();
        synchronized (this) {
            acquires.strike();
            Held held = holders.get(run);
            if (held != null && !hasRunOut(held, began)) {
                return Optional.empty();
            }
            long epoch = epochs.merge(run, 1L, Long::sum);
            holders.put(run, new Held(epoch, owner, began));
            return Optional.of(new InMemoryGrant(run, epoch));
        }
    }

    private boolean hasRunOut(Held held, long nowNanos) {
        return nowNanos - held.sinceNanos() >= term.toNanos();
    }

    private synchronized boolean holds(RunId run, long epoch) {
        Held held = holders.get(run);
        return held != null && held.epoch() == epoch;
    }

    private final class InMemoryGrant implements Grant {
        private final RunId run;
        private final long epoch;
        private boolean over;

        InMemoryGrant(RunId run, long epoch) {
            this.run = run;
            this.epoch = epoch;
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public Duration term() {
            return term;
        }

        @Override
        public boolean renew() throws IOException {
            long began = clock.monotonicNanos();
            synchronized (InMemoryRunLease.this) {
                renews.strike();
                over |= !holds(run, epoch);
                if (!over) {
                    holders.computeIfPresent(run, (of, held) -> held.renewedAt(began));
                }
                return !over;
            }
        }

        @Override
        public void release() throws IOException {
            synchronized (InMemoryRunLease.this) {
                over = true;
                releases.strike();
                if (holds(run, epoch)) {
                    holders.remove(run);
                }
            }
        }
    }
}

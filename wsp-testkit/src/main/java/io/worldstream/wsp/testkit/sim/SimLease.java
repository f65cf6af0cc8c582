package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.testkit.sim.SimTrace.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The lease of all hosts: terms in virtual time, epochs that only increase. One thread. */
final class SimLease {
    private final SimScheduler time;
    private final SimTrace trace;
    private final SimRates rates;
    private final Duration term;
    private final Map<String, Held> runs = new TreeMap<>();

    SimLease(SimScheduler time, SimTrace trace, SimRates rates, Duration term) {
        this.time = time;
        this.trace = trace;
        this.rates = rates;
        this.term = term;
    }

    /** Returns the lease as seen by a process. */
    RunLease of(SimProcess process) {
        return new View(process);
    }

    /** Returns the lease as seen by an operator's tools. */
    RunLease undisturbed() {
        return new View(null);
    }

    /** Returns whether a process may stream a run now (I9). */
    boolean holds(SimProcess process, RunId run) {
        Held held = runs.get(run.value());
        return held != null && held.by == process && time.nowNanos() < held.untilNanos;
    }

    /** Revokes the lease of a run, if a process holds it: its next renewal is refused, and the run is free. */
    void revoke(RunId run) {
        Held held = runs.get(run.value());
        if (held != null && held.by != null && time.nowNanos() < held.untilNanos) {
            trace.step(Step.REVOKE, held.by.number(), held.epoch, 0);
            held.revoked = true;
        }
    }

    private static final class Held {
        private long epoch;
        private long untilNanos;
        private boolean revoked;
        private @Nullable SimProcess by;
    }

    private final class View implements RunLease {
        private final @Nullable SimProcess process;
        private long awayUntilNanos;

        View(@Nullable SimProcess process) {
            this.process = process;
        }

        @Override
        public Optional<Grant> acquire(RunId run) throws IOException {
            failSometimes();
            Held held = runs.computeIfAbsent(run.value(), key -> new Held());
            boolean free = time.nowNanos() >= held.untilNanos;
            note(Step.ACQUIRE, held.epoch, free ? 1 : 0);
            if (!free) {
                return Optional.empty();
            }
            held.epoch++;
            held.by = process;
            held.revoked = false;
            held.untilNanos = time.nowNanos() + term.toNanos();
            failSometimes();
            return Optional.of(new Holding(held, held.epoch));
        }

        @Override
        public Optional<String> holder(RunId run) {
            Held held = runs.get(run.value());
            return held == null || time.nowNanos() >= held.untilNanos
                    ? Optional.empty()
                    : Optional.of("process of epoch " + held.epoch);
        }

        private void failSometimes() throws IOException {
            if (process != null) {
                process.delicateMoment();
                if (time.nowNanos() < awayUntilNanos || rates.hits(SimFault.LEASE_ERROR)) {
                    throw new IOException("the lease cannot be read now");
                }
            }
        }

        /**
         * Delays the answer to the recorded renewal until part of the term has passed, and then cuts the process off
         * for a while.
         */
        private void cutOffSometimes() {
            if (process != null && rates.hits(SimFault.LEASE_AWAY)) {
                long nanos = term.toNanos();
                awayUntilNanos = time.nowNanos() + rates.between(nanos, 3 * nanos);
                process.freeze(time.nowNanos() + rates.between(nanos / 16, nanos));
            }
        }

        private void note(Step step, long one, long other) {
            trace.step(step, process == null ? -1 : process.number(), one, other);
        }

        private final class Holding implements RunLease.Grant {
            private final Held held;
            private final long epoch;
            private boolean lost;

            Holding(Held held, long epoch) {
                this.held = held;
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
                failSometimes();
                boolean current = held.epoch == epoch && time.nowNanos() < held.untilNanos;
                if (current && held.revoked) {
                    held.untilNanos = time.nowNanos();
                    held.by = null;
                }
                lost |= !current || held.revoked;
                note(Step.RENEW, epoch, lost ? 0 : 1);
                if (!lost) {
                    held.untilNanos = time.nowNanos() + term.toNanos();
                    failSometimes();
                    cutOffSometimes();
                }
                return !lost;
            }

            @Override
            public void release() throws IOException {
                failSometimes();
                note(Step.RELEASE, epoch, held.epoch);
                lost = true;
                if (held.epoch == epoch) {
                    held.untilNanos = time.nowNanos();
                }
            }
        }
    }
}

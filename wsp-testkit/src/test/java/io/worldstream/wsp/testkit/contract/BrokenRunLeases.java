package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Leases that break one rule each. */
final class BrokenRunLeases {
    private static final Duration TERM = Duration.ofSeconds(8);

    private BrokenRunLeases() {}

    record Held(long epoch, int by, long sinceNanos) {}

    /** Keeps the rules; each of the others gets one thing wrong. */
    static class Honest extends RunLeaseContract implements Impatient {
        final ManualClock clock = new ManualClock();
        final Map<RunId, Long> epochs = new HashMap<>();
        final Map<RunId, Held> holders = new HashMap<>();
        private final Thread maker = Thread.currentThread();
        volatile boolean cut;
        volatile boolean wasCut;
        private int leases;

        void requirePlace() throws IOException {
            if (cut) {
                throw new IOException("cut off");
            }
        }

        void onCall() {}

        @Nullable Held held(RunId run) {
            return holders.get(run);
        }

        boolean isFree(RunId run, int asker) {
            Held held = held(run);
            return held == null || clock.monotonicNanos() - held.sinceNanos() >= termNanos();
        }

        long termNanos() {
            return TERM.toNanos();
        }

        synchronized long acquire(RunId run, int asker) throws IOException {
            requirePlace();
            if (!isFree(run, asker)) {
                return 0;
            }
            long epoch = nextEpoch(run);
            holders.put(run, new Held(epoch, asker, clock.monotonicNanos()));
            return epoch;
        }

        long nextEpoch(RunId run) {
            return epochs.merge(run, 1L, Long::sum);
        }

        synchronized boolean renew(RunId run, long epoch) throws IOException {
            requirePlace();
            Held held = holders.get(run);
            if (held == null || held.epoch() != epoch) {
                return false;
            }
            holders.put(run, renewed(held));
            return true;
        }

        Held renewed(Held held) {
            return new Held(held.epoch(), held.by(), clock.monotonicNanos());
        }

        long shown(long epoch) {
            return epoch;
        }

        synchronized void release(RunId run, long epoch) throws IOException {
            requirePlace();
            Held held = holders.get(run);
            if (held != null && held.epoch() == epoch) {
                holders.remove(run);
            }
        }

        synchronized @Nullable String holder(RunId run) throws IOException {
            requirePlace();
            return held(run) == null ? null : "somebody";
        }

        boolean isOverAfterRelease() {
            return true;
        }

        final boolean onAnotherThread() {
            return Thread.currentThread() != maker;
        }

        @Override
        protected RunLease lease() {
            return new Lease(this, ++leases);
        }

        @Override
        protected final void pass(Duration time) {
            clock.advance(time);
        }

        @Override
        protected final void cutOff() {
            cut = true;
            wasCut = true;
        }

        @Override
        protected final void restore() {
            cut = false;
        }

        @Override
        protected final Duration patience() {
            return Impatient.patience(getClass());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Impatient.isHeldUp(taken);
        }
    }

    private record Lease(Honest rules, int number) implements RunLease {
        @Override
        public Optional<Grant> acquire(RunId run) throws IOException {
            rules.onCall();
            long epoch = rules.acquire(run, number);
            return epoch == 0 ? Optional.empty() : Optional.of(new Granted(rules, run, epoch));
        }

        @Override
        public Optional<String> holder(RunId run) throws IOException {
            rules.onCall();
            return Optional.ofNullable(rules.holder(run));
        }
    }

    private static final class Granted implements RunLease.Grant {
        private final Honest rules;
        private final RunId run;
        private final long epoch;
        private volatile boolean released;

        Granted(Honest rules, RunId run, long epoch) {
            this.rules = rules;
            this.run = run;
            this.epoch = epoch;
        }

        @Override
        public long epoch() {
            return rules.shown(epoch);
        }

        @Override
        public Duration term() {
            return TERM;
        }

        @Override
        public boolean renew() throws IOException {
            rules.onCall();
            return !(released && rules.isOverAfterRelease()) && rules.renew(run, epoch);
        }

        @Override
        public void release() throws IOException {
            rules.onCall();
            released = true;
            rules.release(run, epoch);
        }
    }

    /** Blocks where {@link Blocker} says. */
    static final class Blocking extends Honest {
        @Override
        protected RunLease lease() {
            return Blocker.around(RunLease.class, super.lease());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    @Breaks({"LEA-01", "LEA-03", "LEA-04", "LEA-05", "LEA-06"})
    static final class HoldsNothing extends Honest {
        @Override
        boolean isFree(RunId run, int asker) {
            return true;
        }
    }

    @Breaks("LEA-01")
    static final class FreesBeforeTheTerm extends Honest {
        @Override
        long termNanos() {
            return TERM.toNanos() / 2 + 1;
        }
    }

    @Breaks({"LEA-01", "LEA-03"})
    static final class CountsFromTheAcquire extends Honest {
        @Override
        Held renewed(Held held) {
            return held;
        }
    }

    @Breaks({"LEA-01", "LEA-05"})
    static final class GivesItsHolderASecondGrant extends Honest {
        @Override
        boolean isFree(RunId run, int asker) {
            Held held = held(run);
            return held == null || held.by() == asker || super.isFree(run, asker);
        }
    }

    @Breaks({"LEA-01", "LEA-05"})
    static final class HoldsAllRunsAsOne extends Honest {
        @Override
        boolean isFree(RunId run, int asker) {
            return holders.keySet().stream().allMatch(each -> super.isFree(each, asker));
        }
    }

    @Breaks("LEA-02")
    static final class BeginsAnewAfterARelease extends Honest {
        @Override
        synchronized void release(RunId run, long epoch) throws IOException {
            super.release(run, epoch);
            if (!holders.containsKey(run) && epochs.getOrDefault(run, 0L) > 2) {
                epochs.put(run, 1L);
            }
        }
    }

    @Breaks("LEA-02")
    static final class BeginsAtZero extends Honest {
        @Override
        long shown(long epoch) {
            return epoch - 1;
        }
    }

    @Breaks({"LEA-03", "LEA-06"})
    static final class RenewsWhatWasReleased extends Honest {
        @Override
        boolean isOverAfterRelease() {
            return false;
        }

        @Override
        synchronized boolean renew(RunId run, long epoch) throws IOException {
            return super.renew(run, epoch) || !holders.containsKey(run);
        }
    }

    @Breaks({"LEA-03", "LEA-04"})
    static final class RenewsWhatAnotherTook extends Honest {
        @Override
        synchronized boolean renew(RunId run, long epoch) throws IOException {
            requirePlace();
            holders.computeIfPresent(run, (of, held) -> renewed(held));
            return holders.containsKey(run);
        }

        @Override
        synchronized void release(RunId run, long epoch) throws IOException {
            requirePlace();
            holders.remove(run);
        }
    }

    @Breaks("LEA-03")
    static final class SaysTrueWhenItCameTooLate extends Honest {
        @Override
        synchronized boolean renew(RunId run, long epoch) throws IOException {
            requirePlace();
            Held held = held(run);
            if (held != null && held.epoch() == epoch && isFree(run, 0)) {
                return true; // and does not hold it
            }
            return super.renew(run, epoch);
        }
    }

    @Breaks({"LEA-01", "LEA-02", "LEA-03", "LEA-04", "LEA-05", "LEA-06"})
    static final class KeepsWhatWasReleased extends Honest {
        @Override
        synchronized void release(RunId run, long epoch) throws IOException {
            requirePlace();
        }
    }

    @Breaks("LEA-04")
    static final class LetsAStaleReleaseFreeTheRun extends Honest {
        @Override
        synchronized void release(RunId run, long epoch) throws IOException {
            requirePlace();
            holders.remove(run);
        }
    }

    @Breaks({"LEA-02", "LEA-03", "LEA-04"})
    static final class NeverRunsOut extends Honest {
        @Override
        boolean isFree(RunId run, int asker) {
            return held(run) == null;
        }
    }

    @Breaks("LEA-05")
    static final class BelongsToOneThread extends Honest {
        @Override
        void onCall() {
            if (onAnotherThread()) {
                throw new IllegalStateException("not your lease");
            }
        }
    }

    @Breaks("LEA-05")
    static final class GivesEachThreadItsOwn extends Honest {
        @Override
        boolean isFree(RunId run, int asker) {
            return onAnotherThread() || super.isFree(run, asker);
        }
    }

    @Breaks("LEA-06")
    static final class NamesNobodyWhenCutOff extends Honest {
        @Override
        synchronized @Nullable String holder(RunId run) throws IOException {
            return cut ? null : super.holder(run);
        }
    }

    @Breaks("LEA-06")
    static final class NamesNobody extends Honest {
        @Override
        synchronized @Nullable String holder(RunId run) throws IOException {
            requirePlace();
            return null;
        }
    }

    @Breaks("LEA-06")
    static final class NamesWhoLetGo extends Honest {
        @Override
        synchronized @Nullable String holder(RunId run) throws IOException {
            requirePlace();
            return epochs.containsKey(run) ? "somebody" : null;
        }
    }

    @Breaks("LEA-06")
    static final class SaysHeldWhenCutOff extends Honest {
        @Override
        synchronized long acquire(RunId run, int asker) throws IOException {
            return cut ? 0 : super.acquire(run, asker);
        }
    }

    @Breaks("LEA-06")
    static final class SaysLostWhenCutOff extends Honest {
        @Override
        synchronized boolean renew(RunId run, long epoch) throws IOException {
            return !cut && super.renew(run, epoch);
        }
    }

    @Breaks("LEA-06")
    static final class SwallowsAReleaseThatFails extends Honest {
        @Override
        synchronized void release(RunId run, long epoch) throws IOException {
            if (!cut) {
                super.release(run, epoch);
            }
        }
    }

    @Breaks("LEA-06")
    static final class StaysCutOff extends Honest {
        @Override
        void requirePlace() throws IOException {
            super.requirePlace();
            if (wasCut) {
                throw new IOException("cut off");
            }
        }
    }
}

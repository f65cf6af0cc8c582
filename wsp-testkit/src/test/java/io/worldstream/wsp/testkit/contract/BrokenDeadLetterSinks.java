package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterSink;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Quarantines that break one rule each. */
final class BrokenDeadLetterSinks {
    private BrokenDeadLetterSinks() {}

    /** Keeps the rules; each of the others gets one thing wrong. */
    static class Honest extends DeadLetterSinkContract implements Impatient {
        final Map<String, DeadLetter> place = new ConcurrentHashMap<>();
        final Map<RunId, Long> epochs = new ConcurrentHashMap<>();
        private final Thread maker = Thread.currentThread();
        volatile boolean cut;

        void starts() {}

        void onCall() {}

        void requirePlace() throws IOException {
            if (cut) {
                throw new IOException("cut off");
            }
        }

        void open(RunId run, long epoch) throws IOException {
            requirePlace();
            if (epoch < epochs.getOrDefault(run, 0L)) {
                throw lost();
            }
            epochs.put(run, epoch);
        }

        void requireEpoch(RunId run, long epoch) {
            if (epoch != epochs.getOrDefault(run, 0L)) {
                throw lost();
            }
        }

        void record(long epoch, DeadLetter evidence) throws IOException {
            requirePlace();
            requireEpoch(evidence.runId(), epoch);
            keep(evidence);
        }

        void keep(DeadLetter evidence) {
            place.putIfAbsent(key(evidence), evidence);
        }

        String key(DeadLetter evidence) {
            return evidence.runId() + "/" + evidence.position();
        }

        static WspException lost() {
            return new WspException(ReasonCode.LEASE_LOST, "lost");
        }

        @Override
        protected DeadLetterSink deadLetters() {
            starts();
            return new DeadLetterSink() {
                @Override
                public void open(RunId run, long epoch) throws IOException {
                    onCall();
                    Honest.this.open(run, epoch);
                }

                @Override
                public void record(long epoch, DeadLetter evidence) throws IOException {
                    onCall();
                    Honest.this.record(epoch, evidence);
                }
            };
        }

        @Override
        protected final List<DeadLetter> kept(RunId run) {
            return place.values().stream()
                    .filter(each -> each.runId().equals(run))
                    .toList();
        }

        @Override
        protected final void cutOff() {
            cut = true;
        }

        @Override
        protected final void restore() {
            cut = false;
        }

        final boolean onAnotherThread() {
            return Thread.currentThread() != maker;
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

    /** Blocks where {@link Blocker} says. */
    static final class Blocking extends Honest {
        @Override
        protected DeadLetterSink deadLetters() {
            return Blocker.around(DeadLetterSink.class, super.deadLetters());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    @Breaks("QUA-01")
    static final class LosesTheRow extends Honest {
        @Override
        void keep(DeadLetter evidence) {
            boolean empty = evidence.row() != null && evidence.row().isEmpty();
            super.keep(empty ? evidence.toBuilder().row(null).build() : evidence);
        }
    }

    @Breaks({"QUA-01", "QUA-02", "QUA-03", "QUA-04", "QUA-05"})
    static final class KeepsTheLastAlone extends Honest {
        @Override
        void keep(DeadLetter evidence) {
            place.clear();
            super.keep(evidence);
        }
    }

    @Breaks({"QUA-01", "QUA-02", "QUA-03"})
    static final class ForgetsAtTheNextStart extends Honest {
        @Override
        void starts() {
            place.clear();
        }
    }

    @Breaks({"QUA-02", "QUA-05"})
    static final class KeepsEachCall extends Honest {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        String key(DeadLetter evidence) {
            return super.key(evidence) + "/" + calls.incrementAndGet();
        }
    }

    @Breaks("QUA-02")
    static final class TakesRunsForOne extends Honest {
        @Override
        String key(DeadLetter evidence) {
            return evidence.position();
        }
    }

    @Breaks("QUA-02")
    static final class RefusesWhatItKnows extends Honest {
        @Override
        void record(long epoch, DeadLetter evidence) throws IOException {
            if (!onAnotherThread() && place.containsKey(key(evidence))) {
                throw new IOException("known");
            }
            super.record(epoch, evidence);
        }
    }

    @Breaks("QUA-03")
    static final class ShutsOutNobody extends Honest {
        @Override
        void requireEpoch(RunId run, long epoch) {}
    }

    @Breaks("QUA-03")
    static final class LetsOpenPass extends Honest {
        @Override
        void open(RunId run, long epoch) throws IOException {
            requirePlace();
            epochs.merge(run, epoch, Math::max);
        }
    }

    @Breaks("QUA-03")
    static final class FencesBeforeItKeepsAndKeepsAllTheSame extends Honest {
        @Override
        void record(long epoch, DeadLetter evidence) throws IOException {
            requirePlace();
            keep(evidence);
            requireEpoch(evidence.runId(), epoch);
        }
    }

    @Breaks("QUA-04")
    static final class SwallowsWhatFails extends Honest {
        @Override
        void record(long epoch, DeadLetter evidence) throws IOException {
            if (!cut) {
                super.record(epoch, evidence);
            }
        }
    }

    @Breaks("QUA-04")
    static final class KeepsHalfOfWhatFails extends Honest {
        @Override
        void record(long epoch, DeadLetter evidence) throws IOException {
            if (cut) {
                keep(evidence);
            }
            super.record(epoch, evidence);
        }
    }

    @Breaks("QUA-04")
    static final class StaysCutOff extends Honest {
        private volatile boolean wasCut;

        @Override
        void requirePlace() throws IOException {
            wasCut |= cut;
            if (wasCut) {
                throw new IOException("cut off");
            }
        }
    }

    @Breaks("QUA-05")
    static final class BelongsToOneThread extends Honest {
        @Override
        void onCall() {
            if (onAnotherThread()) {
                throw new IllegalStateException("not your dead letters");
            }
        }
    }
}

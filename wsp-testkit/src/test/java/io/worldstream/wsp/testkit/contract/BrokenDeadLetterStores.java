package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.testkit.fake.InMemoryDeadLetterSink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Stores of dead letters that break one rule of reading each. */
final class BrokenDeadLetterStores {
    private BrokenDeadLetterStores() {}

    /** Keeps the rules; each of the others gets one thing wrong. */
    static class Honest extends DeadLetterStoreContract implements Impatient {
        final InMemoryDeadLetterSink place = new InMemoryDeadLetterSink();
        volatile boolean cut;

        void forEach(RunId run, Consumer<DeadLetterStore.Entry> each) throws IOException {
            place.forEach(run, each);
        }

        Optional<DeadLetterStore.Entry> find(RunId run, String position) throws IOException {
            return place.find(run, position);
        }

        void redriven(long epoch, RunId run, String position, RedriveAttempt attempt) throws IOException {
            place.redriven(epoch, run, position, attempt);
        }

        @Override
        protected DeadLetterStore deadLetters() {
            return new DeadLetterStore() {
                @Override
                public void open(RunId run, long epoch) throws IOException {
                    place.open(run, epoch);
                }

                @Override
                public void record(long epoch, DeadLetter evidence) throws IOException {
                    place.record(epoch, evidence);
                }

                @Override
                public void forEach(RunId run, Consumer<Entry> each) throws IOException {
                    Honest.this.forEach(run, each);
                }

                @Override
                public Optional<Entry> find(RunId run, String position) throws IOException {
                    return Honest.this.find(run, position);
                }

                @Override
                public void redriven(long epoch, RunId run, String position, RedriveAttempt attempt)
                        throws IOException {
                    Honest.this.redriven(epoch, run, position, attempt);
                }
            };
        }

        @Override
        protected final List<DeadLetter> kept(RunId run) {
            return place.records(run);
        }

        @Override
        protected final void cutOff() {
            cut = true;
            place.setUnavailable(true);
        }

        @Override
        protected final void restore() {
            cut = false;
            place.setUnavailable(false);
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
        protected DeadLetterStore deadLetters() {
            return Blocker.around(DeadLetterStore.class, super.deadLetters());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    @Breaks("QUA-06")
    static final class LooksEmptyWhenItCannotBeRead extends Honest {
        @Override
        void forEach(RunId run, Consumer<DeadLetterStore.Entry> each) throws IOException {
            if (!cut) {
                super.forEach(run, each);
            }
        }
    }

    @Breaks({"QUA-06", "QUA-07"})
    static final class ListsTheFirstAlone extends Honest {
        @Override
        void forEach(RunId run, Consumer<DeadLetterStore.Entry> each) throws IOException {
            boolean[] passed = {false};
            super.forEach(run, entry -> {
                if (!passed[0]) {
                    each.accept(entry);
                }
                passed[0] = true;
            });
        }
    }

    @Breaks({"QUA-06", "QUA-07"})
    static final class FindsNothing extends Honest {
        @Override
        Optional<DeadLetterStore.Entry> find(RunId run, String position) throws IOException {
            super.find(run, position);
            return Optional.empty();
        }
    }

    @Breaks("QUA-07")
    static final class KeepsTheFirstAttemptAlone extends Honest {
        @Override
        void redriven(long epoch, RunId run, String position, RedriveAttempt attempt) throws IOException {
            Optional<DeadLetterStore.Entry> entry = find(run, position);
            if (entry.isEmpty() || entry.get().attempts().isEmpty()) {
                super.redriven(epoch, run, position, attempt);
            }
        }
    }

    @Breaks("QUA-07")
    static final class AppendsARepeatedAttempt extends Honest {
        @Override
        void redriven(long epoch, RunId run, String position, RedriveAttempt attempt) throws IOException {
            Optional<DeadLetterStore.Entry> entry = find(run, position);
            if (entry.isPresent() && attempt.equals(entry.get().last())) {
                super.redriven(
                        epoch,
                        run,
                        position,
                        new RedriveAttempt(attempt.at(), RedriveAttempt.Outcome.FAILED, List.of(), null));
            }
            super.redriven(epoch, run, position, attempt);
        }
    }

    @Breaks("QUA-07")
    static final class FencesNoAttempt extends Honest {
        @Override
        void redriven(long epoch, RunId run, String position, RedriveAttempt attempt) throws IOException {
            super.redriven(place.epoch(run), run, position, attempt);
        }
    }

    @Breaks("QUA-07")
    static final class SwallowsAttemptsThatFail extends Honest {
        @Override
        void redriven(long epoch, RunId run, String position, RedriveAttempt attempt) throws IOException {
            if (!cut) {
                super.redriven(epoch, run, position, attempt);
            }
        }
    }
}

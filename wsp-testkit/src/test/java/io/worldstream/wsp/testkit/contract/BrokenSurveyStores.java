package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SurveyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Survey stores that break one rule each. */
final class BrokenSurveyStores {
    private BrokenSurveyStores() {}

    /** Keeps the rules; each of the others gets one thing wrong. */
    static class Honest extends SurveyStoreContract implements Impatient {
        final Map<Hex64, byte[]> place = new ConcurrentHashMap<>();
        final Set<Hex64> damaged = ConcurrentHashMap.newKeySet();
        private final Thread maker = Thread.currentThread();
        volatile boolean cut;

        void starts() {}

        void onCall() {}

        byte @Nullable [] load(Hex64 key) throws IOException {
            requirePlace();
            if (damaged.contains(key)) {
                throw new IOException("damaged");
            }
            byte[] survey = place.get(key);
            return survey == null ? null : survey.clone();
        }

        void save(Hex64 key, byte[] survey) throws IOException {
            requirePlace();
            place.put(key, survey.clone());
            damaged.remove(key);
        }

        void discard(Hex64 key) throws IOException {
            requirePlace();
            place.remove(key);
            damaged.remove(key);
        }

        void requirePlace() throws IOException {
            if (cut) {
                throw new IOException("cut off");
            }
        }

        final boolean onAnotherThread() {
            return Thread.currentThread() != maker;
        }

        @Override
        protected SurveyStore store() {
            starts();
            return new Store(this);
        }

        @Override
        protected final void damage(Hex64 key) {
            damaged.add(key);
        }

        @Override
        protected final void cutOff() {
            cut = true;
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

    private record Store(Honest rules) implements SurveyStore {
        @Override
        public Optional<byte[]> load(Hex64 key) throws IOException {
            rules.onCall();
            return Optional.ofNullable(rules.load(key));
        }

        @Override
        public void save(Hex64 key, byte[] survey) throws IOException {
            rules.onCall();
            rules.save(key, survey);
        }

        @Override
        public void discard(Hex64 key) throws IOException {
            rules.onCall();
            rules.discard(key);
        }
    }

    /** Blocks where {@link Blocker} says. */
    static final class Blocking extends Honest {
        @Override
        protected SurveyStore store() {
            return Blocker.around(SurveyStore.class, super.store());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    @Breaks({"SUR-01", "SUR-02", "SUR-03"})
    static final class ForgetsAtTheNextStart extends Honest {
        @Override
        void starts() {
            place.clear();
        }
    }

    @Breaks("SUR-01")
    static final class TakesNothingForNone extends Honest {
        @Override
        byte @Nullable [] load(Hex64 key) throws IOException {
            byte[] survey = super.load(key);
            return survey == null || survey.length == 0 ? null : survey;
        }
    }

    @Breaks({"SUR-01", "SUR-03", "SUR-04"})
    static final class KeepsTheFirst extends Honest {
        @Override
        void save(Hex64 key, byte[] survey) throws IOException {
            requirePlace();
            place.putIfAbsent(key, survey.clone());
        }
    }

    @Breaks({"SUR-01", "SUR-04"})
    static final class KeepsOneSurvey extends Honest {
        @Override
        void save(Hex64 key, byte[] survey) throws IOException {
            super.save(key, survey);
            place.keySet().removeIf(each -> !each.equals(key));
        }
    }

    @Breaks({"SUR-01", "SUR-03", "SUR-04"})
    static final class DiscardsNothing extends Honest {
        @Override
        void discard(Hex64 key) throws IOException {
            requirePlace();
        }
    }

    @Breaks("SUR-01")
    static final class KeepsTheArray extends Honest {
        @Override
        void save(Hex64 key, byte[] survey) throws IOException {
            requirePlace();
            place.put(key, survey);
            damaged.remove(key);
        }
    }

    @Breaks("SUR-01")
    static final class LendsTheArray extends Honest {
        @Override
        byte @Nullable [] load(Hex64 key) throws IOException {
            super.load(key);
            return place.get(key);
        }
    }

    /** Lets a load fall between its steps, each time or never: what it breaks does not hang on how threads are scheduled. */
    abstract static class SavesInSteps extends Honest {
        private static final int LARGE = 10_000;

        private volatile boolean between;
        private volatile boolean loadedBetween;

        abstract void firstStep(Hex64 key, byte[] survey);

        @Override
        final byte @Nullable [] load(Hex64 key) throws IOException {
            boolean within = between;
            byte[] survey = super.load(key);
            loadedBetween |= within;
            return survey;
        }

        @Override
        final void save(Hex64 key, byte[] survey) throws IOException {
            if (onAnotherThread() && survey.length > LARGE) { // there are others, who load
                firstStep(key, survey);
                between = true;
                while (!loadedBetween && !Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }
            super.save(key, survey);
        }
    }

    @Breaks("SUR-02")
    static final class SavesHalfFirst extends SavesInSteps {
        @Override
        void firstStep(Hex64 key, byte[] survey) {
            place.put(key, Arrays.copyOf(survey, survey.length / 2));
        }
    }

    @Breaks("SUR-02")
    static final class RemovesBeforeItSaves extends SavesInSteps {
        @Override
        void firstStep(Hex64 key, byte[] survey) {
            place.remove(key);
        }
    }

    @Breaks("SUR-03")
    static final class LoadsWhatIsDamaged extends Honest {
        @Override
        byte @Nullable [] load(Hex64 key) throws IOException {
            requirePlace();
            byte[] survey = place.get(key);
            return survey == null ? null : survey.clone();
        }
    }

    @Breaks("SUR-03")
    static final class HidesWhatIsDamaged extends Honest {
        @Override
        byte @Nullable [] load(Hex64 key) throws IOException {
            return damaged.contains(key) ? null : super.load(key);
        }
    }

    @Breaks("SUR-03")
    static final class CannotMend extends Honest {
        @Override
        void save(Hex64 key, byte[] survey) throws IOException {
            requirePlace();
            place.put(key, survey.clone());
        }
    }

    @Breaks({"SUR-02", "SUR-04"})
    static final class BelongsToOneThread extends Honest {
        @Override
        void onCall() {
            if (onAnotherThread()) {
                throw new IllegalStateException("not your store");
            }
        }
    }

    @Breaks("SUR-05")
    static final class LooksEmptyWhenCutOff extends Honest {
        @Override
        byte @Nullable [] load(Hex64 key) throws IOException {
            return cut ? null : super.load(key);
        }
    }

    @Breaks({"SUR-02", "SUR-05"})
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

    @Breaks("SUR-02")
    static final class SwallowsWhatFails extends Honest {
        @Override
        void save(Hex64 key, byte[] survey) throws IOException {
            if (!cut) {
                super.save(key, survey);
            }
        }
    }
}

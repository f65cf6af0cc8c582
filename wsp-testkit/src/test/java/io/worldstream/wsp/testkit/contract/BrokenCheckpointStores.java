package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Checkpoint stores that break one rule each. */
final class BrokenCheckpointStores {
    private BrokenCheckpointStores() {}

    /** Keeps the rules; each of the others gets one thing wrong. */
    static class Honest extends CheckpointStoreContract implements Impatient {
        final Set<RunId> place = ConcurrentHashMap.newKeySet();
        final Map<RunId, byte[]> newest = new ConcurrentHashMap<>(); // what is whole
        final Map<RunId, byte[]> older = new ConcurrentHashMap<>();
        final Map<RunId, byte[]> undamaged = new ConcurrentHashMap<>();
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

        Set<RunId> runs() throws IOException {
            requirePlace();
            return Set.copyOf(place);
        }

        byte @Nullable [] read(RunId run) throws IOException {
            requirePlace();
            if (!place.contains(run)) {
                return null;
            }
            byte[] whole = whole(run);
            if (whole == null) {
                throw new WspException(ReasonCode.CHECKPOINT_CORRUPT, "damaged");
            }
            return whole.clone();
        }

        byte @Nullable [] open(RunId run, long epoch) throws IOException {
            requirePlace();
            raise(run, epoch);
            return read(run);
        }

        void raise(RunId run, long epoch) {
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

        void save(RunId run, long epoch, byte[] record) throws IOException {
            requirePlace();
            requireEpoch(run, epoch);
            keep(run, record.clone());
        }

        final void keep(RunId run, byte[] record) {
            undamaged.put(run, record);
            byte[] before = newest.put(run, record);
            if (before != null) {
                older.put(run, before);
            }
            place.add(run);
        }

        void discard(RunId run, long epoch) throws IOException {
            requirePlace();
            requireEpoch(run, epoch);
            forget(run);
        }

        final void forget(RunId run) {
            place.remove(run);
            damageAll(run);
        }

        final byte @Nullable [] whole(RunId run) {
            return newest.getOrDefault(run, older.get(run));
        }

        static WspException lost() {
            return new WspException(ReasonCode.LEASE_LOST, "lost");
        }

        final boolean onAnotherThread() {
            return Thread.currentThread() != maker;
        }

        @Override
        protected CheckpointStore store() {
            starts();
            return new Store(this);
        }

        @Override
        protected final void damageAll(RunId run) {
            newest.remove(run);
            older.remove(run);
        }

        @Override
        protected final boolean damageNewest(RunId run) {
            newest.remove(run);
            return true;
        }

        @Override
        protected final void cutOff() {
            cut = true;
        }

        @Override
        protected final void restore() {
            cut = false;
        }

        /** Long enough for a machine that does other things too: none of these waits for it. */
        @Override
        protected final Duration patience() {
            return Impatient.patience(getClass());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Impatient.isHeldUp(taken);
        }
    }

    private record Store(Honest rules) implements CheckpointStore {
        @Override
        public Set<RunId> runs() throws IOException {
            rules.onCall();
            return rules.runs();
        }

        @Override
        public Optional<byte[]> read(RunId run) throws IOException {
            rules.onCall();
            return Optional.ofNullable(rules.read(run));
        }

        @Override
        public Optional<byte[]> open(RunId run, long epoch) throws IOException {
            rules.onCall();
            return Optional.ofNullable(rules.open(run, epoch));
        }

        @Override
        public void save(RunId run, long epoch, byte[] record) throws IOException {
            rules.onCall();
            rules.save(run, epoch, record);
        }

        @Override
        public void discard(RunId run, long epoch) throws IOException {
            rules.onCall();
            rules.discard(run, epoch);
        }
    }

    /** Blocks where {@link Blocker} says. */
    static final class Blocking extends Honest {
        @Override
        protected CheckpointStore store() {
            return Blocker.around(CheckpointStore.class, super.store());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    @Breaks({"CHK-01", "CHK-02", "CHK-03", "CHK-04", "CHK-05"})
    static final class ForgetsAtTheNextStart extends Honest {
        @Override
        void starts() {
            place.forEach(this::forget);
        }
    }

    @Breaks("CHK-01")
    static final class TakesNothingForNone extends Honest {
        @Override
        byte @Nullable [] read(RunId run) throws IOException {
            byte[] record = super.read(run);
            return record == null || record.length == 0 ? null : record;
        }
    }

    @Breaks({"CHK-01", "CHK-03", "CHK-04"})
    static final class OpensAsNew extends Honest {
        @Override
        byte @Nullable [] open(RunId run, long epoch) throws IOException {
            super.open(run, epoch);
            forget(run);
            return null;
        }
    }

    @Breaks({"CHK-01", "CHK-03", "CHK-04", "CHK-05", "CHK-06"})
    static final class DiscardsNothing extends Honest {
        @Override
        void discard(RunId run, long epoch) throws IOException {
            requirePlace();
            requireEpoch(run, epoch);
        }
    }

    @Breaks("CHK-01")
    static final class KeepsTheArray extends Honest {
        @Override
        void save(RunId run, long epoch, byte[] record) throws IOException {
            requirePlace();
            requireEpoch(run, epoch);
            keep(run, record);
        }
    }

    @Breaks("CHK-01")
    static final class LendsTheArray extends Honest {
        @Override
        byte @Nullable [] read(RunId run) throws IOException {
            super.read(run);
            return whole(run);
        }
    }

    /** Lets a read fall between its steps, each time or never: what it breaks does not hang on how threads are scheduled. */
    abstract static class SavesInSteps extends Honest {
        private static final int LARGE = 30_000;

        private volatile boolean between;
        private volatile boolean readBetween;

        abstract void firstStep(RunId run, byte[] record);

        @Override
        final byte @Nullable [] read(RunId run) throws IOException {
            boolean within = between;
            byte[] record = super.read(run);
            readBetween |= within;
            return record;
        }

        @Override
        final void save(RunId run, long epoch, byte[] record) throws IOException {
            if (onAnotherThread() && record.length > LARGE) { // there are others, who read
                firstStep(run, record);
                between = true;
                while (!readBetween && !Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }
            super.save(run, epoch, record);
        }
    }

    @Breaks("CHK-02")
    static final class SavesHalfFirst extends SavesInSteps {
        @Override
        void firstStep(RunId run, byte[] record) {
            keep(run, Arrays.copyOf(record, record.length / 2));
        }
    }

    @Breaks("CHK-02")
    static final class RemovesBeforeItSaves extends SavesInSteps {
        @Override
        void firstStep(RunId run, byte[] record) {
            forget(run);
        }
    }

    @Breaks("CHK-02")
    static final class SwallowsWhatFails extends Honest {
        @Override
        void save(RunId run, long epoch, byte[] record) throws IOException {
            if (!cut) {
                super.save(run, epoch, record);
            }
        }
    }

    @Breaks({"CHK-03", "CHK-04"})
    static final class ReadsWhatIsDamaged extends Honest {
        @Override
        byte @Nullable [] read(RunId run) throws IOException {
            requirePlace();
            return place.contains(run)
                    ? undamaged.getOrDefault(run, new byte[0]).clone()
                    : null;
        }
    }

    @Breaks({"CHK-03", "CHK-04"})
    static final class HidesWhatIsDamaged extends Honest {
        @Override
        byte @Nullable [] read(RunId run) throws IOException {
            requirePlace();
            return whole(run) == null ? null : super.read(run);
        }
    }

    @Breaks("CHK-03")
    static final class GivesUpWhereAnOlderOneIsWhole extends Honest {
        @Override
        byte @Nullable [] read(RunId run) throws IOException {
            requirePlace();
            if (place.contains(run) && !newest.containsKey(run)) {
                throw new WspException(ReasonCode.CHECKPOINT_CORRUPT, "damaged");
            }
            return super.read(run);
        }
    }

    @Breaks("CHK-03")
    static final class SavesBesideWhatIsDamaged extends Honest {
        @Override
        void save(RunId run, long epoch, byte[] record) throws IOException {
            requirePlace();
            requireEpoch(run, epoch);
            if (!place.contains(run) || newest.containsKey(run)) {
                keep(run, record.clone());
            }
        }
    }

    @Breaks("CHK-04")
    static final class ShutsOutNobody extends Honest {
        @Override
        void raise(RunId run, long epoch) {
            epochs.put(run, epoch);
        }

        @Override
        void requireEpoch(RunId run, long epoch) {}
    }

    @Breaks("CHK-04")
    static final class LetsInWhoeverIsNotLower extends Honest {
        @Override
        void requireEpoch(RunId run, long epoch) {
            if (epoch < epochs.getOrDefault(run, 0L)) {
                throw lost();
            }
        }
    }

    @Breaks("CHK-04")
    static final class LetsDiscardPass extends Honest {
        @Override
        void discard(RunId run, long epoch) throws IOException {
            requirePlace();
            forget(run);
        }
    }

    @Breaks("CHK-04")
    static final class LetsOpenPass extends Honest {
        @Override
        void raise(RunId run, long epoch) {
            epochs.merge(run, epoch, Math::max);
        }
    }

    @Breaks("CHK-04")
    static final class FencesFromTheFirstSaveOn extends Honest {
        private final Map<RunId, Long> opened = new ConcurrentHashMap<>();

        @Override
        void raise(RunId run, long epoch) {
            if (epoch < epochs.getOrDefault(run, 0L)) {
                throw lost();
            }
            opened.merge(run, epoch, Math::max);
        }

        @Override
        void requireEpoch(RunId run, long epoch) {
            if (epoch < epochs.getOrDefault(run, 0L) || epoch > opened.getOrDefault(run, 0L)) {
                throw lost();
            }
            epochs.put(run, epoch);
        }
    }

    @Breaks("CHK-04")
    static final class ForgetsTheEpochWithTheRecord extends Honest {
        @Override
        void discard(RunId run, long epoch) throws IOException {
            super.discard(run, epoch);
            epochs.put(run, 1L);
        }

        @Override
        void requireEpoch(RunId run, long epoch) {
            if (place.contains(run) || epochs.getOrDefault(run, 0L) == 0) {
                super.requireEpoch(run, epoch);
            }
        }
    }

    @Breaks({"CHK-01", "CHK-03", "CHK-04"})
    static final class OpensOncePerEpoch extends Honest {
        @Override
        void raise(RunId run, long epoch) {
            if (epoch <= epochs.getOrDefault(run, 0L)) {
                throw lost();
            }
            epochs.put(run, epoch);
        }
    }

    @Breaks("CHK-04")
    static final class OpensNothingThatIsDamaged extends Honest {
        @Override
        byte @Nullable [] open(RunId run, long epoch) throws IOException {
            byte[] record = read(run);
            raise(run, epoch);
            return record;
        }
    }

    @Breaks("CHK-04")
    static final class HasOneFenceForAllRuns extends Honest {
        private static final RunId ALL = new RunId("a".repeat(32));

        @Override
        void raise(RunId run, long epoch) {
            if (!onAnotherThread()) {
                super.raise(ALL, Math.max(epoch, epochs.getOrDefault(ALL, 0L)));
            }
            super.raise(run, epoch);
        }

        @Override
        void requireEpoch(RunId run, long epoch) {
            super.requireEpoch(run, epoch);
            if (!onAnotherThread()) {
                super.requireEpoch(ALL, epoch);
            }
        }
    }

    @Breaks("CHK-05")
    static final class NamesWhatWasOpened extends Honest {
        @Override
        Set<RunId> runs() throws IOException {
            requirePlace();
            return onAnotherThread() || epochs.size() > 2 ? super.runs() : Set.copyOf(epochs.keySet());
        }
    }

    @Breaks("CHK-05")
    static final class NamesOnlyWhatIsWhole extends Honest {
        @Override
        Set<RunId> runs() throws IOException {
            requirePlace();
            return Set.copyOf(newest.keySet());
        }
    }

    @Breaks("CHK-05")
    static final class LooksEmptyWhenCutOff extends Honest {
        @Override
        byte @Nullable [] read(RunId run) throws IOException {
            return cut ? null : super.read(run);
        }
    }

    @Breaks("CHK-05")
    static final class NamesNobodyWhenCutOff extends Honest {
        @Override
        Set<RunId> runs() throws IOException {
            return cut ? Set.of() : super.runs();
        }
    }

    @Breaks({"CHK-02", "CHK-05"})
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

    @Breaks({"CHK-02", "CHK-06"})
    static final class BelongsToOneThread extends Honest {
        @Override
        void onCall() {
            if (onAnotherThread()) {
                throw new IllegalStateException("not your store");
            }
        }
    }
}

package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Position stores that break one rule each. */
final class BrokenPositionStores {
    private BrokenPositionStores() {}

    /** A record in the location. */
    static final class Kept {
        private final byte[] bytes;
        private final String version;

        Kept(byte[] bytes, String version) {
            this.bytes = bytes;
            this.version = version;
        }

        /** The array itself: some of the implementations share it. */
        byte[] bytes() {
            return bytes;
        }

        String version() {
            return version;
        }
    }

    /** Keeps the rules; each of the others gets one thing wrong. */
    static class Honest extends PositionStoreContract implements Impatient {
        final Map<PositionName, Kept> place = new ConcurrentHashMap<>();
        final AtomicLong versions = new AtomicLong();
        private final Thread maker = Thread.currentThread();
        volatile boolean cut;

        void starts() {}

        void onCall() {}

        @Nullable Kept load(PositionName name) throws IOException {
            requirePlace();
            Kept kept = place.get(name);
            return kept == null ? null : new Kept(kept.bytes().clone(), kept.version());
        }

        @Nullable String save(PositionName name, byte[] record, @Nullable String version) throws IOException {
            requirePlace();
            synchronized (place) {
                if (!Objects.equals(version(name), version)) {
                    return null;
                }
                return put(name, record.clone());
            }
        }

        final @Nullable String version(PositionName name) {
            Kept kept = place.get(name);
            return kept == null ? null : kept.version();
        }

        final String put(PositionName name, byte[] record) {
            String next = "v" + versions.incrementAndGet();
            place.put(name, new Kept(record, next));
            return next;
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
        protected PositionStore store() {
            starts();
            return new Store(this);
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

    private record Store(Honest rules) implements PositionStore {
        @Override
        public Optional<Position> load(PositionName name) throws IOException {
            rules.onCall();
            return Optional.ofNullable(rules.load(name)).map(kept -> new Position(kept.bytes(), kept.version()));
        }

        @Override
        public Optional<String> save(PositionName name, byte[] record, @Nullable String version) throws IOException {
            rules.onCall();
            return Optional.ofNullable(rules.save(name, record, version));
        }
    }

    /** Blocks where {@link Blocker} says. */
    static final class Blocking extends Honest {
        @Override
        protected PositionStore store() {
            return Blocker.around(PositionStore.class, super.store());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    @Breaks("POS-01")
    static final class TakesNothingForNone extends Honest {
        @Override
        @Nullable Kept load(PositionName name) throws IOException {
            Kept kept = super.load(name);
            return kept == null || kept.bytes().length == 0 ? null : kept;
        }
    }

    /** On the test's own thread alone: elsewhere it would depend on the schedule which rules it breaks. */
    @Breaks("POS-01")
    static final class KeepsOneRecord extends Honest {
        @Override
        @Nullable String save(PositionName name, byte[] record, @Nullable String version) throws IOException {
            String saved = super.save(name, record, version);
            place.keySet().removeIf(each -> saved != null && !onAnotherThread() && !each.equals(name));
            return saved;
        }
    }

    @Breaks("POS-01")
    static final class KeepsTheArray extends Honest {
        @Override
        @Nullable String save(PositionName name, byte[] record, @Nullable String version) throws IOException {
            requirePlace();
            synchronized (place) {
                return Objects.equals(version(name), version) ? put(name, record) : null;
            }
        }
    }

    @Breaks("POS-02")
    static final class OverwritesWhateverIsThere extends Honest {
        @Override
        @Nullable String save(PositionName name, byte[] record, @Nullable String version) throws IOException {
            requirePlace();
            return put(name, record.clone());
        }
    }

    @Breaks("POS-02")
    static final class CreatesOverARecord extends Honest {
        @Override
        @Nullable String save(PositionName name, byte[] record, @Nullable String version) throws IOException {
            requirePlace();
            return version == null ? put(name, record.clone()) : super.save(name, record, version);
        }
    }

    @Breaks("POS-02")
    static final class NamesAllVersionsAlike extends Honest {
        @Override
        @Nullable String save(PositionName name, byte[] record, @Nullable String version) throws IOException {
            requirePlace();
            synchronized (place) {
                if (place.containsKey(name) != (version != null)) {
                    return null;
                }
                place.put(name, new Kept(record.clone(), "1"));
                return "1";
            }
        }
    }

    /** Two threads pass the comparison, since there is time between it and the write. */
    @Breaks("POS-02")
    static final class ComparesBeforeItSaves extends Honest {
        private final AtomicLong compared = new AtomicLong();

        @Override
        @Nullable String save(PositionName name, byte[] record, @Nullable String version) throws IOException {
            requirePlace();
            if (!Objects.equals(version(name), version)) {
                return null;
            }
            boolean first = onAnotherThread() && record.length == 16 && version == null;
            if (first) {
                compared.incrementAndGet();
                while (compared.get() < 2 && !Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }
            synchronized (place) {
                return first || Objects.equals(version(name), version) ? put(name, record.clone()) : null;
            }
        }
    }

    @Breaks("POS-03")
    static final class SavesHalfFirst extends Honest {
        private static final int LARGE = 10_000;

        private volatile boolean between;
        private volatile boolean loadedBetween;

        @Override
        @Nullable Kept load(PositionName name) throws IOException {
            boolean within = between;
            Kept kept = super.load(name);
            loadedBetween |= within;
            return kept;
        }

        @Override
        @Nullable String save(PositionName name, byte[] record, @Nullable String version) throws IOException {
            if (onAnotherThread() && record.length > LARGE) { // there are others, who load
                place.put(name, new Kept(Arrays.copyOf(record, record.length / 2), Objects.requireNonNull(version)));
                between = true;
                while (!loadedBetween && !Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }
            return super.save(name, record, version);
        }
    }

    @Breaks("POS-03")
    static final class RemovesWhatItCannotReplace extends Honest {
        @Override
        @Nullable String save(PositionName name, byte[] record, @Nullable String version) throws IOException {
            if (cut && version != null) {
                place.remove(name);
            }
            return super.save(name, record, version);
        }
    }

    @Breaks({"POS-02", "POS-03", "POS-04"})
    static final class BelongsToOneThread extends Honest {
        @Override
        void onCall() {
            if (onAnotherThread()) {
                throw new IllegalStateException("not your store");
            }
        }
    }

    @Breaks("POS-05")
    static final class LooksEmptyWhenCutOff extends Honest {
        @Override
        @Nullable Kept load(PositionName name) throws IOException {
            return cut ? null : super.load(name);
        }
    }

    @Breaks({"POS-03", "POS-05"})
    static final class LooksLikeAConflictWhenCutOff extends Honest {
        @Override
        @Nullable String save(PositionName name, byte[] record, @Nullable String version) throws IOException {
            return cut ? null : super.save(name, record, version);
        }
    }

    @Breaks({"POS-03", "POS-05"})
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

    @Breaks({"POS-01", "POS-02", "POS-03"})
    static final class ForgetsAtTheNextStart extends Honest {
        @Override
        void starts() {
            place.clear();
        }
    }
}

package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.api.SortedEntry;
import io.worldstream.wsp.api.SortedStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Stores of sorted views that break one rule each. */
final class BrokenSortedStores {
    private BrokenSortedStores() {}

    /** A committed view. */
    static final class View {
        final byte[] bytes;
        Instant created;
        Instant lastUsed;
        int readers;

        View(byte[] bytes, Instant created) {
            this.bytes = bytes;
            this.created = created;
            lastUsed = created;
        }
    }

    /** Keeps the rules; each of the others gets one thing wrong. */
    static class Honest extends SortedStoreContract implements Impatient {
        final Map<Hex64, View> place = new ConcurrentHashMap<>();
        final Map<Hex64, View> leftovers = new ConcurrentHashMap<>();
        final Set<Hex64> drafts = ConcurrentHashMap.newKeySet();
        private final Thread maker = Thread.currentThread();
        private long budget = Long.MAX_VALUE;
        private long calls;
        volatile boolean cut;

        void starts() {}

        void onCall() {}

        @Nullable View view(Hex64 key) throws IOException {
            requirePlace();
            return place.get(key);
        }

        void used(View view) {
            view.lastUsed = now();
        }

        int readPast() {
            return -1;
        }

        byte[] bytes(Hex64 key, View opened) throws IOException {
            return opened.bytes;
        }

        void requireRoom(long bytes) throws IOException {
            if (bytes > budget()) {
                throw new IOException("full");
            }
        }

        ByteBuffer kept(ByteBuffer bytes) {
            return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        }

        void commit(Hex64 key, byte[] bytes) throws IOException {
            requirePlace();
            makeRoom(key, bytes.length);
            place.put(key, new View(bytes, now()));
        }

        void dropped(Hex64 key, byte[] bytes) throws IOException {}

        boolean mayGo(View view) {
            return view.readers == 0;
        }

        Comparator<View> firstToGo() {
            return Comparator.comparing(view -> view.lastUsed);
        }

        void makeRoom(Hex64 key, long bytes) throws IOException {
            List<Map.Entry<Hex64, View>> others = place.entrySet().stream()
                    .filter(each -> !each.getKey().equals(key))
                    .sorted(Map.Entry.comparingByValue(firstToGo()))
                    .toList();
            long held = bytes
                    + others.stream()
                            .mapToLong(each -> each.getValue().bytes.length)
                            .sum();
            List<Hex64> going = new ArrayList<>();
            for (Map.Entry<Hex64, View> each : others) {
                if (held > budget() && mayGo(each.getValue())) {
                    held -= each.getValue().bytes.length;
                    going.add(each.getKey());
                }
            }
            requireRoom(held);
            going.forEach(place::remove);
        }

        List<SortedEntry> entries() throws IOException {
            requirePlace();
            List<SortedEntry> entries = new ArrayList<>();
            new TreeMap<>(Map.copyOf(byName())).forEach((name, view) -> entries.add(entry(new Hex64(name), view)));
            return entries;
        }

        private Map<String, View> byName() {
            Map<String, View> named = new TreeMap<>();
            place.forEach((key, view) -> named.put(key.value(), view));
            return named;
        }

        SortedEntry entry(Hex64 key, View view) {
            return new SortedEntry(key, view.bytes.length, view.created, view.lastUsed);
        }

        void discard(Hex64 key) throws IOException {
            requirePlace();
            place.remove(key);
        }

        void requirePlace() throws IOException {
            if (cut) {
                throw new IOException("cut off");
            }
        }

        long budget() {
            return budget;
        }

        final Instant now() {
            return Instant.EPOCH.plusSeconds(++calls);
        }

        final boolean onAnotherThread() {
            return Thread.currentThread() != maker;
        }

        @Override
        protected SortedStore store() {
            starts();
            return new Store(this);
        }

        @Override
        protected final SortedStore store(long maxBytes) {
            budget = maxBytes;
            return store();
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
        protected final boolean leaveBehind(Hex64 key) {
            leftovers.put(key, new View(new byte[7], Instant.EPOCH));
            return true;
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

    private record Store(Honest rules) implements SortedStore {
        @Override
        public Optional<PartContent> open(Hex64 key) throws IOException {
            rules.onCall();
            synchronized (rules.place) {
                View view = rules.view(key);
                if (view == null) {
                    return Optional.empty();
                }
                rules.used(view);
                view.readers++;
                return Optional.of(new Content(rules, key, view));
            }
        }

        @Override
        public SortedDraft create(Hex64 key) throws IOException {
            rules.onCall();
            rules.requirePlace();
            rules.drafts.add(key);
            return new Draft(rules, key);
        }

        @Override
        public List<SortedEntry> entries() throws IOException {
            rules.onCall();
            synchronized (rules.place) {
                return rules.entries();
            }
        }

        @Override
        public void discard(Hex64 key) throws IOException {
            rules.onCall();
            synchronized (rules.place) {
                rules.discard(key);
            }
        }
    }

    private record Content(Honest rules, Hex64 key, View view) implements PartContent {
        @Override
        public long sizeBytes() {
            return view.bytes.length;
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            byte[] bytes = rules.bytes(key, view);
            if (position >= bytes.length) {
                return rules.readPast();
            }
            int count = Math.min(target.remaining(), bytes.length - (int) position);
            target.put(bytes, (int) position, count);
            return count;
        }

        @Override
        public void close() {
            synchronized (rules.place) {
                view.readers--;
            }
        }
    }

    private static final class Draft implements SortedDraft {
        private final Honest rules;
        private final Hex64 key;
        private final List<ByteBuffer> pieces = new ArrayList<>();
        private boolean over;

        Draft(Honest rules, Hex64 key) {
            this.rules = rules;
            this.key = key;
        }

        private byte[] bytes() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (ByteBuffer piece : pieces) {
                ByteBuffer rest = piece.duplicate();
                while (rest.hasRemaining()) {
                    bytes.write(rest.get());
                }
            }
            return bytes.toByteArray();
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            rules.onCall();
            rules.requirePlace();
            rules.requireRoom(pieces.stream().mapToLong(ByteBuffer::remaining).sum() + bytes.remaining());
            pieces.add(rules.kept(bytes));
        }

        @Override
        public void commit() throws IOException {
            rules.onCall();
            rules.commit(key, bytes());
            over = true;
        }

        @Override
        public void close() throws IOException {
            rules.drafts.remove(key);
            if (!over) {
                over = true;
                rules.dropped(key, bytes());
            }
        }
    }

    /** Blocks where {@link Blocker} says. */
    static final class Blocking extends Honest {
        @Override
        protected SortedStore store() {
            return Blocker.around(SortedStore.class, super.store());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    @Breaks({"SRT-01", "SRT-02", "SRT-03", "SRT-04", "SRT-06"})
    static final class ForgetsAtTheNextStart extends Honest {
        @Override
        void starts() {
            place.clear();
        }
    }

    @Breaks("SRT-01")
    static final class TakesNothingForNone extends Honest {
        @Override
        @Nullable View view(Hex64 key) throws IOException {
            View view = super.view(key);
            return view == null || view.bytes.length == 0 ? null : view;
        }
    }

    @Breaks("SRT-01")
    static final class RetainsTheBuffer extends Honest {
        @Override
        ByteBuffer kept(ByteBuffer bytes) {
            ByteBuffer kept = bytes.duplicate();
            bytes.position(bytes.limit());
            return kept;
        }
    }

    @Breaks({"SRT-01", "SRT-02"})
    static final class LeavesTheBufferAsItWas extends Honest {
        @Override
        ByteBuffer kept(ByteBuffer bytes) {
            return super.kept(bytes.duplicate());
        }
    }

    @Breaks("SRT-01")
    static final class HasNoEnd extends Honest {
        @Override
        int readPast() {
            return 0;
        }
    }

    @Breaks({"SRT-01", "SRT-02", "SRT-05"})
    static final class KeepsTheFirst extends Honest {
        @Override
        void commit(Hex64 key, byte[] bytes) throws IOException {
            if (!place.containsKey(key)) {
                super.commit(key, bytes);
            }
            requirePlace();
        }
    }

    @Breaks({"SRT-01", "SRT-04", "SRT-05", "SRT-06"})
    static final class KeepsOneView extends Honest {
        @Override
        void commit(Hex64 key, byte[] bytes) throws IOException {
            super.commit(key, bytes);
            place.keySet().removeIf(each -> !each.equals(key));
        }
    }

    @Breaks({"SRT-02", "SRT-06"})
    static final class CommitsWhenItIsClosed extends Honest {
        @Override
        void dropped(Hex64 key, byte[] bytes) throws IOException {
            place.put(key, new View(bytes, now()));
        }
    }

    @Breaks("SRT-02")
    static final class ListsDrafts extends Honest {
        @Override
        List<SortedEntry> entries() throws IOException {
            List<SortedEntry> entries = new ArrayList<>(super.entries());
            drafts.stream()
                    .filter(key -> !place.containsKey(key))
                    .forEach(key -> entries.add(new SortedEntry(key, 0, Instant.EPOCH, Instant.EPOCH)));
            return entries;
        }
    }

    @Breaks("SRT-02")
    static final class TakesWhatTheDeadWroteForAView extends Honest {
        @Override
        @Nullable View view(Hex64 key) throws IOException {
            View view = super.view(key);
            return view == null ? leftovers.get(key) : view;
        }
    }

    @Breaks("SRT-02")
    static final class SwallowsWhatFails extends Honest {
        @Override
        void commit(Hex64 key, byte[] bytes) throws IOException {
            if (!cut) {
                super.commit(key, bytes);
            }
        }
    }

    /** Lets an open fall between its steps, each time or never: what it breaks does not hang on how threads are scheduled. */
    abstract static class CommitsInSteps extends Honest {
        private static final int LARGE = 10_000;

        private volatile boolean between;
        private volatile boolean openedBetween;

        abstract void firstStep(Hex64 key, byte[] bytes);

        @Override
        final @Nullable View view(Hex64 key) throws IOException {
            boolean within = between;
            View view = super.view(key);
            openedBetween |= within;
            return view;
        }

        @Override
        final void commit(Hex64 key, byte[] bytes) throws IOException {
            if (onAnotherThread() && bytes.length > LARGE) { // there are others, who open
                firstStep(key, bytes);
                between = true;
                while (!openedBetween && !Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }
            super.commit(key, bytes);
        }
    }

    @Breaks("SRT-02")
    static final class CommitsHalfFirst extends CommitsInSteps {
        @Override
        void firstStep(Hex64 key, byte[] bytes) {
            place.put(key, new View(Arrays.copyOf(bytes, bytes.length / 2), now()));
        }
    }

    @Breaks("SRT-02")
    static final class RemovesBeforeItCommits extends CommitsInSteps {
        @Override
        void firstStep(Hex64 key, byte[] bytes) {
            place.remove(key);
        }
    }

    @Breaks({"SRT-03", "SRT-05"})
    static final class DiscardsNothing extends Honest {
        @Override
        void discard(Hex64 key) throws IOException {
            requirePlace();
        }
    }

    @Breaks({"SRT-03", "SRT-05"})
    static final class DiscardsAll extends Honest {
        @Override
        void discard(Hex64 key) throws IOException {
            requirePlace();
            place.clear();
        }
    }

    @Breaks("SRT-03")
    static final class ReadsWhatTookItsPlace extends Honest {
        @Override
        byte[] bytes(Hex64 key, View opened) throws IOException {
            View now = onAnotherThread() ? opened : place.get(key);
            if (now == null) {
                throw new IOException("gone");
            }
            return now.bytes;
        }
    }

    @Breaks("SRT-04")
    static final class ListsOtherSizes extends Honest {
        @Override
        SortedEntry entry(Hex64 key, View view) {
            return new SortedEntry(key, view.bytes.length + 1, view.created, view.lastUsed);
        }
    }

    @Breaks({"SRT-04", "SRT-06"})
    static final class KeepsTheTimeOfUse extends Honest {
        @Override
        void used(View view) {}
    }

    @Breaks("SRT-04")
    static final class CreatedWheneverItIsUsed extends Honest {
        @Override
        void used(View view) {
            super.used(view);
            view.created = view.lastUsed;
        }
    }

    @Breaks({"SRT-02", "SRT-05"})
    static final class BelongsToOneThread extends Honest {
        @Override
        void onCall() {
            if (onAnotherThread()) {
                throw new IllegalStateException("not your store");
            }
        }
    }

    @Breaks("SRT-06")
    static final class IgnoresTheBudget extends Honest {
        @Override
        long budget() {
            return Long.MAX_VALUE;
        }
    }

    @Breaks("SRT-06")
    static final class RemovesTheNewest extends Honest {
        @Override
        Comparator<View> firstToGo() {
            return super.firstToGo().reversed();
        }
    }

    @Breaks("SRT-06")
    static final class RemovesOpenViews extends Honest {
        @Override
        boolean mayGo(View view) {
            return true;
        }
    }

    @Breaks("SRT-06")
    static final class CountsWhatFailed extends Honest {
        private long lost;

        @Override
        void dropped(Hex64 key, byte[] bytes) {
            lost += bytes.length;
        }

        @Override
        long budget() {
            return super.budget() - lost;
        }
    }

    @Breaks("SRT-07")
    static final class LooksEmptyWhenCutOff extends Honest {
        @Override
        @Nullable View view(Hex64 key) throws IOException {
            return cut ? null : super.view(key);
        }
    }

    @Breaks({"SRT-02", "SRT-07"})
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
}

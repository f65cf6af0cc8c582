package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillFile;
import io.worldstream.wsp.api.SpillSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Spill spaces that break one rule each. */
final class BrokenSpillSpaces {
    private BrokenSpillSpaces() {}

    /** Keeps the rules; each of the others gets one thing wrong. */
    static class Honest extends SpillSpaceContract implements Impatient {
        final Set<Held> held = ConcurrentHashMap.newKeySet();
        private final Thread maker = Thread.currentThread();
        private volatile long room = Long.MAX_VALUE;

        void onCall() {}

        void beforeOpening() {
            held.removeIf(each -> each.orphan);
        }

        Area areaOf(RunId run) {
            return new Area(this);
        }

        Held fileOf(Area area) {
            return new Held();
        }

        void append(Held file, ByteBuffer bytes) throws IOException {
            if (bytes.remaining() > room()) {
                throw new IOException("full");
            }
            file.add(bytes);
        }

        int read(Held file, long position, ByteBuffer target) throws IOException {
            if (!target.hasRemaining()) {
                return 0;
            }
            if (position >= file.size) {
                return -1;
            }
            int count = Math.min(target.remaining(), file.size - (int) position);
            target.put(file.bytes, (int) position, count);
            return count;
        }

        void remove(Held file) {
            held.remove(file);
            file.closed = true;
        }

        void removeAll(Area area) {
            area.files.forEach(this::remove);
        }

        void onClosedAgain() throws IOException {}

        void requireOpen(boolean closed) throws IOException {
            if (closed) {
                throw new IOException("closed");
            }
        }

        final long room() {
            return room - held.stream().mapToLong(each -> each.size).sum();
        }

        final boolean onAnotherThread() {
            return Thread.currentThread() != maker;
        }

        @Override
        protected SpillSpace space() {
            return run -> {
                onCall();
                beforeOpening();
                return areaOf(run);
            };
        }

        @Override
        protected final boolean isEmpty() {
            return held.isEmpty();
        }

        @Override
        protected final boolean leaveBehind() {
            Held left = new Held();
            left.orphan = true;
            return held.add(left);
        }

        @Override
        protected final boolean outOfSpaceAfter(long bytes) {
            room = bytes;
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

    static final class Held {
        byte[] bytes = new byte[16];
        volatile int size;
        volatile boolean closed;
        volatile boolean orphan;

        synchronized void add(ByteBuffer from) {
            int count = from.remaining();
            if (size + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * (size + count));
            }
            from.get(bytes, size, count);
            size += count;
        }
    }

    static final class Area implements SpillArea {
        final Set<Held> files = ConcurrentHashMap.newKeySet();
        private final Honest rules;
        private volatile boolean closed;

        Area(Honest rules) {
            this.rules = rules;
        }

        @Override
        public SpillFile create() throws IOException {
            rules.onCall();
            rules.requireOpen(closed);
            Held file = rules.fileOf(this);
            files.add(file);
            rules.held.add(file);
            return new File(rules, file);
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                rules.onClosedAgain();
            }
            closed = true;
            rules.removeAll(this);
        }
    }

    private record File(Honest rules, Held held) implements SpillFile {
        @Override
        public void append(ByteBuffer bytes) throws IOException {
            rules.requireOpen(held.closed);
            rules.append(held, bytes);
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            rules.requireOpen(held.closed);
            return rules.read(held, position, target);
        }

        @Override
        public long sizeBytes() {
            return held.size;
        }

        @Override
        public void close() throws IOException {
            if (held.closed) {
                rules.onClosedAgain();
            }
            rules.remove(held);
        }
    }

    /** Blocks where {@link Blocker} says. */
    static final class Blocking extends Honest {
        @Override
        protected SpillSpace space() {
            return Blocker.around(SpillSpace.class, super.space());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    @Breaks({"SPL-01", "SPL-05", "SPL-06"})
    static final class GivesARunItsAreaBack extends Honest {
        private final Map<RunId, Area> areas = new ConcurrentHashMap<>();

        @Override
        Area areaOf(RunId run) {
            return areas.compute(run, (id, area) -> area == null || area.closed ? new Area(this) : area);
        }
    }

    @Breaks({"SPL-01", "SPL-04", "SPL-05"})
    static final class HasOneFileInAnArea extends Honest {
        @Override
        Held fileOf(Area area) {
            return area.files.stream().findAny().orElseGet(Held::new);
        }
    }

    @Breaks({"SPL-01", "SPL-02", "SPL-03", "SPL-05", "SPL-06"})
    static final class TakesABufferful extends Honest {
        @Override
        void append(Held file, ByteBuffer bytes) throws IOException {
            ByteBuffer some = bytes.slice().limit(Math.min(bytes.remaining(), 512));
            super.append(file, some);
            bytes.position(bytes.position() + some.position());
        }
    }

    @Breaks("SPL-02")
    static final class KeepsTheBuffer extends Honest {
        private final Map<Held, ByteBuffer> kept = new ConcurrentHashMap<>();

        @Override
        void append(Held file, ByteBuffer bytes) throws IOException {
            ByteBuffer copied = bytes.duplicate();
            ByteBuffer late = kept.remove(file);
            if (late != null) {
                late.get(file.bytes, file.size - late.remaining(), late.remaining());
            }
            super.append(file, bytes);
            if (copied.remaining() > 1_000_000) {
                kept.put(file, copied);
            }
        }
    }

    @Breaks("SPL-02")
    static final class KeepsWhatFits extends Honest {
        @Override
        void append(Held file, ByteBuffer bytes) throws IOException {
            if (bytes.remaining() > room()) {
                super.append(file, bytes.slice().limit((int) room()));
            }
            super.append(file, bytes);
        }
    }

    @Breaks("SPL-02")
    static final class IsNeverFull extends Honest {
        @Override
        void append(Held file, ByteBuffer bytes) {
            file.add(bytes);
        }
    }

    @Breaks("SPL-03")
    static final class GivesNothingAtTheEnd extends Honest {
        @Override
        int read(Held file, long position, ByteBuffer target) throws IOException {
            return Math.max(0, super.read(file, position, target));
        }
    }

    @Breaks("SPL-03")
    static final class FailsBehindTheEnd extends Honest {
        @Override
        int read(Held file, long position, ByteBuffer target) throws IOException {
            if (position > file.size) {
                throw new IOException("there is nothing at " + position);
            }
            return super.read(file, position, target);
        }
    }

    @Breaks("SPL-03")
    static final class ReadsBehindTheLimit extends Honest {
        @Override
        int read(Held file, long position, ByteBuffer target) throws IOException {
            if (position == 100_001 && target.limit() == 5) {
                target.limit(target.capacity());
            }
            return super.read(file, position, target);
        }
    }

    @Breaks({"SPL-04", "SPL-05", "SPL-06"})
    static final class KeepsFilesThatWereClosed extends Honest {
        @Override
        void remove(Held file) {
            file.closed = true;
        }

        @Override
        void removeAll(Area area) {
            area.files.stream().filter(each -> !each.closed).forEach(super::remove);
        }
    }

    @Breaks({"SPL-04", "SPL-06"})
    static final class KeepsFilesThatAreOpen extends Honest {
        @Override
        void removeAll(Area area) {}
    }

    @Breaks("SPL-04")
    static final class ReadsWhatIsClosed extends Honest {
        @Override
        void requireOpen(boolean closed) {}
    }

    @Breaks("SPL-04")
    static final class ClosesOnce extends Honest {
        @Override
        void onClosedAgain() throws IOException {
            throw new IOException("closed already");
        }
    }

    @Breaks({"SPL-04", "SPL-05"})
    static final class BelongsToOneThread extends Honest {
        @Override
        void onCall() {
            if (onAnotherThread()) {
                throw new IllegalStateException("not your space");
            }
        }

        @Override
        void removeAll(Area area) {
            onCall();
            super.removeAll(area);
        }
    }

    @Breaks("SPL-06")
    static final class NeverSweeps extends Honest {
        @Override
        void beforeOpening() {}
    }

    @Breaks({"SPL-01", "SPL-06"})
    static final class SweepsWhatLives extends Honest {
        @Override
        void beforeOpening() {
            if (!onAnotherThread()) {
                held.forEach(this::remove);
            }
        }
    }
}

package io.worldstream.wsp.internal.samples;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.api.SortedEntry;
import io.worldstream.wsp.api.SortedStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Sorted views in memory, which a test may damage or let go wrong. For any thread. */
public final class MemorySortedStore implements SortedStore {
    private final Map<String, byte[]> views = new TreeMap<>();
    private final List<Hex64> discarded = new ArrayList<>();
    private long room = Long.MAX_VALUE;
    private long readsUntilFailure = Long.MAX_VALUE;
    private long reads;
    private int open;
    private int drafts;
    private boolean unusable;

    /** Lets each draft take so many bytes. */
    public synchronized void room(long bytes) {
        room = bytes;
    }

    /** Lets reads fail once so many were done, and all behind them. */
    public synchronized void failReadsAfter(long count) {
        readsUntilFailure = count;
    }

    /** How many reads were done so far. */
    public synchronized long reads() {
        return reads;
    }

    /** Lets every call fail, or none. */
    public synchronized void unusable(boolean value) {
        unusable = value;
    }

    /** Changes the bytes of every view. */
    public synchronized void change(UnaryOperator<byte[]> how) {
        views.replaceAll((key, bytes) -> how.apply(bytes.clone()));
    }

    /** Puts one view's bytes in the place of all others. */
    public synchronized void replaceAllBy(byte[] bytes) {
        change(any -> bytes.clone());
    }

    /** The bytes of the one view. */
    public synchronized byte[] only() {
        if (views.size() != 1) {
            throw new IllegalStateException("not one view: " + views.keySet());
        }
        return views.values().iterator().next().clone();
    }

    public synchronized void clear() {
        views.clear();
    }

    public synchronized int size() {
        return views.size();
    }

    /** The keys of the views that were discarded. */
    public synchronized List<Hex64> discarded() {
        return List.copyOf(discarded);
    }

    /** How many views and drafts are open. */
    public synchronized int stillOpen() {
        return open + drafts;
    }

    private void requireUsable() throws IOException {
        if (unusable) {
            throw new IOException("the store is unusable");
        }
    }

    @Override
    public synchronized Optional<PartContent> open(Hex64 key) throws IOException {
        requireUsable();
        byte[] bytes = views.get(key.value());
        if (bytes == null) {
            return Optional.empty();
        }
        open++;
        return Optional.of(new Content(bytes));
    }

    @Override
    public synchronized SortedDraft create(Hex64 key) throws IOException {
        requireUsable();
        drafts++;
        return new Draft(key);
    }

    @Override
    public synchronized List<SortedEntry> entries() throws IOException {
        requireUsable();
        return views.keySet().stream()
                .map(key -> new SortedEntry(
                        new Hex64(key), Objects.requireNonNull(views.get(key)).length, Instant.EPOCH, Instant.EPOCH))
                .toList();
    }

    @Override
    public synchronized void discard(Hex64 key) throws IOException {
        requireUsable();
        views.remove(key.value());
        discarded.add(key);
    }

    private final class Content implements PartContent {
        private final byte[] bytes;
        private boolean closed;

        Content(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            synchronized (MemorySortedStore.this) {
                if (reads++ >= readsUntilFailure) {
                    throw new IOException("no read after " + readsUntilFailure);
                }
                if (position >= bytes.length) {
                    return -1;
                }
                int count = (int) Math.min(target.remaining(), bytes.length - position);
                target.put(bytes, (int) position, count);
                return count;
            }
        }

        @Override
        public void close() {
            synchronized (MemorySortedStore.this) {
                if (!closed) {
                    closed = true;
                    open--;
                }
            }
        }
    }

    private final class Draft implements SortedDraft {
        private final Hex64 key;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean closed;

        Draft(Hex64 key) {
            this.key = key;
        }

        @Override
        public void append(ByteBuffer more) throws IOException {
            synchronized (MemorySortedStore.this) {
                requireUsable();
                if (bytes.size() + more.remaining() > room) {
                    throw new IOException("no room for " + more.remaining() + " bytes");
                }
                byte[] copy = new byte[more.remaining()];
                more.get(copy);
                bytes.writeBytes(copy);
            }
        }

        @Override
        public void commit() throws IOException {
            synchronized (MemorySortedStore.this) {
                requireUsable();
                views.put(key.value(), bytes.toByteArray());
            }
        }

        @Override
        public void close() {
            synchronized (MemorySortedStore.this) {
                if (!closed) {
                    closed = true;
                    drafts--;
                }
            }
        }
    }
}

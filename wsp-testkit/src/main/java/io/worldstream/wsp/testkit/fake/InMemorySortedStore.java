package io.worldstream.wsp.testkit.fake;

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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An in-memory store of sorted views that can be full, fail on request and damage views. Its times count its calls, a
 * second each. Any thread may use it.
 */
public final class InMemorySortedStore implements SortedStore {
    private final Map<Hex64, View> views = new LinkedHashMap<>();
    private final List<Hex64> commits = new ArrayList<>();
    private final List<Hex64> discards = new ArrayList<>();
    private final ScriptedFailures failures = new ScriptedFailures("the store of views is unusable, as scripted");
    private final ScriptedFailures readFailures = new ScriptedFailures("a view cannot be read, as scripted");
    private long maxBytes = Long.MAX_VALUE;
    private long calls;
    private int open;

    /** Creates an empty store without a budget. */
    public InMemorySortedStore() {}

    /** Sets the budget: views whose use is longest ago make room for others, unless they are open ({@code SRT-06}). */
    public synchronized void maxBytes(long bytes) {
        maxBytes = bytes;
    }

    /** Makes the next {@code count} calls fail, other than reads ({@code SRT-07}). */
    public synchronized void failNextCalls(int count) {
        failures.next(count);
    }

    /** Makes the next {@code count} reads of views fail. */
    public synchronized void failNextReads(int count) {
        readFailures.next(count);
    }

    /**
     * Flips a bit of a view.
     *
     * @param position the byte's position
     * @throws IllegalArgumentException if no view is committed under the key, or it has no such byte
     */
    public synchronized void damage(Hex64 key, long position) {
        View view = views.get(key);
        if (view == null || position < 0 || position >= view.bytes.length) {
            throw new IllegalArgumentException("no view under key " + key + " has a byte " + position);
        }
        byte[] bytes = view.bytes.clone();
        bytes[(int) position] ^= 1;
        view.bytes = bytes;
    }

    /** Returns the keys of the views, in the order in which they were first committed. */
    public synchronized List<Hex64> keys() {
        return List.copyOf(views.keySet());
    }

    /** Returns the committed keys in order. */
    public synchronized List<Hex64> commits() {
        return List.copyOf(commits);
    }

    /** Returns the discarded keys in order, including those under which there was no view. */
    public synchronized List<Hex64> discards() {
        return List.copyOf(discards);
    }

    /** Returns the number of views and drafts that are open; a value above 0 at the end of a test is a leak. */
    public synchronized int stillOpen() {
        return open;
    }

    @Override
    public synchronized Optional<PartContent> open(Hex64 key) throws IOException {
        failures.strike();
        View view = views.get(key);
        if (view == null) {
            return Optional.empty();
        }
        view.lastUsed = now();
        view.readers++;
        open++;
        return Optional.of(new Content(view));
    }

    @Override
    public synchronized SortedDraft create(Hex64 key) throws IOException {
        failures.strike();
        open++;
        return new Draft(key);
    }

    @Override
    public synchronized List<SortedEntry> entries() throws IOException {
        failures.strike();
        return views.entrySet().stream()
                .map(each -> each.getValue().entry(each.getKey()))
                .toList();
    }

    @Override
    public synchronized void discard(Hex64 key) throws IOException {
        failures.strike();
        views.remove(key);
        discards.add(key);
    }

    private Instant now() {
        return Instant.EPOCH.plusSeconds(++calls);
    }

    /** Removes views until a new one fits, those that are open excepted. */
    private void makeRoom(Hex64 key, long bytes) throws IOException {
        List<Map.Entry<Hex64, View>> oldestFirst = views.entrySet().stream()
                .filter(each -> !each.getKey().equals(key))
                .sorted(Comparator.comparing(each -> each.getValue().lastUsed))
                .toList();
        long held = bytes
                + oldestFirst.stream()
                        .mapToLong(each -> each.getValue().bytes.length)
                        .sum();
        List<Hex64> removed = new ArrayList<>();
        for (Map.Entry<Hex64, View> each : oldestFirst) {
            if (held > maxBytes && each.getValue().readers == 0) {
                held -= each.getValue().bytes.length;
                removed.add(each.getKey());
            }
        }
        if (held > maxBytes) {
            throw new IOException("no room for a view of " + bytes + " bytes in the budget of " + maxBytes);
        }
        removed.forEach(views::remove);
    }

    private static final class View {
        private final Instant created;
        private byte[] bytes;
        private Instant lastUsed;
        private int readers;

        View(byte[] bytes, Instant created) {
            this.bytes = bytes;
            this.created = created;
            lastUsed = created;
        }

        SortedEntry entry(Hex64 key) {
            return new SortedEntry(key, bytes.length, created, lastUsed);
        }
    }

    private final class Content implements PartContent {
        private final View view;
        private boolean closed;

        Content(View view) {
            this.view = view;
        }

        @Override
        public long sizeBytes() {
            return view.bytes.length;
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            synchronized (InMemorySortedStore.this) {
                readFailures.strike();
                if (closed) {
                    throw new IOException("the view is closed");
                }
                if (position >= view.bytes.length) {
                    return -1;
                }
                int count = (int) Math.min(target.remaining(), view.bytes.length - position);
                target.put(view.bytes, (int) position, count);
                return count;
            }
        }

        @Override
        public void close() {
            synchronized (InMemorySortedStore.this) {
                if (!closed) {
                    closed = true;
                    view.readers--;
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
            synchronized (InMemorySortedStore.this) {
                failures.strike();
                if (bytes.size() + (long) more.remaining() > maxBytes) {
                    throw new IOException("a view exceeds the budget of " + maxBytes + " bytes");
                }
                byte[] copy = new byte[more.remaining()];
                more.get(copy);
                bytes.writeBytes(copy);
            }
        }

        @Override
        public void commit() throws IOException {
            synchronized (InMemorySortedStore.this) {
                failures.strike();
                makeRoom(key, bytes.size());
                views.put(key, new View(bytes.toByteArray(), now()));
                commits.add(key);
            }
        }

        @Override
        public void close() {
            synchronized (InMemorySortedStore.this) {
                if (!closed) {
                    closed = true;
                    open--;
                }
            }
        }
    }
}

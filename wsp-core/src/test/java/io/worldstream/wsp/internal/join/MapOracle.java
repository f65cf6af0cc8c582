package io.worldstream.wsp.internal.join;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.CodePointOrder;
import io.worldstream.wsp.api.support.RootMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Objects in memory under one root of each kind, reached as contracts 4 says; remembers what was resolved and what was
 * opened. A place is {@code /store/...} or {@code /oracle/...}. Any thread may read; one thread sets up.
 */
public final class MapOracle implements OracleReader {
    private final RootMap roots = RootMap.builder()
            .root(RootKind.OBJECT_STORE, "/store", List.of("/store"))
            .root(RootKind.ORACLE, "/oracle", List.of("/oracle"))
            .build();
    private final NavigableMap<String, byte[]> objects = new TreeMap<>(CodePointOrder.INSTANCE);
    private final Set<String> unreadable = new HashSet<>();
    private final List<SealedReference> resolved = new ArrayList<>();
    private final List<String> opened = new ArrayList<>();
    private int maxReadBytes = Integer.MAX_VALUE;
    private int open;

    /** Adds or replaces an object. */
    public synchronized MapOracle put(RootKind kind, String path, byte[] bytes) {
        objects.put(place(kind, path), bytes.clone());
        return this;
    }

    /** Adds or replaces an object of text. */
    public MapOracle put(RootKind kind, String path, String text) {
        return put(kind, path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes an object away. */
    public synchronized MapOracle remove(RootKind kind, String path) {
        if (objects.remove(place(kind, path)) == null) {
            throw new IllegalArgumentException("nothing at " + path);
        }
        return this;
    }

    /** Lets reads of an object fail; opening it still works. */
    public synchronized MapOracle failReads(RootKind kind, String path) {
        unreadable.add(place(kind, path));
        return this;
    }

    /** Bounds what one read gives. */
    public synchronized MapOracle maxReadBytes(int bytes) {
        maxReadBytes = bytes;
        return this;
    }

    /** The same objects, with a record of their own and without faults. */
    synchronized MapOracle quietCopy() {
        MapOracle copy = new MapOracle();
        copy.objects.putAll(objects);
        return copy;
    }

    private byte[] stored(String place) {
        return Objects.requireNonNull(objects.get(place), place);
    }

    /** The object's bytes. */
    public synchronized byte[] bytes(RootKind kind, String path) {
        return stored(place(kind, path)).clone();
    }

    /** The references that were resolved, in order. */
    public synchronized List<SealedReference> resolved() {
        return List.copyOf(resolved);
    }

    /** The places that were opened, in order. */
    public synchronized List<String> opened() {
        return List.copyOf(opened);
    }

    /** How many contents are open now. */
    public synchronized int openContents() {
        return open;
    }

    @Override
    public synchronized List<OraclePart> resolve(SealedReference reference) {
        resolved.add(reference);
        RootMap.Mapped mapped = roots.map(reference);
        String place = mapped.root()
                + mapped.segments().stream().map(segment -> "/" + segment).collect(Collectors.joining());
        List<OraclePart> parts = objects.keySet().stream()
                .filter(mapped.pattern() == null ? isAtOrBeneath(place) : matches(place))
                .map(found -> new OraclePart(found, stored(found).length))
                .toList();
        if (parts.isEmpty()) {
            throw new WspException(ReasonCode.OBJECT_MISSING, reference + " names nothing");
        }
        return parts;
    }

    @Override
    public synchronized PartContent open(OraclePart part) {
        byte[] bytes = objects.get(part.path());
        if (bytes == null) {
            throw new WspException(ReasonCode.OBJECT_MISSING, part.path() + " is gone");
        }
        opened.add(part.path());
        open++;
        return new Content(part.path(), bytes);
    }

    private static Predicate<String> isAtOrBeneath(String place) {
        return found -> found.equals(place) || found.startsWith(place + "/");
    }

    private static Predicate<String> matches(String place) {
        String regex = Stream.of(place.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^/]*"));
        return Pattern.compile(regex, Pattern.DOTALL).asMatchPredicate();
    }

    private static String place(RootKind kind, String path) {
        return (kind == RootKind.ORACLE ? "/oracle/" : "/store/") + path;
    }

    private final class Content implements PartContent {
        private final String place;
        private final byte[] bytes;
        private boolean closed;

        private Content(String place, byte[] bytes) {
            this.place = place;
            this.bytes = bytes;
        }

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            synchronized (MapOracle.this) {
                if (closed) {
                    throw new IOException("closed");
                }
                if (unreadable.contains(place)) {
                    throw new IOException("no bytes to be had");
                }
                if (position >= bytes.length) {
                    return -1;
                }
                int count = (int) Math.min(Math.min(target.remaining(), maxReadBytes), bytes.length - position);
                target.put(bytes, (int) position, count);
                return count;
            }
        }

        @Override
        public void close() {
            synchronized (MapOracle.this) {
                if (!closed) {
                    closed = true;
                    open--;
                }
            }
        }
    }
}

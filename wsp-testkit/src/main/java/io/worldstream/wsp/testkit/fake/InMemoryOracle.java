package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.CodePointOrder;
import io.worldstream.wsp.api.support.RootMap;
import io.worldstream.wsp.testkit.world.SealedStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * In-memory sealed stores: objects by path under the two kinds of root, resolved through a {@link RootMap} (contracts
 * 4, Reach). It records which objects are resolved, opened and read, so that a test can assert that none was. It can
 * lose, change or withhold an object at a chosen moment.
 *
 * <p>Opening an object that was never resolved violates I2 and throws {@link IllegalStateException}. Any thread may use
 * it.
 */
public final class InMemoryOracle implements OracleReader, SealedStore {
    private final RootMap roots;
    private final NavigableMap<String, StoredObject> objects = new TreeMap<>(CodePointOrder.INSTANCE);
    /** The objects that have a version, by path. */
    private final Map<String, Map<OraclePart.Version, StoredObject>> versions = new HashMap<>();

    private final Set<String> named = new HashSet<>();
    private final List<SealedReference> resolved = new ArrayList<>();
    private final List<String> opened = new ArrayList<>();
    private final Map<String, Long> bytesRead = new HashMap<>();
    private int maxBytesPerRead = Integer.MAX_VALUE;
    private int stillOpen;
    private boolean keepsVersions;
    private int lastVersion;

    /** Creates an empty store whose roots are {@code object_store} and {@code oracle}. */
    public InMemoryOracle() {
        this(RootMap.builder()
                .root(RootKind.OBJECT_STORE, "object_store", List.of())
                .root(RootKind.ORACLE, "oracle", List.of())
                .build());
    }

    /** Creates an empty store with the given roots and aliases. */
    public InMemoryOracle(RootMap roots) {
        this.roots = roots;
    }

    /**
     * Stores an object, replacing the one at its path. Clears the faults that were set for the path.
     *
     * @param root the kind of root
     * @param path a reference under the root, without a pattern
     * @param bytes the object's content; copied
     */
    @Override
    public synchronized void put(RootKind root, String path, byte[] bytes) {
        String key = pathOf(root, path);
        OraclePart.Version version = keepsVersions ? new OraclePart.Version("v" + ++lastVersion, true) : null;
        StoredObject object = new StoredObject(bytes.clone(), version);
        objects.put(key, object);
        if (version != null) {
            versions.computeIfAbsent(key, any -> new HashMap<>()).put(version, object);
        }
    }

    /**
     * Keeps all versions of objects that are stored from now on: a resolved part names its version, whose bytes can be
     * opened also after the object at its path was replaced. {@link #changeAfterReads} and {@link #changeAfterOpens} then
     * break the promise that a version never changes.
     */
    public synchronized void keepVersions() {
        keepsVersions = true;
    }

    /** Removes an object with all its versions. Opening it fails with {@link ReasonCode#OBJECT_MISSING}, even if it was resolved before. */
    public synchronized void remove(RootKind root, String path) {
        String key = pathOf(root, path);
        objects.remove(key);
        versions.remove(key);
    }

    /** Makes an existing object impossible to open. */
    public synchronized void makeUnreadable(RootKind root, String path) {
        stored(root, path).unreadable = true;
    }

    /** Makes reads of an object fail from the given position on. */
    public synchronized void failReadsFrom(RootKind root, String path, long position) {
        stored(root, path).failFrom = position;
    }

    /**
     * Changes an object after the given number of reads, counted from now and over all its readers. Open readers see
     * the change (I4).
     */
    public synchronized void changeAfterReads(RootKind root, String path, int reads, byte[] bytes) {
        stored(root, path).changeAfterReads(reads, bytes.clone());
    }

    /** Changes an object after the given number of openings, counted from now; the next opening sees the change. */
    public synchronized void changeAfterOpens(RootKind root, String path, int opens, byte[] bytes) {
        stored(root, path).changeAfterOpens(opens, bytes.clone());
    }

    /**
     * Limits each read to the given number of bytes, which a reader must tolerate ({@code ORC-06}).
     *
     * @param maxBytes at least 1
     */
    public synchronized void shortReads(int maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1: " + maxBytes);
        }
        maxBytesPerRead = maxBytes;
    }

    @Override
    public synchronized List<OraclePart> resolve(SealedReference reference) {
        resolved.add(reference);
        RootMap.Mapped mapped = roots.map(reference);
        String pattern = mapped.pattern();
        List<OraclePart> parts = pattern == null ? exact(mapped) : matching(mapped, pattern);
        if (parts.isEmpty()) {
            throw new WspException(ReasonCode.OBJECT_MISSING, reference + " names no existing object");
        }
        parts.forEach(part -> named.add(part.path()));
        return parts;
    }

    @Override
    public synchronized PartContent open(OraclePart part) {
        if (!named.contains(part.path())) {
            throw new IllegalStateException("I2: " + part.path() + " was opened without being resolved");
        }
        opened.add(part.path());
        StoredObject object = stored(part);
        if (object == null) {
            throw new WspException(ReasonCode.OBJECT_MISSING, part.path() + " is gone");
        }
        if (object.unreadable) {
            throw new WspException(ReasonCode.OBJECT_UNREADABLE, part.path() + " cannot be opened, as scripted");
        }
        object.opening();
        stillOpen++;
        return new InMemoryContent(this, part.path(), object);
    }

    /** Returns the resolved references in order, including those that were refused. */
    public synchronized List<SealedReference> resolved() {
        return List.copyOf(resolved);
    }

    /** Returns the opened paths in order, including failed openings. */
    public synchronized List<String> opened() {
        return List.copyOf(opened);
    }

    /** Returns the total number of bytes read. */
    public synchronized long bytesRead() {
        return bytesRead.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the number of bytes read of one object. */
    public synchronized long bytesRead(RootKind root, String path) {
        return bytesRead.getOrDefault(pathOf(root, path), 0L);
    }

    /** Returns the number of open contents; a value above 0 at the end of a test is a leak. */
    public synchronized int stillOpen() {
        return stillOpen;
    }

    /** Returns the paths of all objects, in code point order. */
    public synchronized List<String> paths() {
        return List.copyOf(objects.keySet());
    }

    /** Serves one read of an open content. */
    synchronized int read(String path, StoredObject object, long position, ByteBuffer target) throws IOException {
        int count = object.read(position, Math.min(target.remaining(), maxBytesPerRead), target);
        if (count > 0) {
            bytesRead.merge(path, (long) count, Long::sum);
        }
        return count;
    }

    synchronized void closed() {
        stillOpen--;
    }

    private List<OraclePart> exact(RootMap.Mapped mapped) {
        String path = join(mapped.root(), mapped.segments());
        StoredObject object = objects.get(path);
        if (object != null) {
            return List.of(object.part(path));
        }
        return under(path + "/").toList();
    }

    private List<OraclePart> matching(RootMap.Mapped mapped, String pattern) {
        int last = mapped.segments().size() - 1;
        String folder = join(mapped.root(), mapped.segments().subList(0, last)) + "/";
        Pattern name = Pattern.compile(
                Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^/]*")),
                Pattern.DOTALL);
        return under(folder)
                .filter(part ->
                        name.matcher(part.path().substring(folder.length())).matches())
                .toList();
    }

    private Stream<OraclePart> under(String folder) {
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(folder))
                .map(entry -> entry.getValue().part(entry.getKey()));
    }

    private @Nullable StoredObject stored(OraclePart part) {
        return part.version() == null
                ? objects.get(part.path())
                : versions.getOrDefault(part.path(), Map.of()).get(part.version());
    }

    private StoredObject stored(RootKind root, String path) {
        StoredObject object = objects.get(pathOf(root, path));
        if (object == null) {
            throw new IllegalArgumentException("there is no object " + pathOf(root, path));
        }
        return object;
    }

    private String pathOf(RootKind root, String path) {
        RootMap.Mapped mapped = roots.map(new SealedReference(root, path));
        return join(mapped.root(), mapped.segments());
    }

    private static String join(String root, List<String> segments) {
        return segments.isEmpty() ? root : root + "/" + String.join("/", segments);
    }
}
